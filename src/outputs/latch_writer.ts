/**
 * Writes the latched state to the disk behind the sirens' back: nothing waits for it, the newest state wins.
 */
import type { Clock } from "../clock/clock.ts";
import type { LatchContent } from "./latch.ts";
import type { LatchStore } from "./latch_files.ts";

/** Options for {@linkcode LatchWriter}. */
export interface LatchWriterOptions {
  readonly store: LatchStore;
  readonly clock: Clock;
  /** A sentence when the disk fails, undefined when it works again. Called on changes alone. */
  readonly onFault: (fault: string | undefined) => void;
}

const RETRY_MIN_MS = 500;
/**
 * A disk that is well again must hold the latch soon: until it does, an alarm is gone where fusion and the outputs both die. More often costs a
 * sick disk more than it helps.
 */
const RETRY_MAX_MS = 2_000;
/** A healthy disk answers an fsync in well under a second, a flash card that tidies up in two. */
const STALLED_MS = 5_000;

/** One write under way at a time, and one waiting. */
export class LatchWriter {
  readonly #options: LatchWriterOptions;
  readonly #abort = new AbortController();
  #waiting: LatchContent | undefined;
  #fault: string | undefined;
  #startedMs = Infinity;
  #work: Promise<void> | undefined;

  constructor(options: LatchWriterOptions) {
    this.#options = options;
  }

  /** Has `content` written as soon as the disk can; what waited before it is written no more. */
  save(content: LatchContent): void {
    this.#waiting = content;
    this.#work ??= this.#drain().finally(() => this.#work = undefined);
  }

  /** Reports a write that does not come back. To be called now and then. */
  check(): void {
    const stalledMs = this.#options.clock.monotonicMs() - this.#startedMs;
    if (stalledMs > STALLED_MS) {
      this.#report(`the disk has not taken the latched state for ${STALLED_MS / 1_000} s`);
    }
  }

  /** Gives what is unwritten `waitMs` to reach the disk, then gives up. */
  async close(waitMs: number): Promise<void> {
    const { clock } = this.#options;
    await Promise.race([this.#work, clock.sleep(waitMs, this.#abort.signal)]);
    this.#abort.abort(CLOSED);
  }

  async #drain(): Promise<void> {
    const { store, clock } = this.#options;
    let retryMs = RETRY_MIN_MS;
    while (this.#waiting !== undefined && !this.#abort.signal.aborted) {
      const content = this.#waiting;
      this.#waiting = undefined;
      this.#startedMs = clock.monotonicMs();
      const saved = await store.save(content, clock.wallMs());
      this.#startedMs = Infinity;
      this.#report(saved.ok ? undefined : saved.fault);
      if (saved.ok) {
        retryMs = RETRY_MIN_MS;
        continue;
      }
      this.#waiting ??= content;
      await this.#pause(retryMs);
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
    }
  }

  async #pause(ms: number): Promise<void> {
    try {
      await this.#options.clock.sleep(ms, this.#abort.signal);
    } catch (error) {
      // Closed while it waited: the loop ends by itself.
      if (error !== CLOSED) throw error;
    }
  }

  #report(fault: string | undefined): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#options.onFault(fault);
  }
}

const CLOSED = new Error("latch writer closed");
