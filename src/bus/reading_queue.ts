/**
 * The bounded queue of readings on their way to fusion: under pressure old news goes, alarm evidence stays.
 *
 * The mission's rule: above 80 % the oldest reading that is no alarm evidence is dropped. Should evidence alone fill the
 * queue, the oldest of it that the same input has since said anew is dropped: recent state survives, and what is lost was
 * superseded.
 */
import type { Reading } from "../reading/reading.ts";
import { RECORD_BYTES, RecordBlock, type RecordTag } from "./reading_record.ts";

/** The part of the queue above which what is not alarm evidence gives way (mission: 80 %). */
export const PRESSURE_LEVEL = 0.8;

/** A bounded first-in-first-out queue of readings, all in one block of memory. */
export class ReadingQueue {
  readonly capacity: number;
  /** Readings dropped that were no evidence. */
  droppedCount = 0;
  /** Evidence dropped because newer evidence of the same input was in the queue. */
  supersededCount = 0;
  readonly #block: RecordBlock;
  readonly #pressure: number;
  #head = 0;
  #length = 0;
  #critical = 0;

  /**
   * @param capacity Readings it holds. It must be more than the number of inputs of the site, so that a queue full of evidence
   * always holds some that is superseded.
   */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.#block = new RecordBlock(capacity);
    this.#pressure = Math.floor(capacity * PRESSURE_LEVEL);
  }

  /** Readings that wait. */
  get depth(): number {
    return this.#length;
  }

  /** Takes `reading` in, making room by the rule where there is little. */
  push(reading: Reading, tag: RecordTag): void {
    if (this.#length >= this.#pressure) {
      if (this.#critical < this.#length) this.#dropOldest((at) => !this.#block.critical(at));
      else if (!tag.critical) return void this.droppedCount++;
      if (this.#length === this.capacity) this.#dropSuperseded();
    }
    this.#block.write(this.#slot(this.#length), reading, tag);
    this.#length++;
    if (tag.critical) this.#critical++;
  }

  /**
   * Moves up to `max` of the oldest readings as bytes to `target` at `offset`.
   *
   * @returns how many were moved.
   */
  take(max: number, target: Uint8Array, offset: number): number {
    const count = Math.min(max, this.#length);
    for (let i = 0; i < count; i++) {
      const slot = this.#slot(i);
      target.set(
        this.#block.bytes.subarray(slot * RECORD_BYTES, (slot + 1) * RECORD_BYTES),
        offset + i * RECORD_BYTES,
      );
      if (this.#block.critical(slot)) this.#critical--;
    }
    this.#head = this.#slot(count);
    this.#length -= count;
    return count;
  }

  #slot(position: number): number {
    const slot = this.#head + position;
    return slot < this.capacity ? slot : slot - this.capacity;
  }

  #dropOldest(matches: (slot: number) => boolean): void {
    for (let position = 0; position < this.#length; position++) {
      if (!matches(this.#slot(position))) continue;
      this.#remove(position);
      this.droppedCount++;
      return;
    }
  }

  /** Only ever needed when all that waits is evidence: rare enough for a search. */
  #dropSuperseded(): void {
    const newest = new Set<number>();
    let oldestSuperseded = 0;
    for (let position = this.#length - 1; position >= 0; position--) {
      const slot = this.#slot(position);
      const input = this.#block.sensorIndex(slot) * 256 + this.#block.kindIndex(slot);
      if (newest.has(input)) oldestSuperseded = position;
      else newest.add(input);
    }
    this.#remove(oldestSuperseded);
    this.supersededCount++;
  }

  /** Closes the gap by moving the older ones up, which are few where the oldest goes. */
  #remove(position: number): void {
    if (this.#block.critical(this.#slot(position))) this.#critical--;
    for (let i = position; i > 0; i--) this.#block.move(this.#slot(i - 1), this.#slot(i));
    this.#head = this.#slot(1);
    this.#length--;
  }
}
