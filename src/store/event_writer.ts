/**
 * Fusion's way to the journal: give it what happened, and it reaches the disk without anybody waiting.
 */
import type { Clock } from "../clock/clock.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type { EventBatch, StoredEvent } from "./event_batch.ts";
import type { EventPolicy } from "./event_store.ts";
import { EventQueue } from "./event_queue.ts";
import type { EventRecall } from "./event_recall.ts";
import type { StoreFault } from "./store_fault.ts";
import { unasked, WriterHost, type WriterThread } from "./writer_host.ts";

/** Options for {@linkcode EventWriter}. The callbacks must not throw. */
export interface EventWriterOptions {
  readonly path: string;
  readonly clock: Clock;
  /** The batch is on the disk; `events` are its events with their numbers. */
  readonly onCommitted: (events: readonly StoredEvent[], batch: EventBatch) => void;
  /** What is wrong, undefined when it is well again. Called on changes alone. */
  readonly onFault: (fault: StoreFault | undefined) => void;
  /** The damaged journal went to `path`: every standing alarm, trouble and memo should be written again. */
  readonly onMovedAside: (path: string) => void;
  readonly policy?: EventPolicy;
  /** Events that may wait. @default {10_000} */
  readonly eventsMax?: number;
  readonly spawn?: () => WriterThread;
}

/** Writes the journal in a thread of its own. */
export class EventWriter {
  readonly #queue: EventQueue;
  readonly #host: WriterHost<EventBatch>;
  readonly #options: EventWriterOptions;

  constructor(options: EventWriterOptions) {
    this.#options = options;
    this.#queue = new EventQueue(options.eventsMax);
    this.#host = new WriterHost({
      store: "events",
      path: options.path,
      clock: options.clock,
      policy: options.policy,
      backlog: this.#queue,
      onCommitted: (batch, firstSeq) => {
        options.onCommitted(batch.events.map((event, index) => ({ ...event, seq: firstSeq + index })), batch);
      },
      onFault: options.onFault,
      onMovedAside: options.onMovedAside,
      ...(options.spawn === undefined ? {} : { spawn: options.spawn }),
    });
  }

  /** Starts the thread, so that it is there when it is needed. */
  start(): void {
    this.#host.start();
  }

  /**
   * What stood when the last run ended. To be asked before anything is written; what is written meanwhile waits.
   *
   * @param epochAbove See `RecallOptions`.
   * @returns a fault where the thread ended by one of its own. As late as the disk answers, which may be never.
   */
  async recall(epochAbove: number): Promise<Result<EventRecall, StoreFault>> {
    const { path, clock } = this.#options;
    const answer = await this.#host.ask({ kind: "recall", path, nowWallMs: clock.wallMs(), epochAbove });
    if (answer.kind === "recalled") return ok(answer.recall);
    return fail(answer.kind === "fault" ? answer.fault : unasked(path, answer.kind));
  }

  /** Takes what happened. What is given in one call is stored together, unless it holds hundreds of events. */
  write(batch: Partial<EventBatch>): void {
    this.#queue.add(batch);
    this.#host.pump();
  }

  /** What waits, without the batch under way. */
  get depth(): number {
    return this.#queue.depth;
  }

  /** How much may wait. */
  get depthMax(): number {
    return this.#queue.max;
  }

  /** What has been lost since the start. */
  get dropped(): { readonly events: number; readonly states: number; readonly batches: number } {
    const { eventsDropped, statesDropped } = this.#queue;
    return { events: eventsDropped, states: statesDropped, batches: this.#host.batchesLost };
  }

  /** Gives what waits `waitMs` to reach the disk, then ends the thread. */
  close(waitMs = 2_000): Promise<void> {
    return this.#host.close(waitMs);
  }
}
