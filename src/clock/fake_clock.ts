/**
 * A clock for tests: time stands still until the test moves it.
 */
import type { Clock } from "./clock.ts";

interface Sleeper {
  readonly untilMs: number;
  readonly order: number;
  wake(): void;
}

/** Options for {@linkcode FakeClock}. */
export interface FakeClockOptions {
  /** @default {1_000_000} */
  monotonicMs?: number;
  /** @default {Date.UTC(2026, 0, 1)} */
  wallMs?: number;
}

/** A {@linkcode Clock} that a test moves by hand. */
export class FakeClock implements Clock {
  #monotonicMs: number;
  #wallMs: number;
  #sleepers: Sleeper[] = [];
  #order = 0;

  constructor(options: FakeClockOptions = {}) {
    this.#monotonicMs = options.monotonicMs ?? 1_000_000;
    this.#wallMs = options.wallMs ?? Date.UTC(2026, 0, 1);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper: Sleeper = { untilMs: this.#monotonicMs + ms, order: this.#order++, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      }, { once: true });
    });
  }

  /** Moves both clocks on, waking sleepers in the order of their times and letting each run before the next. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await settle();
    for (;;) {
      const next = this.#sleepers
        .filter((sleeper) => sleeper.untilMs <= endMs)
        .sort((a, b) => a.untilMs - b.untilMs || a.order - b.order)[0];
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      const stepMs = Math.max(0, next.untilMs - this.#monotonicMs);
      this.#monotonicMs += stepMs;
      this.#wallMs += stepMs;
      next.wake();
      await settle();
    }
    this.#wallMs += endMs - this.#monotonicMs;
    this.#monotonicMs = endMs;
    await settle();
  }

  /** Moves both clocks on at once, for what only looks at them: nobody who sleeps is woken. */
  jump(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  /** Moves the wall clock alone, as a careless administrator or a lying time server does. */
  stepWall(ms: number): void {
    this.#wallMs += ms;
  }
}

/** Lets everything that is ready to run, run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}
