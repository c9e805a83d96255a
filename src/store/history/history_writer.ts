/**
 * The way to the history: values of each second go in, whole minutes reach the disk, and nobody waits for it.
 */
import type { Clock } from "../../clock/clock.ts";
import type { StoreFault } from "../store_fault.ts";
import { type Backlog, WriterHost, type WriterThread } from "../writer_host.ts";
import type { HistoryBatch, SeriesMinute, SeriesName } from "./batch.ts";
import type { FreshMinute } from "./history_reader.ts";
import { SERIES_MAX } from "./history_store.ts";
import { blockStart, type HistoryPolicy, TIERS } from "./tiers.ts";

/** Minutes that may wait for a slow disk; a full site has about 0.4 MB in each. Older ones are dropped and counted. */
const MINUTES_MAX = 10;

/** Options for {@linkcode HistoryWriter}. The callbacks must not throw. */
export interface HistoryWriterOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly policy?: HistoryPolicy;
  /** What is wrong, undefined when it is well again. Called on changes alone. */
  readonly onFault: (fault: StoreFault | undefined) => void;
  readonly spawn?: () => WriterThread;
}

/** Whole minutes that wait for the disk, oldest first. */
class MinuteQueue implements Backlog<HistoryBatch> {
  dropped = 0;
  readonly #waiting: HistoryBatch[] = [];

  add(batch: HistoryBatch): void {
    this.#waiting.push(batch);
    if (this.#waiting.length <= MINUTES_MAX) return;
    this.#waiting.shift();
    this.dropped++;
  }

  take(): HistoryBatch | undefined {
    return this.#waiting.shift();
  }
}

/** Records the history, written by a thread of its own. */
export class HistoryWriter {
  /** Bytes of blocks written since the start. */
  bytesWritten = 0;
  /** Values that were not taken: too many series. */
  valuesRefused = 0;
  readonly #clock: Clock;
  readonly #queue = new MinuteQueue();
  readonly #host: WriterHost<HistoryBatch>;
  #minute = new Map<string, SeriesMinute>();
  #atWallMs = -Infinity;
  /** Handed over and not on the disk yet, so that a chart has no hole at its end. */
  #pending: HistoryBatch[] = [];

  constructor(options: HistoryWriterOptions) {
    this.#clock = options.clock;
    this.#host = new WriterHost({
      store: "history",
      policy: options.policy,
      backlog: this.#queue,
      onCommitted: (batch, bytes) => {
        this.bytesWritten += bytes;
        this.#pending = this.#pending.filter((one) => one !== batch);
      },
      // What was learned is gone with the file; the next minute begins a new one.
      onMovedAside: () => {},
      path: options.path,
      clock: options.clock,
      onFault: options.onFault,
      ...(options.spawn === undefined ? {} : { spawn: options.spawn }),
    });
  }

  /** Minutes that were dropped: the disk was too slow, or refused them. */
  get minutesDropped(): number {
    return this.#queue.dropped + this.#host.batchesLost;
  }

  /** Takes one value of this second, in place of one taken in the same second. One that is no number is left out. */
  put(name: SeriesName, value: number): void {
    const nowMs = this.#clock.wallMs();
    const minuteMs = blockStart(0, nowMs);
    if (minuteMs !== this.#atWallMs) this.#turn(minuteMs);
    if (!Number.isFinite(value)) return;
    const key = `${name.subject}\n${name.name}`;
    let series = this.#minute.get(key);
    if (series === undefined) {
      if (this.#minute.size >= SERIES_MAX) return void this.valuesRefused++;
      const { subject, name: own, unit } = name;
      series = { subject, name: own, unit, seconds: new Float32Array(TIERS[0].count).fill(NaN) };
      this.#minute.set(key, series);
    }
    series.seconds[Math.min(TIERS[0].count - 1, Math.floor((nowMs - minuteMs) / TIERS[0].stepMs))] = value;
  }

  /** What is not on the disk yet of `subject`. */
  fresh(subject: string): FreshMinute[] {
    const batches: HistoryBatch[] = [...this.#pending];
    if (this.#minute.size > 0) batches.push({ atWallMs: this.#atWallMs, series: [...this.#minute.values()] });
    return batches.flatMap(({ atWallMs, series }) =>
      series.filter((one) => one.subject === subject).map((one) => ({ ...one, atWallMs }))
    );
  }

  /** The disk is nearly full: with each minute, a part of what is older than the floors of the policy goes. */
  tight = false;

  /** Hands the minute that has begun to the disk too, waits `waitMs` at the most, and ends the thread. */
  close(waitMs = 1_500): Promise<void> {
    this.#turn(-Infinity);
    return this.#host.close(waitMs);
  }

  #turn(minuteMs: number): void {
    if (this.#minute.size > 0) {
      const batch = {
        atWallMs: this.#atWallMs,
        series: [...this.#minute.values()],
        ...(this.tight && { tight: true }),
      };
      this.#pending = [...this.#pending, batch].slice(-MINUTES_MAX);
      this.#queue.add(batch);
      this.#host.pump();
    }
    this.#minute = new Map();
    this.#atWallMs = minuteMs;
  }
}
