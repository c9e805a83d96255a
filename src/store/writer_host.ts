/**
 * Owns the thread that writes one database: one batch under way at a time, pauses after faults, a new thread after a
 * crash. Nothing here waits for the disk.
 */
import type { Clock } from "../clock/clock.ts";
import { workerUrl } from "../reading/shipped.ts";
import type { StoreFault } from "./store_fault.ts";
import type { LoadRequest, RecallRequest, WriterAnswer, WriteRequest, WriterRequest } from "./writer_core.ts";

/** Where the batches come from. */
export interface Backlog<Batch> {
  /** What waits, as one batch of bounded size; undefined where nothing does. */
  take(): Batch | undefined;
}

/** The part of a `Worker` that the host uses. */
export interface WriterThread {
  onmessage: ((event: MessageEvent<WriterAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(request: WriterRequest): void;
  terminate(): void;
}

/** Options for {@linkcode WriterHost}. */
export interface WriterHostOptions<Batch> {
  readonly store: WriteRequest["store"];
  readonly path: string;
  readonly clock: Clock;
  /** See `WriteRequest`. */
  readonly policy?: unknown;
  readonly backlog: Backlog<Batch>;
  /** `batch` is on the disk. */
  readonly onCommitted: (batch: Batch, firstSeq: number) => void;
  /** What is wrong, undefined when it is well again. Called on changes alone. */
  readonly onFault: (fault: StoreFault | undefined) => void;
  /** The database was damaged, went to `path`, and was begun anew: what only it knew should be written again. */
  readonly onMovedAside: (path: string) => void;
  /** @default a worker running `writer_worker.ts`, which needs the permission to read that file */
  readonly spawn?: () => WriterThread;
}

const RETRY_MIN_MS = 250;
/** What a disk that is well again does not yet hold is lost with the process; an attempt costs a failed transaction. */
const RETRY_MAX_MS = 2_000;
/** A healthy disk answers within a second, a flash card that tidies up within two. */
const STALLED_MS = 5_000;

/** The writer of one database. */
export class WriterHost<Batch> {
  /** Batches that the database can never take, which is a bug of ours: dropped, so that the others get through. */
  batchesLost = 0;
  readonly #options: WriterHostOptions<Batch>;
  #thread: WriterThread | undefined;
  #underWay: Batch | undefined;
  /** Aborts the watch over the write under way, or the pause before the next. */
  #wait = new AbortController();
  #pausing = false;
  #retryMs = RETRY_MIN_MS;
  #fault: StoreFault | undefined;
  #closing: { readonly done: () => void } | undefined;
  /** Settles the question that the thread has been asked; no batch goes to it before it has answered. */
  #asked: ((answer: WriterAnswer) => void) | undefined;

  constructor(options: WriterHostOptions<Batch>) {
    this.#options = options;
  }

  /** Starts the thread, so that it is there when it is needed. */
  start(): void {
    this.#thread ??= this.#spawn();
  }

  /**
   * Asks the thread for what it remembers, which must come before the first batch: batches wait meanwhile.
   *
   * @returns its answer, `recalled`, `loaded` or a fault; as late as the disk answers, which may be never.
   */
  ask(question: RecallRequest | LoadRequest): Promise<WriterAnswer> {
    if (!this.idle || this.#pausing || this.#asked !== undefined) {
      throw new Error("something is under way already");
    }
    this.start();
    this.#thread!.postMessage(question);
    void this.#watch();
    return new Promise((resolve) => this.#asked = resolve);
  }

  /** Whether nothing is under way. */
  get idle(): boolean {
    return this.#underWay === undefined;
  }

  /** To be called when something has been added to the backlog. */
  pump(): void {
    if (this.#underWay !== undefined || this.#pausing || this.#asked !== undefined) return;
    this.#underWay = this.#options.backlog.take();
    if (this.#underWay !== undefined) this.#send(this.#underWay);
    else this.#closing?.done();
  }

  /** Gives what waits `waitMs` to reach the disk, then ends the thread. Nothing may be added afterwards. */
  async close(waitMs: number): Promise<void> {
    const abort = new AbortController();
    const drained = new Promise<void>((resolve) => this.#closing = { done: resolve });
    this.pump();
    await Promise.race([drained, this.#sleep(waitMs, abort.signal)]);
    abort.abort(OVER);
    this.#wait.abort(OVER);
    const thread = this.#thread;
    if (thread === undefined) return;
    if (this.#underWay === undefined && this.#asked === undefined) {
      // An orderly close folds the log into the database, so that a copy of the one file is whole.
      const closed = new Promise<void>((resolve) => thread.onmessage = () => resolve());
      thread.postMessage({ kind: "close" });
      const patience = new AbortController();
      await Promise.race([closed, this.#sleep(waitMs, patience.signal)]);
      patience.abort(OVER);
    }
    this.#end(thread);
  }

  #send(batch: Batch): void {
    const { store, path, clock, policy } = this.#options;
    this.start();
    this.#thread!.postMessage({ kind: "write", store, path, batch, nowWallMs: clock.wallMs(), policy });
    void this.#watch();
  }

  /** Says so when what is under way does not come back. */
  async #watch(): Promise<void> {
    const wait = this.#wait = new AbortController();
    if (!await this.#sleep(STALLED_MS, wait.signal)) return;
    this.#report({ kind: "stalled", path: this.#options.path, forMs: STALLED_MS });
  }

  #answered(answer: WriterAnswer): void {
    if (this.#asked !== undefined) return this.#settle(answer);
    const batch = this.#underWay;
    this.#wait.abort(OVER);
    if (batch === undefined || (answer.kind !== "committed" && answer.kind !== "fault")) return;
    if (answer.kind === "fault" && answer.fault.kind !== "refused") return void this.#retry(answer.fault);
    this.#underWay = undefined;
    this.#retryMs = RETRY_MIN_MS;
    if (answer.kind === "fault") {
      this.batchesLost++;
      this.#report(answer.fault);
    } else {
      this.#report(undefined);
      this.#options.onCommitted(batch, answer.firstSeq);
      if (answer.movedAside !== undefined) this.#options.onMovedAside(answer.movedAside);
    }
    this.pump();
  }

  #crashed(detail: string): void {
    if (this.#thread !== undefined) this.#end(this.#thread);
    this.#wait.abort(OVER);
    const fault: StoreFault = { kind: "crashed", path: this.#options.path, detail };
    if (this.#asked !== undefined) return this.#settle({ kind: "fault", fault });
    void this.#retry(fault);
  }

  #settle(answer: WriterAnswer): void {
    const settle = this.#asked;
    this.#asked = undefined;
    this.#wait.abort(OVER);
    this.#report(
      answer.kind === "recalled" ? answer.recall.fault : answer.kind === "fault" ? answer.fault : undefined,
    );
    settle?.(answer);
    this.pump();
  }

  /** Sends the batch under way again after a pause; newer states follow in the next one. */
  async #retry(fault: StoreFault): Promise<void> {
    this.#report(fault);
    const wait = this.#wait = new AbortController();
    const pauseMs = this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    this.#pausing = true;
    const passed = await this.#sleep(pauseMs, wait.signal);
    this.#pausing = false;
    if (!passed) return;
    if (this.#underWay === undefined) this.pump();
    else this.#send(this.#underWay);
  }

  #spawn(): WriterThread {
    const thread: WriterThread = this.#options.spawn?.() ??
      new Worker(workerUrl("src/store/writer_worker.ts").href, { type: "module", name: "store" });
    thread.onmessage = (event) => this.#answered(event.data);
    thread.onerror = (event) => {
      // Unless prevented, the error would end this process too.
      event.preventDefault();
      this.#crashed(event.message);
    };
    return thread;
  }

  #end(thread: WriterThread): void {
    thread.onmessage = null;
    thread.onerror = null;
    thread.terminate();
    this.#thread = undefined;
  }

  /** @returns whether the time has passed; false where `signal` ended it. */
  async #sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#options.clock.sleep(ms, signal);
      return true;
    } catch (error) {
      if (error !== OVER) throw error;
      return false;
    }
  }

  #report(fault: StoreFault | undefined): void {
    if (fault?.kind === this.#fault?.kind) return;
    this.#fault = fault;
    this.#options.onFault(fault);
  }
}

const OVER = new Error("no longer waited for");

/** The fault of a thread that answers something else than it was asked: a bug of ours. */
export function unasked(path: string, kind: WriterAnswer["kind"]): StoreFault {
  return { kind: "crashed", path, detail: `it answered '${kind}' to another question` };
}
