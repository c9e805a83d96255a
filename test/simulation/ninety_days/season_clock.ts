/**
 * The clock of a simulated season: time moves in steps, and who sleeps is woken when the season says so, not each by a timer.
 */
import type { Clock } from "../../../src/clock/clock.ts";

interface Sleeper {
  readonly untilMs: number;
  wake(): void;
}

/** A clock that is moved by hand, made for millions of steps. */
export class SeasonClock implements Clock {
  #monotonicMs = 1_000_000;
  #wallMs: number;
  #sleepers = new Set<Sleeper>();

  constructor(wallMs: number) {
    this.#wallMs = wallMs;
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
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(signal!.reason);
      };
      const sleeper: Sleeper = {
        untilMs: this.#monotonicMs + ms,
        wake: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  /** Time passes. Nobody is woken by it. */
  pass(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  /** Wakes all whose time has come. @returns whether there were any. */
  wake(): boolean {
    let woken = false;
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.untilMs > this.#monotonicMs) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
      woken = true;
    }
    return woken;
  }

  /** The power is cut: whoever sleeps is gone. */
  forgetSleepers(): void {
    this.#sleepers.clear();
  }
}

/** Lets everything run that is ready to, in this turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 24; turn++) await null;
}

/** The same, with what the operating system does in the background. */
export async function settleFiles(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}
