/**
 * One round of asking all processes for their heap: their answers are collected until all have come, or time is up.
 */
import type { HeapReport } from "../bus/messages.ts";
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";
import type { ProcessName } from "../reading/ids.ts";

/** What a process may take beside the time that it was to watch. */
const SLACK_MS = 10_000;

/** What a process has answered; without a report it has not. */
export interface HeapOf {
  readonly process: ProcessName;
  readonly report?: HeapReport;
}

/** Asks in rounds; whoever asks during one gets what that one brings. */
export class HeapRound {
  readonly #clock: Clock;
  #running: {
    readonly answers: Map<ProcessName, HeapReport>;
    readonly waiting: Set<ProcessName>;
    readonly complete: PromiseWithResolvers<void>;
    readonly result: Promise<HeapOf[]>;
  } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks `processes` by `send`. Never rejects. */
  ask(
    processes: readonly ProcessName[],
    seconds: number,
    send: (to: ProcessName) => void,
  ): Promise<HeapOf[]> {
    if (this.#running !== undefined) return this.#running.result;
    const answers = new Map<ProcessName, HeapReport>();
    const waiting = new Set(processes);
    const complete = Promise.withResolvers<void>();
    const result = atMost(this.#clock, seconds * 1_000 + SLACK_MS, complete.promise).then(() => {
      this.#running = undefined;
      return processes.map((process): HeapOf => {
        const report = answers.get(process);
        return report === undefined ? { process } : { process, report };
      });
    });
    this.#running = { answers, waiting, complete, result };
    for (const process of processes) send(process);
    if (waiting.size === 0) complete.resolve();
    return result;
  }

  /** A process has answered. Nobody may be waiting for it any more. */
  answered(process: ProcessName, report: HeapReport): void {
    const running = this.#running;
    if (running === undefined || !running.waiting.delete(process)) return;
    running.answers.set(process, report);
    if (running.waiting.size === 0) running.complete.resolve();
  }
}
