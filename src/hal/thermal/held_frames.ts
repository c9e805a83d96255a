/**
 * The few frames of a device that wait until it is known what their words mean.
 */

/**
 * Frames held for one device. Enough to judge a device by more than one frame; more would only delay old pictures, of
 * which none is worth more than the newest, and cost 1.7 kB each for every device.
 */
export const HELD_FRAMES_MAX = 4;

const FRAME_WORDS = 834;

/** One held frame. Its words are valid until the frame is taken out. */
export interface HeldFrame {
  readonly words: Uint16Array;
  /** Words the frame has: 768, 832 or 834. */
  wordCount: number;
  /** Its arrival, monotonic. */
  atMs: number;
}

/** A ring of copies, all allocated at the start. A new frame takes the place of the oldest. */
export class HeldFrames {
  /** Frames pushed out by newer ones. */
  dropped = 0;
  readonly #frames: readonly HeldFrame[] = Array.from(
    { length: HELD_FRAMES_MAX },
    () => ({ words: new Uint16Array(FRAME_WORDS), wordCount: 0, atMs: 0 }),
  );
  #oldest = 0;
  #count = 0;

  /** Frames that wait. */
  get count(): number {
    return this.#count;
  }

  /** Copies a frame in. */
  push(words: Uint16Array, wordCount: number, atMs: number): void {
    if (this.#count === HELD_FRAMES_MAX) {
      this.shift();
      this.dropped++;
    }
    const frame = this.#frames[(this.#oldest + this.#count) % HELD_FRAMES_MAX];
    for (let i = 0; i < wordCount; i++) frame.words[i] = words[i];
    frame.wordCount = wordCount;
    frame.atMs = atMs;
    this.#count++;
  }

  /** The oldest frame, which stays. */
  peek(): HeldFrame | undefined {
    return this.#count === 0 ? undefined : this.#frames[this.#oldest];
  }

  /** Lets go of the oldest frame. */
  shift(): void {
    this.#oldest = (this.#oldest + 1) % HELD_FRAMES_MAX;
    this.#count--;
  }
}
