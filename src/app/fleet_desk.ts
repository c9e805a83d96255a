/**
 * What goes into the fleet's outbox: the lines of the journal, what stands whenever it changes, and figures once in a while.
 */
import type { SiteView } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { metricsOf, newsOf, stateOf } from "../fleet/digest.ts";
import type { FleetEntry } from "../fleet/wire.ts";
import type { Result } from "../reading/result.ts";
import type { StoredEvent } from "../store/event_batch.ts";
import type { EventPage, EventQuery } from "../store/event_reader.ts";
import type { FleetOutbox, NewEntry } from "../store/fleet_outbox.ts";
import type { JournalCursor } from "../store/outbox.ts";
import type { StoreFault } from "../store/store_fault.ts";
import { JournalTail } from "./journal_tail.ts";

/** A state is put in this often at the most: a site in uproar changes with every reading. */
const STATE_MS = 200;

/**
 * Pages of the journal read at one look; there is one each second at least. All that a box has told while its outbox could not be written may be months
 * of lines: taken in at once they would hold up what is to be sent, and pass for a disk that hangs.
 */
const PAGES_MAX = 4;

/** So often it is put in although nothing has changed: a watcher that has lost its memory finds it soon. */
const STATE_REPEAT_MS = 10 * 60_000;

/** What the desk works with. */
export interface FleetDeskParts {
  readonly clock: Pick<Clock, "monotonicMs" | "wallMs">;
  readonly outbox: Pick<FleetOutbox, "cursor" | "put">;
  readonly metricsMs: number;
  readJournal(query: EventQuery): EventPage | undefined;
  /** Something was put in. */
  news(): void;
  /** The outbox fails; undefined: it is well. */
  storeFault(fault: StoreFault | undefined): void;
  note(text: string): void;
}

/** The desk of one box. */
export class FleetDesk {
  readonly #parts: FleetDeskParts;
  readonly #tail: JournalTail;
  #site: SiteView | undefined;
  #told: string | undefined;
  #stateAtMs = -Infinity;
  #metricsAtMs = -Infinity;

  constructor(parts: FleetDeskParts) {
    this.#parts = parts;
    const cursor = parts.outbox.cursor();
    if (!cursor.ok) parts.storeFault(cursor.fault);
    this.#tail = new JournalTail({
      cursor: cursor.ok ? cursor.value : undefined,
      sinceWallMs: parts.clock.wallMs(),
      read: (query) => parts.readJournal(query),
      take: (events, place) => this.#put(events.map(eventEntry), place),
      pagesMax: PAGES_MAX,
      note: (text) => parts.note(text),
    });
  }

  /** There may be news in the journal; of many lines the rest is taken in later. To be called once a second at least. */
  journal(): void {
    this.#tail.follow();
  }

  /** How the site is now. */
  site(site: SiteView): void {
    this.#site = site;
    this.step();
  }

  /** Puts in what is due; to be called once a second at least. */
  step(): void {
    const site = this.#site;
    if (site === undefined) return;
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - this.#stateAtMs >= STATE_MS) {
      const state = stateOf(site);
      const news = newsOf(state);
      const isDue = news !== this.#told || nowMs - this.#stateAtMs >= STATE_REPEAT_MS;
      if (isDue && this.#put([entryAt(site, { kind: "state", state })])) {
        this.#told = news;
        this.#stateAtMs = nowMs;
      }
    }
    if (nowMs - this.#metricsAtMs >= this.#parts.metricsMs) {
      this.#metricsAtMs = nowMs;
      this.#put([entryAt(site, { kind: "metrics", metrics: metricsOf(site) })]);
    }
  }

  #put(entries: readonly NewEntry[], place?: JournalCursor): boolean {
    const { outbox, news, storeFault } = this.#parts;
    const written: Result<void, StoreFault> = outbox.put(entries, place);
    storeFault(written.ok ? undefined : written.fault);
    if (written.ok && entries.length > 0) news();
    return written.ok;
  }
}

function entryAt({ atMs, atWallMs }: SiteView, body: FleetEntry): NewEntry {
  return { kind: body.kind, atMs, atWallMs, body };
}

function eventEntry(event: StoredEvent): NewEntry {
  const body = { kind: "event", event } satisfies FleetEntry;
  return { kind: "event", atMs: event.atMs, atWallMs: event.atWallMs, body };
}
