import assert from "node:assert/strict";
import type { StoredEvent } from "../store/event_batch.ts";
import type { EventQuery } from "../store/event_reader.ts";
import type { JournalCursor } from "../store/outbox.ts";
import { JournalTail } from "./journal_tail.ts";

/** A journal in memory that can be out of reach, and a taker that can fail. */
class Place {
  events: StoredEvent[] = [];
  readable = true;
  writable = true;
  kept: JournalCursor | undefined;
  readonly taken: number[] = [];
  readonly notes: string[] = [];

  add(seq: number, atWallMs = seq): void {
    this.events.push({ seq, kind: "note", atMs: 0, atWallMs, text: `${seq}` });
  }

  tail(sinceWallMs = 0, pagesMax = Infinity): JournalTail {
    return new JournalTail({
      pagesMax,
      cursor: this.kept,
      sinceWallMs,
      read: (query) => this.readable ? this.#page(query) : undefined,
      take: (events, cursor) => {
        if (!this.writable) return false;
        this.taken.push(...events.map(({ seq }) => seq));
        this.kept = cursor;
        return true;
      },
      note: (text) => this.notes.push(text),
    });
  }

  #page({ afterSeq = -Infinity, first, limit = 100 }: EventQuery) {
    const fitting = this.events.filter(({ seq }) => seq > afterSeq);
    if (first !== "oldest") fitting.reverse();
    return { events: fitting.slice(0, limit), more: fitting.length > limit };
  }
}

Deno.test("JournalTail: at the first start what was before the process is old, and what came since is told", () => {
  const place = new Place();
  place.add(1, 10);
  place.add(2, 20);
  place.add(3, 110);
  place.tail(100).follow();
  assert.deepEqual(place.taken, [3]);
});

Deno.test("JournalTail: the very first line of a journal is told", () => {
  const place = new Place();
  const tail = place.tail(100);
  place.readable = false;
  tail.follow();
  place.readable = true;
  place.add(1, 110);
  tail.follow();
  assert.deepEqual(place.taken, [1]);
  const empty = new Place();
  const other = empty.tail(100);
  other.follow();
  // The clock was set back meanwhile.
  empty.add(1, 50);
  other.follow();
  assert.deepEqual(empty.taken, [1]);
});

Deno.test("JournalTail: goes on where it was left, page by page, each line once", () => {
  const place = new Place();
  place.kept = { seq: 3, atWallMs: 3 };
  for (let seq = 1; seq <= 700; seq++) place.add(seq);
  const tail = place.tail();
  tail.follow();
  tail.follow();
  assert.deepEqual(place.taken, Array.from({ length: 697 }, (_, i) => i + 4));
});

Deno.test("JournalTail: of a long backlog no more is taken in at once than was asked for, and the rest by the next looks", () => {
  const place = new Place();
  place.kept = { seq: 0, atWallMs: 0 };
  for (let seq = 1; seq <= 1_000; seq++) place.add(seq);
  const tail = place.tail(0, 2);
  tail.follow();
  assert.equal(place.taken.length, 400);
  tail.follow();
  tail.follow();
  assert.deepEqual(place.taken, Array.from({ length: 1_000 }, (_, i) => i + 1));
});

Deno.test("JournalTail: what could not be kept is taken again, and a journal that was begun anew is read from its beginning", () => {
  const place = new Place();
  place.kept = { seq: 5, atWallMs: 5 };
  place.add(6);
  const tail = place.tail();
  place.writable = false;
  tail.follow();
  place.writable = true;
  tail.follow();
  assert.deepEqual(place.taken, [6]);
  place.events = [];
  place.add(1);
  tail.follow();
  assert.deepEqual(place.taken, [6, 1]);
  assert.equal(place.notes.length, 1);
});
