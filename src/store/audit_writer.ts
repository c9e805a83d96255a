/**
 * The page's way to the audit log: what persons did reaches the disk without anybody waiting for it.
 */
import type { Clock } from "../clock/clock.ts";
import type { AuditAct } from "./audit_entry.ts";
import type { StoreFault } from "./store_fault.ts";
import { type Backlog, WriterHost, type WriterThread } from "./writer_host.ts";

/** Options for {@linkcode AuditWriter}. The callbacks must not throw. */
export interface AuditWriterOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Acts are on the disk. */
  readonly onCommitted: () => void;
  /** What is wrong, undefined when it is well again. Called on changes alone. */
  readonly onFault: (fault: StoreFault | undefined) => void;
  /** The damaged log went to `path`, and a new one was begun. */
  readonly onMovedAside: (path: string) => void;
  readonly spawn?: () => WriterThread;
}

/** Acts that may wait for a disk that does not answer: nobody presses more buttons meanwhile. */
const WAITING_MAX = 1_000;
/** Written at once. */
const BATCH_MAX = 100;

class ActQueue implements Backlog<AuditAct[]> {
  droppedCount = 0;
  readonly #waiting: AuditAct[] = [];

  get depth(): number {
    return this.#waiting.length;
  }

  add(act: AuditAct): void {
    if (this.#waiting.length >= WAITING_MAX) {
      this.#waiting.shift();
      this.droppedCount++;
    }
    this.#waiting.push(act);
  }

  take(): AuditAct[] | undefined {
    const batch = this.#waiting.splice(0, BATCH_MAX);
    return batch.length === 0 ? undefined : batch;
  }
}

/** Writes the audit log in a thread of its own. */
export class AuditWriter {
  readonly #queue = new ActQueue();
  readonly #host: WriterHost<AuditAct[]>;

  constructor(options: AuditWriterOptions) {
    this.#host = new WriterHost({ ...options, store: "audit", backlog: this.#queue });
  }

  /** Takes what somebody did. */
  add(act: AuditAct): void {
    this.#queue.add(act);
    this.#host.pump();
  }

  /** Acts that a full queue has dropped. */
  get droppedCount(): number {
    return this.#queue.droppedCount;
  }

  get depth(): number {
    return this.#queue.depth;
  }

  /** Gives what waits `waitMs` to reach the disk, then ends the thread. */
  close(waitMs = 2_000): Promise<void> {
    return this.#host.close(waitMs);
  }
}
