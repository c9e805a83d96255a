/**
 * Lines on their way to something that may be slow, full or broken: a bounded queue in front of asynchronous writes.
 *
 * It must never make its caller wait, and never take more memory than its bound: what does not fit is counted, and the
 * count is written in its place in the log as soon as that works again.
 */
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";

/** What a {@linkcode LogWriter} needs. */
export interface LogWriterOptions {
  readonly clock: Clock;
  /** Writes some or all of `bytes` and answers how many. May reject, and may take for ever. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
  /** The line that tells of `count` lost lines; `why` is half a sentence: "while the disk was full". */
  lostLine(count: number, why: string): string;
}

/**
 * Characters that may wait. Smaller loses lines in a burst while the card is busy with something else for a second;
 * larger takes memory from what protects (twice this in bytes at most, per role).
 */
export const QUEUE_CHARS_MAX = 512 * 1024;
/** Characters written at once: enough to make the cost of a write small against its content. */
const BATCH_CHARS = 64 * 1024;
/** Between two attempts while writing fails. Shorter keeps a failing disk busy; longer loses more once it is back. */
const RETRY_MS = 1_000;
/** What a closing waits for at most, so that a stuck disk does not keep a role from stopping. */
export const CLOSE_MS = 1_000;

/** Writes lines in the background. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #encoder = new TextEncoder();
  readonly #closing = new AbortController();
  #lines: string[] = [];
  #chars = 0;
  #lost = 0;
  #lostTotal = 0;
  #fault: unknown;
  #draining: Promise<void> | undefined;

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /** Lines that were lost since the start. */
  get lostTotal(): number {
    return this.#lostTotal;
  }

  /** Takes one line without its line end. Returns at once, whatever the disk does. */
  push(line: string): void {
    if (this.#closing.signal.aborted || this.#chars + line.length > QUEUE_CHARS_MAX) {
      this.#lost++;
      this.#lostTotal++;
      return;
    }
    this.#tellLost();
    this.#enqueue(line);
    this.#draining ??= this.#drain();
  }

  /** Writes what waits, for a bounded time. Lines pushed from now on are lost, and counted. */
  async close(): Promise<void> {
    // The first failure ends the draining now: there is no time left to wait for the disk to come back.
    this.#closing.abort(new DOMException("the log is being closed", "AbortError"));
    await atMost(this.#options.clock, CLOSE_MS, this.#draining);
  }

  /** The gap is where the next line goes: lines that were already waiting are older than it. */
  #tellLost(): void {
    if (this.#lost === 0) return;
    this.#enqueue(this.#options.lostLine(this.#lost, `while the disk ${describeFault(this.#fault)}`));
    this.#lost = 0;
    this.#fault = undefined;
  }

  #enqueue(line: string): void {
    this.#lines.push(line);
    this.#chars += line.length;
  }

  async #drain(): Promise<void> {
    for (let batch = this.#take(); batch !== undefined; batch = this.#take()) {
      if (!await this.#write(batch)) return;
    }
    this.#draining = undefined;
  }

  /** The next batch; undefined when all is written. */
  #take(): Uint8Array<ArrayBuffer> | undefined {
    if (this.#lines.length === 0) this.#tellLost();
    if (this.#lines.length === 0) return undefined;
    let count = 0;
    let chars = 0;
    while (count < this.#lines.length && chars < BATCH_CHARS) chars += this.#lines[count++]!.length;
    const lines = this.#lines.splice(0, count);
    this.#chars -= chars;
    return this.#encoder.encode(lines.join("\n") + "\n");
  }

  /** Writes `bytes`, however long that takes. False where the log was closed before it worked. */
  async #write(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const { clock, write } = this.#options;
    let rest = bytes;
    while (rest.length > 0) {
      try {
        const written = await write(rest);
        if (written === 0) throw new Error("nothing was written");
        rest = rest.subarray(written);
        if (this.#lost === 0) this.#fault = undefined;
      } catch (error) {
        this.#fault = error;
        if (this.#closing.signal.aborted) return false;
        try {
          await clock.sleep(RETRY_MS, this.#closing.signal);
        } catch (interrupted) {
          // Closing wakes the wait: one more attempt, then it ends above.
          if (!this.#closing.signal.aborted) throw interrupted;
        }
      }
    }
    return true;
  }
}

function describeFault(fault: unknown): string {
  if (fault === undefined) return "was too slow";
  // ENOSPC and EDQUOT.
  return /os error (28|122)\b/.test(String(fault)) ? "was full" : `failed (${fault})`;
}
