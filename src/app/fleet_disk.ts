/**
 * The fleet's outbox behind a thread of its own: nothing here waits for the disk, since calls for the sirens of other boxes are made beside it.
 *
 * At any time at most one look and one question of the publisher are under way; what comes meanwhile goes with the next look, of the site the
 * newest alone. A thread that ends by an error ends this process, and the supervisor heals both.
 */
import type { SiteView } from "../bus/messages.ts";
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";
import { fail, type Result } from "../reading/result.ts";
import { workerUrl } from "../reading/shipped.ts";
import type { WaitingEntry } from "../store/fleet_outbox.ts";
import type { StoreFault } from "../store/store_fault.ts";
import type { DiskAnswer, DiskOpening, DiskRequest, OutboxState } from "./fleet_disk_core.ts";

/** A healthy disk answers within a second, a flash card that tidies up within two. */
export const DISK_STALLED_MS = 5_000;
/** A thread that starts on a slow card, and brings a long outbox up, takes up to ten seconds. */
const OPEN_MS = 30_000;
/** So long the thread may take to close the file, which folds its log into it. */
const CLOSE_MS = 1_000;

/** The part of a `Worker` that is used. */
export interface DiskThread {
  onmessage: ((event: MessageEvent<DiskAnswer>) => void) | null;
  postMessage(request: DiskRequest): void;
  terminate(): void;
}

/** What it works with. */
export interface FleetDiskParts {
  readonly clock: Clock;
  readonly opening: Omit<DiskOpening, "kind" | "nowMs" | "nowWallMs">;
  /** Something was put in. */
  news(): void;
  /** What is wrong with the disk; undefined: it is well. Called with every answer. */
  storeFault(fault: StoreFault | undefined): void;
  note(text: string): void;
  /** @default a worker running `fleet_disk_worker.ts` */
  readonly spawn?: () => DiskThread;
}

/** The outbox as the fleet role sees it. */
export class FleetDisk {
  /** Settles once the outbox is open, or cannot be: then with undefined. */
  readonly opened: Promise<OutboxState | undefined>;
  readonly #parts: FleetDiskParts;
  readonly #thread: DiskThread;
  readonly #settleOpened: (state: OutboxState | undefined) => void;
  #state: OutboxState | undefined;
  #isOpening = true;
  /** Monotonic; since when a look is under way, the opening included. */
  #lookSinceMs: number | undefined;
  /** What is to be looked at next. */
  #due: { site?: SiteView; journal: boolean } | undefined;
  #question:
    | {
      readonly sinceMs: number;
      readonly settled: Promise<DiskAnswer | undefined>;
      settle(answer: DiskAnswer | undefined): void;
    }
    | undefined;
  #settleClosed: (() => void) | undefined;
  #fault: StoreFault | undefined;

  constructor(parts: FleetDiskParts) {
    this.#parts = parts;
    const { promise, resolve } = Promise.withResolvers<OutboxState | undefined>();
    this.opened = promise;
    this.#settleOpened = resolve;
    this.#thread = parts.spawn?.() ??
      new Worker(workerUrl("src/app/fleet_disk_worker.ts").href, {
        type: "module",
        name: "fleet-disk",
      });
    this.#thread.onmessage = (event) => this.#answered(event.data);
    const { clock, opening } = parts;
    this.#lookSinceMs = clock.monotonicMs();
    this.#thread.postMessage({
      kind: "open",
      ...opening,
      nowMs: this.#lookSinceMs,
      nowWallMs: clock.wallMs(),
    });
  }

  /** As it was at the last answer; undefined where it is not open. */
  get state(): OutboxState | undefined {
    return this.#state;
  }

  /** Whether it is being opened, and may still be within a healthy disk's time. */
  get isOpening(): boolean {
    return this.#isOpening && !this.#isLookStalled();
  }

  /** There may be news in the journal. */
  journal(): void {
    this.#due = { ...this.#due, journal: true };
    this.#look();
  }

  /** How the site is now. */
  site(site: SiteView): void {
    this.#due = { journal: false, ...this.#due, site };
    this.#look();
  }

  /** To be called once a second. */
  step(): void {
    this.journal();
    const question = this.#question;
    // Its answer may still come, and no other question is asked before.
    if (question !== undefined && this.#isStalled(question.sinceMs)) question.settle(undefined);
    this.#report();
  }

  /** See `FleetOutbox`. */
  async waiting(
    entriesMax: number,
    bytesMax: number,
  ): Promise<Result<readonly WaitingEntry[], StoreFault>> {
    const answer = await this.#ask({ kind: "waiting", entriesMax, bytesMax });
    return answer?.waiting ?? fail(this.#stalled());
  }

  /** See `FleetOutbox`. */
  async sentUpTo(n: number): Promise<Result<number, StoreFault>> {
    const answer = await this.#ask({ kind: "sentUpTo", n });
    return answer?.lost ?? fail(this.#stalled());
  }

  /** Ends the thread, in order where the disk lets it. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#settleClosed = resolve);
    this.#due = undefined;
    this.#thread.postMessage({ kind: "close" });
    await atMost(this.#parts.clock, CLOSE_MS, closed);
    this.#thread.onmessage = null;
    this.#thread.terminate();
  }

  #look(): void {
    const due = this.#due;
    if (due === undefined || this.#lookSinceMs !== undefined || this.#state === undefined) return;
    const { clock } = this.#parts;
    this.#due = undefined;
    this.#lookSinceMs = clock.monotonicMs();
    this.#thread.postMessage({ kind: "look", ...due, nowMs: this.#lookSinceMs, nowWallMs: clock.wallMs() });
  }

  async #ask(request: DiskRequest): Promise<DiskAnswer | undefined> {
    if (this.#question !== undefined) await this.#question.settled;
    // One that was given up still waits for its answer.
    if (this.#question !== undefined) return undefined;
    const { promise, resolve } = Promise.withResolvers<DiskAnswer | undefined>();
    this.#question = { sinceMs: this.#parts.clock.monotonicMs(), settled: promise, settle: resolve };
    this.#thread.postMessage(request);
    return await promise;
  }

  #answered(answer: DiskAnswer): void {
    this.#state = answer.outbox;
    this.#fault = answer.fault;
    for (const text of answer.notes) this.#parts.note(text);
    switch (answer.to) {
      case "open":
        this.#isOpening = false;
        this.#settleOpened(answer.outbox);
        this.#lookSinceMs = undefined;
        break;
      case "look":
        this.#lookSinceMs = undefined;
        break;
      case "waiting":
      case "sentUpTo":
        this.#question?.settle(answer);
        this.#question = undefined;
        break;
      case "close":
        this.#settleClosed?.();
        return;
    }
    if (answer.news) this.#parts.news();
    this.#report();
    this.#look();
  }

  #report(): void {
    const stalled = this.#isLookStalled() || this.#isStalled(this.#question?.sinceMs);
    this.#parts.storeFault(stalled ? this.#stalled() : this.#fault);
  }

  #isLookStalled(): boolean {
    return this.#isStalled(this.#lookSinceMs, this.#isOpening ? OPEN_MS : DISK_STALLED_MS);
  }

  #isStalled(sinceMs: number | undefined, limitMs = DISK_STALLED_MS): boolean {
    return sinceMs !== undefined && this.#parts.clock.monotonicMs() - sinceMs >= limitMs;
  }

  #stalled(): StoreFault {
    return { kind: "stalled", path: this.#parts.opening.path, forMs: DISK_STALLED_MS };
  }
}
