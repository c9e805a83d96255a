/**
 * What the fleet's disk thread does, apart from being a thread: keeps the outbox, and follows the journal into it.
 */
import type { SiteView } from "../bus/messages.ts";
import { fail, type Result } from "../reading/result.ts";
import { EventReader } from "../store/event_reader.ts";
import { FleetOutbox, type WaitingEntry } from "../store/fleet_outbox.ts";
import type { StoreFault } from "../store/store_fault.ts";
import { FleetDesk } from "./fleet_desk.ts";

/** Opens it; the first request of all, and asked once. */
export interface DiskOpening {
  readonly kind: "open";
  readonly path: string;
  readonly eventsPath: string;
  readonly boot: string;
  readonly metricsMs: number;
  readonly nowMs: number;
  readonly nowWallMs: number;
}

/** What the owner of the thread tells it. */
export type DiskRequest =
  | DiskOpening
  | {
    readonly kind: "look";
    readonly nowMs: number;
    readonly nowWallMs: number;
    /** There may be news in the journal. */
    readonly journal: boolean;
    /** How the site is, where that is news. */
    readonly site?: SiteView;
  }
  | { readonly kind: "waiting"; readonly entriesMax: number; readonly bytesMax: number }
  | { readonly kind: "sentUpTo"; readonly n: number }
  | { readonly kind: "close" };

/** How the outbox is. */
export interface OutboxState {
  readonly id: string;
  readonly newest: number;
  readonly waitingCount: number;
  readonly droppedCount: number;
}

/** What the thread answers: exactly one to each request. */
export interface DiskAnswer {
  readonly to: DiskRequest["kind"];
  /** Absent where it could not be opened. */
  readonly outbox?: OutboxState;
  /** What is wrong with the disk; absent: it is well. */
  readonly fault?: StoreFault;
  readonly notes: readonly string[];
  /** Something was put in. */
  readonly news: boolean;
  readonly waiting?: Result<readonly WaitingEntry[], StoreFault>;
  readonly lost?: Result<number, StoreFault>;
}

/** The outbox with what goes into it. */
export class FleetDiskCore {
  #outbox: FleetOutbox | undefined;
  #reader: EventReader | undefined;
  #desk: FleetDesk | undefined;
  #fault: StoreFault | undefined;
  #notes: string[] = [];
  #news = false;
  /** The owner's clock. */
  #nowMs = 0;
  #nowWallMs = 0;

  /** Does what is asked, and says what came of it. Faults of the disk are in the answer. */
  answer(request: DiskRequest): DiskAnswer {
    const results = this.#do(request);
    const outbox = this.#outbox;
    const answer: DiskAnswer = {
      to: request.kind,
      ...(outbox !== undefined && {
        outbox: {
          id: outbox.id,
          newest: outbox.newest,
          waitingCount: outbox.waitingCount,
          droppedCount: outbox.droppedCount,
        },
      }),
      ...(this.#fault !== undefined && { fault: this.#fault }),
      notes: this.#notes,
      news: this.#news,
      ...results,
    };
    this.#notes = [];
    this.#news = false;
    return answer;
  }

  #do(request: DiskRequest): Pick<DiskAnswer, "waiting" | "lost"> {
    switch (request.kind) {
      case "open":
        this.#open(request);
        return {};
      case "look":
        this.#nowMs = request.nowMs;
        this.#nowWallMs = request.nowWallMs;
        if (request.journal) this.#desk?.journal();
        if (request.site === undefined) this.#desk?.step();
        else this.#desk?.site(request.site);
        return {};
      case "waiting":
        return { waiting: this.#noting((outbox) => outbox.waiting(request.entriesMax, request.bytesMax)) };
      case "sentUpTo":
        return { lost: this.#noting((outbox) => outbox.sentUpTo(request.n)) };
      case "close":
        this.#reader?.close();
        this.#outbox?.close();
        this.#outbox = undefined;
        return {};
    }
  }

  #open({ path, eventsPath, boot, metricsMs, nowMs, nowWallMs }: DiskOpening): void {
    this.#nowMs = nowMs;
    this.#nowWallMs = nowWallMs;
    const opened = FleetOutbox.open({ path, nowWallMs, boot });
    if (!opened.ok) {
      this.#fault = opened.fault;
      return;
    }
    const outbox = this.#outbox = opened.value;
    const note = (text: string) => void this.#notes.push(text);
    if (outbox.movedAside !== undefined) {
      note(
        `what waited for the fleet was damaged and has been begun anew; the old file is ${outbox.movedAside}`,
      );
    }
    const reader = this.#reader = new EventReader(eventsPath);
    this.#desk = new FleetDesk({
      clock: { monotonicMs: () => this.#nowMs, wallMs: () => this.#nowWallMs },
      outbox,
      metricsMs,
      readJournal: (query) => {
        const page = reader.page(query);
        return page.ok ? page.value : undefined;
      },
      news: () => this.#news = true,
      storeFault: (fault) => this.#fault = fault,
      note,
    });
  }

  /** What fails is a fault until something has been put in again. */
  #noting<T>(ask: (outbox: FleetOutbox) => Result<T, StoreFault>): Result<T, StoreFault> {
    // Nobody asks one that was never opened, and never after its close.
    const answer = ask(this.#outbox!);
    return answer.ok ? answer : fail(this.#fault = answer.fault);
  }
}
