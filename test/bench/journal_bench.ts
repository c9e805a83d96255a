/**
 * Measures what a page's questions to the journal cost, with as many lines in it as are ever kept.
 */
import { join } from "node:path";
import type { EventKind } from "../../src/reading/event.ts";
import { type EventQuery, EventReader } from "../../src/store/event_reader.ts";
import { EVENTS_KEPT_MAX, EventStore } from "../../src/store/event_store.ts";
import { sampleBatch, sampleEvent } from "../../src/store/samples_for_tests.ts";
import { type Cost, costOf } from "./history_bench.ts";

const DAY_MS = 86_400_000;
const DAYS = 365;
const ZONES = 100;
const BATCH = 2_000;
const FIRST_WALL_MS = Date.UTC(2026, 2, 1);
const LAST_WALL_MS = FIRST_WALL_MS + DAYS * DAY_MS;
/** Lines of the journal's page; it asks for one more to see whether there are others. */
const LINES = 100;
/** Most lines of a bad year are troubles that come and go. An alarm is one of a thousand. */
const KINDS: readonly EventKind[] = ["trouble", "trouble-cleared", "alarm-evidence", "pre-alarm"];

/** Fills a journal and asks it. */
export function benchJournal(folder: string): Readonly<Record<string, Cost>> {
  const path = join(folder, "journal.db");
  console.error(`bench: history: a journal of ${EVENTS_KEPT_MAX} lines`);
  fill(path);
  const reader = new EventReader(path);
  const ask = (query: EventQuery, least: number) =>
    costOf(() => {
      const page = reader.page({ limit: LINES, ...query });
      if (!page.ok) throw new Error(page.fault.kind);
      if (page.value.events.length < least) throw new Error(`${page.value.events.length} lines`);
    });
  const longAgo = { fromWallMs: FIRST_WALL_MS + 20 * DAY_MS, toWallMs: FIRST_WALL_MS + 50 * DAY_MS };
  const aDay = { fromWallMs: FIRST_WALL_MS + 100 * DAY_MS, toWallMs: FIRST_WALL_MS + 101 * DAY_MS };
  const nearlyAll = { fromWallMs: FIRST_WALL_MS + DAY_MS };
  const costs = {
    "overview, newest lines": ask({ limit: 30 }, 30),
    "zone page, newest lines": ask({ limit: 30, zoneId: "z7" }, 30),
    "walk test, records": ask({ limit: 30, kind: "test-end" }, 1),
    "page, first page": ask({}, LINES),
    "page, one zone": ask({ zoneId: "z7" }, LINES),
    "page, alarms": ask({ kind: "alarm" }, LINES),
    "page, a kind that is rare": ask({ kind: "test-end" }, 1),
    "page, one zone's alarms": ask({ zoneId: "z7", kind: "alarm" }, 1),
    "page, a day": ask(aDay, LINES),
    "page, a month long ago": ask(longAgo, LINES),
    "page, nearly all of it": ask(nearlyAll, LINES),
    "page, alarms of a month long ago": ask({ ...longAgo, kind: "alarm" }, 1),
    "page, one zone in a month long ago": ask({ ...longAgo, zoneId: "z7" }, 1),
    "page, one zone's alarms of nearly all": ask({ ...nearlyAll, zoneId: "z7", kind: "alarm" }, 1),
    "page, a time without lines": ask({ fromWallMs: LAST_WALL_MS + DAY_MS }, 0),
    "report of an alarm": ask({ alarmId: "alarm-5", limit: 1_000, first: "oldest" }, 1),
  };
  reader.close();
  return costs;
}

function fill(path: string): void {
  const opened = EventStore.open({ path, nowWallMs: LAST_WALL_MS });
  if (!opened.ok) throw new Error(opened.fault.kind);
  for (let first = 0; first < EVENTS_KEPT_MAX; first += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) => eventAt(first + index));
    const written = opened.value.write(sampleBatch({ events }));
    if (!written.ok) throw new Error(written.fault.kind);
  }
  opened.value.close();
}

function eventAt(number: number) {
  const zoneId = `z${number % ZONES}`;
  const kind: EventKind = number % 1_000 === 7
    ? "alarm"
    : number % 20_000 === 11
    ? "test-end"
    : KINDS[number % KINDS.length]!;
  return sampleEvent(kind, `${zoneId}: line ${number} of a journal, as long as such lines are, with 71.3 C`, {
    atMs: number,
    atWallMs: Math.round(FIRST_WALL_MS + number * (LAST_WALL_MS - FIRST_WALL_MS) / EVENTS_KEPT_MAX),
    zoneId,
    sensorId: `s${number % ZONES}`,
    ...(number % 40 === 7 ? { alarmId: `alarm-${Math.floor(number / 1_000)}` } : {}),
  });
}
