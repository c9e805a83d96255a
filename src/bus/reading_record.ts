/**
 * A reading as 96 bytes: how readings travel from the sensors to fusion, many thousands a second.
 *
 * Layout, little-endian: u8 input kind (position in `INPUT_KINDS`), u8 flags (bit 0: critical), u16 sensor number (see the
 * `sensor` message), u32 zero, then eleven f64: `atMs` and the values of the kind in the order of the functions below.
 */
import {
  INPUT_KINDS,
  type LevelReading,
  type Reading,
  type SwitchReading,
  type ThermalReading,
} from "../reading/reading.ts";

/** Bytes of one record. */
export const RECORD_BYTES = 96;
const WORDS = RECORD_BYTES / 8;

/** What a record says beside the reading itself. */
export interface RecordTag {
  /** The number that the `sensor` message gave to the sensor. */
  readonly sensorIndex: number;
  /** Alarm evidence: never dropped for lack of room. */
  readonly critical: boolean;
}

/** Records side by side in one block of memory, written and read without allocating. */
export class RecordBlock {
  /** How many records fit. */
  readonly capacity: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #words: Float64Array<ArrayBuffer>;
  readonly #heads: Uint16Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.capacity = capacity;
    const buffer = new ArrayBuffer(capacity * RECORD_BYTES);
    this.bytes = new Uint8Array(buffer);
    this.#words = new Float64Array(buffer);
    this.#heads = new Uint16Array(buffer);
  }

  /** Writes `reading` as record `index`. */
  write(index: number, reading: Reading, tag: RecordTag): void {
    const head = index * (RECORD_BYTES / 2);
    this.#heads[head] = INPUT_KINDS.indexOf(reading.kind) | (tag.critical ? 0x100 : 0);
    this.#heads[head + 1] = tag.sensorIndex;
    this.#heads[head + 2] = 0;
    this.#heads[head + 3] = 0;
    const words = this.#words;
    const at = index * WORDS + 1;
    words[at] = reading.atMs;
    switch (reading.kind) {
      case "thermal":
        words[at + 1] = reading.maxC;
        words[at + 2] = reading.minC;
        words[at + 3] = reading.meanC;
        words[at + 4] = reading.hotSpotC;
        words[at + 5] = reading.taC;
        words[at + 6] = reading.vddV;
        words[at + 7] = reading.fingerprint;
        words[at + 8] = reading.hotSpotIndex + reading.hotPixels * 1024;
        words[at + 9] = reading.hotCluster;
        words[at + 10] = reading.validPixels;
        return;
      case "smoke":
      case "flame":
      case "gas":
        words[at + 1] = reading.value;
        return;
      case "flameDigital":
      case "callPoint":
      case "otherBox":
        words[at + 1] = reading.active ? 1 : 0;
        return;
      case "vision":
        words[at + 1] = reading.fire;
        words[at + 2] = reading.smoke;
        words[at + 3] = reading.x;
        words[at + 4] = reading.y;
        words[at + 5] = reading.width;
        words[at + 6] = reading.height;
    }
  }

  /** The sensor number of record `index`. */
  sensorIndex(index: number): number {
    return this.#heads[index * (RECORD_BYTES / 2) + 1];
  }

  /** The input kind of record `index`, as its position in `INPUT_KINDS`. */
  kindIndex(index: number): number {
    return this.#heads[index * (RECORD_BYTES / 2)] & 0xff;
  }

  /** Whether record `index` is alarm evidence. */
  critical(index: number): boolean {
    return (this.#heads[index * (RECORD_BYTES / 2)] & 0x100) !== 0;
  }

  /** Copies record `from` over record `to`. */
  move(from: number, to: number): void {
    this.#words.copyWithin(to * WORDS, from * WORDS, (from + 1) * WORDS);
  }

  /** The reading of record `index`, said of `sensorId`; undefined where the bytes are not a reading. */
  read(index: number, sensorId: string): Reading | undefined {
    const words = this.#words;
    const at = index * WORDS + 1;
    const atMs = words[at];
    if (!Number.isFinite(atMs)) return undefined;
    const kind = INPUT_KINDS[this.kindIndex(index)];
    switch (kind) {
      case "thermal":
        return {
          kind,
          sensorId,
          atMs,
          maxC: words[at + 1],
          minC: words[at + 2],
          meanC: words[at + 3],
          hotSpotC: words[at + 4],
          hotSpotIndex: words[at + 8] % 1024,
          hotPixels: Math.floor(words[at + 8] / 1024),
          hotCluster: words[at + 9],
          validPixels: words[at + 10],
          taC: words[at + 5],
          vddV: words[at + 6],
          fingerprint: words[at + 7],
        } satisfies ThermalReading;
      case "smoke":
      case "flame":
      case "gas":
        return { kind, sensorId, atMs, value: words[at + 1] } satisfies LevelReading;
      case "flameDigital":
      case "callPoint":
      case "otherBox":
        return { kind, sensorId, atMs, active: words[at + 1] !== 0 } satisfies SwitchReading;
      case "vision":
        return {
          kind,
          sensorId,
          atMs,
          fire: words[at + 1],
          smoke: words[at + 2],
          x: words[at + 3],
          y: words[at + 4],
          width: words[at + 5],
          height: words[at + 6],
        };
      default:
        return undefined;
    }
  }
}
