/**
 * The history within the page's role: samples it, has it written, and answers what is asked of it.
 */
import { Counter } from "prom-client";
import type { Clock } from "../clock/clock.ts";
import type { RoleMetrics } from "../ops/metrics.ts";
import type { ProcessName } from "../reading/ids.ts";
import { fail, ok } from "../reading/result.ts";
import { HistoryReader } from "../store/history/history_reader.ts";
import { HistoryWriter } from "../store/history/history_writer.ts";
import type { HistoryPolicy } from "../store/history/tiers.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import type { HistoryDeps } from "../ui/deps.ts";
import { HistorySampler, type Present } from "./history_sampler.ts";

/** The finest that is kept. */
const SAMPLE_MS = 1_000;

/** What the desk needs. */
export interface HistoryDeskOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly metrics: RoleMetrics;
  readonly policy: HistoryPolicy;
  /** What can be recorded now. */
  present(): Present;
  /** Takes a sentence for the log. */
  report(text: string): void;
}

/** The history. */
export class HistoryDesk implements HistoryDeps {
  readonly #reader: HistoryReader;
  readonly #writer: HistoryWriter;
  readonly #sampler: HistorySampler;
  readonly #timer: number;

  constructor({ path, clock, metrics, policy, present, report }: HistoryDeskOptions) {
    this.#reader = new HistoryReader(path);
    this.#writer = new HistoryWriter({
      path,
      clock,
      policy,
      onFault: (fault) =>
        report(fault === undefined ? "the history is written again" : describeStoreFault(fault)),
    });
    this.#sampler = new HistorySampler(clock, this.#writer);
    const writer = this.#writer;
    new Counter({
      name: "embereye_history_written_bytes_total",
      help: "Bytes of history handed to the disk",
      registers: [metrics.registry],
      collect() {
        this.reset();
        this.inc(writer.bytesWritten);
      },
    });
    new Counter({
      name: "embereye_history_dropped_total",
      help: "Minutes that a slow or failing disk did not take, and values of which there are too many",
      labelNames: ["what"],
      registers: [metrics.registry],
      collect() {
        this.reset();
        this.inc({ what: "minutes" }, writer.minutesDropped);
        this.inc({ what: "values" }, writer.valuesRefused);
      },
    });
    this.#timer = setInterval(() => this.#sampler.sample(present()), SAMPLE_MS);
  }

  /** Takes what a role reports of itself. */
  metrics(role: ProcessName | "supervisor", report: readonly unknown[]): void {
    this.#sampler.metrics(role, report);
  }

  /** The disk is nearly full. */
  set tight(tight: boolean) {
    this.#writer.tight = tight;
  }

  get tight(): boolean {
    return this.#writer.tight;
  }

  /** A page of a curve, with what is not on the disk yet. */
  page(query: Parameters<HistoryDeps["page"]>[0]): ReturnType<HistoryDeps["page"]> {
    const page = this.#reader.page(query, this.#writer.fresh(query.subject));
    return page.ok ? page : fail(describeStoreFault(page.fault));
  }

  /** The curves that there are. */
  names(): ReturnType<HistoryDeps["names"]> {
    const names = this.#reader.names();
    return names.ok ? ok(names.value) : fail(describeStoreFault(names.fault));
  }

  /** Gives what waits to the disk, then closes it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    // First: the writer folds its log into the file when it closes as the last.
    this.#reader.close();
    await this.#writer.close();
  }
}
