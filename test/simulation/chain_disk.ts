/**
 * The disk of a simulated box: two latch files as bytes, a store that writes behind, and the ways in which disks fail.
 */
import type { LatchContent } from "../../src/outputs/latch.ts";
import { decodeLatch, encodeLatch } from "../../src/outputs/latch.ts";
import { SimulatedStore } from "./box.ts";
import type { Random } from "./random.ts";

/** A write of the latch takes 0 to this many milliseconds until it is on the disk. */
const LATCH_MS_MAX = 40;

/** The disk. */
export class ChainDisk {
  readonly store = new SimulatedStore();
  /** It takes nothing until then. */
  fullUntilMs = 0;
  readonly #random: Random;
  readonly #files: (Uint8Array | undefined)[] = [undefined, undefined];
  #next = 0;
  #sequence = 0;
  #pending: { readonly content: LatchContent; readonly dueMs: number } | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  isFull(nowMs: number): boolean {
    return nowMs < this.fullUntilMs;
  }

  /** The outputs want this remembered; the newest counts. */
  saveLatch(content: LatchContent, nowMs: number): void {
    this.#pending = { content, dueMs: nowMs + this.#random.between(0, LATCH_MS_MAX) };
  }

  /** Writes what is due. */
  tick(nowMs: number): void {
    if (this.isFull(nowMs) || this.#pending === undefined || nowMs < this.#pending.dueMs) return;
    this.#write(
      encodeLatch({ sequence: ++this.#sequence, savedAtWallMs: 0, content: this.#pending.content }),
    );
    this.#pending = undefined;
  }

  /** The outputs die: what was not written is lost; a write under way may leave half a file where the older one was. */
  outputsDied(): void {
    if (this.#pending !== undefined && this.#random.chance(0.3)) {
      const text = encodeLatch({
        sequence: ++this.#sequence,
        savedAtWallMs: 0,
        content: this.#pending.content,
      });
      this.#write(text.slice(0, Math.floor(this.#random.between(0, text.length))));
    }
    this.#pending = undefined;
  }

  /** One of the files rots. */
  rot(): void {
    const index = this.#random.chance(0.5) ? 0 : 1;
    const file = this.#files[index];
    if (file === undefined || file.length === 0) return;
    file[Math.floor(this.#random.between(0, file.length))] ^= 0x10;
  }

  /** What the outputs find at their start. */
  loadLatch(): LatchContent | undefined {
    let newest: { readonly sequence: number; readonly content: LatchContent } | undefined;
    this.#files.forEach((file, index) => {
      if (file === undefined) return;
      const read = decodeLatch(file);
      if (!read.ok || read.value.sequence < (newest?.sequence ?? 0)) return;
      newest = read.value;
      this.#next = 1 - index;
      this.#sequence = Math.max(this.#sequence, newest.sequence);
    });
    return newest?.content;
  }

  #write(text: string): void {
    this.#files[this.#next] = new TextEncoder().encode(text);
    this.#next = 1 - this.#next;
  }
}
