/**
 * Follows the journal from where it was left: every line once, in order, also those that came while nobody looked.
 */
import type { EventPage, EventQuery } from "../store/event_reader.ts";
import type { StoredEvent } from "../store/event_batch.ts";
import type { JournalCursor } from "../store/outbox.ts";

/** Events read at once. */
const PAGE_EVENTS = 200;

/** What it works with. */
export interface JournalTailParts {
  /** Where it was left; undefined at the first start. */
  readonly cursor: JournalCursor | undefined;
  /** At the first start, what was before this is old. */
  readonly sinceWallMs: number;
  /** A part of the journal; undefined where it cannot be read now. */
  read(query: EventQuery): EventPage | undefined;
  /** Takes events in and keeps the place behind them. @returns whether that was kept: the journal may be read on. */
  take(events: readonly StoredEvent[], cursor: JournalCursor): boolean;
  /** Pages taken in at one call of {@linkcode JournalTail.follow}. @default all there are */
  readonly pagesMax?: number;
  note(text: string): void;
}

/** One follower of the journal. */
export class JournalTail {
  readonly #parts: JournalTailParts;
  #cursor: JournalCursor | undefined;

  constructor(parts: JournalTailParts) {
    this.#parts = parts;
    this.#cursor = parts.cursor;
  }

  /** Where it was left is known after all: what was read since is read again. */
  goBackTo(cursor: JournalCursor): void {
    if (this.#cursor === undefined || cursor.seq < this.#cursor.seq) this.#cursor = cursor;
  }

  /** There may be news: all of it is taken in, or as much as is taken at once. */
  follow(): void {
    const { pagesMax = Infinity } = this.#parts;
    this.#begin();
    let more = this.#cursor !== undefined;
    for (let pages = 0; more && pages < pagesMax; pages++) {
      const page = this.#parts.read({ afterSeq: this.#cursor!.seq, first: "oldest", limit: PAGE_EVENTS });
      const last = page?.events.at(-1);
      if (page === undefined || last === undefined) return;
      const cursor = { seq: last.seq, atWallMs: last.atWallMs };
      if (!this.#parts.take(page.events, cursor)) return;
      this.#cursor = cursor;
      more = page.more;
    }
  }

  /** Where the journal is read from: where it was left, or at the first start from when the process began. */
  #begin(): void {
    if (this.#cursor === undefined) return this.#beginFirst();
    const newest = this.#parts.read({ limit: 1 })?.events[0];
    if (newest === undefined || newest.seq >= this.#cursor.seq) return;
    this.#parts.note("the journal was begun anew: it is read from its beginning");
    this.#cursor = { seq: 0, atWallMs: this.#cursor.atWallMs };
  }

  #beginFirst(): void {
    const { sinceWallMs, read, take } = this.#parts;
    const page = read({ limit: PAGE_EVENTS });
    if (page === undefined) return;
    const before = page.events.find(({ atWallMs }) => atWallMs < sinceWallMs);
    // None before it: the journal began with this process, or so much has happened since that the rest is old.
    this.#cursor = {
      seq: before?.seq ?? (page.events.at(-1)?.seq ?? 1) - 1,
      atWallMs: before?.atWallMs ?? sinceWallMs,
    };
    take([], this.#cursor);
  }
}
