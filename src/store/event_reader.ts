/**
 * Reads the journal beside its writer: for the page, the API and the command line. It never writes.
 */
import type { SQLInputValue } from "node:sqlite";
import type { EventKind } from "../reading/event.ts";
import type { AlarmId, ZoneId } from "../reading/ids.ts";
import type { Result } from "../reading/result.ts";
import { asSaying } from "../reading/saying.ts";
import { DatabaseReader } from "./database_reader.ts";
import { prepared } from "./prepared.ts";
import type { StoredEvent } from "./event_batch.ts";
import type { StoreFault } from "./store_fault.ts";
import { jsonOf } from "./stored_json.ts";

/** Which events to show. Absent conditions let everything pass. */
export interface EventQuery {
  readonly zoneId?: ZoneId;
  readonly kind?: EventKind;
  readonly alarmId?: AlarmId;
  /** Wall clock, inclusive. */
  readonly fromWallMs?: number;
  /** Wall clock, exclusive. */
  readonly toWallMs?: number;
  /** Only later ones. */
  readonly afterSeq?: number;
  /** Only earlier ones: the next page, newest first, begins before the last event of this one. */
  readonly beforeSeq?: number;
  /** @default {"newest"} */
  readonly first?: "newest" | "oldest";
  /** At most {@linkcode EVENTS_PAGE_MAX}. @default {100} */
  readonly limit?: number;
}

/** A part of the journal. */
export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** There are more that fit the query. */
  readonly more: boolean;
}

/** Larger pages would hold up the process that reads, and nobody looks at more at once. */
export const EVENTS_PAGE_MAX = 1_000;

/** The journal, open for reading. Opens when it is first asked, and anew when the file has been replaced. */
export class EventReader {
  readonly #database: DatabaseReader;

  constructor(path: string) {
    this.#database = new DatabaseReader(path);
  }

  /** The events that fit `query`. */
  page(query: EventQuery = {}): Result<EventPage, StoreFault> {
    return this.#database.read((db) => {
      const limit = Math.min(Math.max(1, Math.trunc(query.limit ?? 100) || 1), EVENTS_PAGE_MAX);
      const conditions: [string, SQLInputValue | undefined][] = [
        ["zone_id = ?", query.zoneId],
        ["kind = ?", query.kind],
        ["alarm_id = ?", query.alarmId],
        ["at_wall_ms >= ?", query.fromWallMs],
        ["at_wall_ms < ?", query.toWallMs],
        ["seq > ?", query.afterSeq],
        ["seq < ?", query.beforeSeq],
      ];
      const given = conditions.filter(([, value]) => value !== undefined);
      const where = given.length === 0 ? "" : `WHERE ${given.map(([sql]) => sql).join(" AND ")}`;
      const order = query.first === "oldest" ? "ASC" : "DESC";
      const rows = prepared(db, `SELECT * FROM event ${where} ORDER BY seq ${order} LIMIT ?`)
        .all(...given.map(([, value]) => value!), limit + 1);
      return { events: rows.slice(0, limit).map(eventOf), more: rows.length > limit };
    });
  }

  /** The number of the newest event; 0 where there is none. */
  lastSeq(): Result<number, StoreFault> {
    return this.#database.read((db) =>
      Number(prepared(db, "SELECT max(seq) AS seq FROM event").get()?.seq ?? 0)
    );
  }

  close(): void {
    this.#database.close();
  }
}

/** What the sentence says, where a version wrote it that knew how to. */
function saidOf(column: unknown): Pick<StoredEvent, "said"> {
  const said = asSaying(jsonOf(column));
  return said === undefined ? {} : { said };
}

function eventOf(row: Record<string, unknown>): StoredEvent {
  const optional = {
    zoneId: row.zone_id,
    sensorId: row.sensor_id,
    alarmId: row.alarm_id,
    troubleId: row.trouble_id,
    by: row.person,
  };
  return {
    seq: Number(row.seq),
    kind: row.kind as EventKind,
    atMs: Number(row.at_ms),
    atWallMs: Number(row.at_wall_ms),
    // A journal that an older version has written has no such columns while it is only read.
    ...(typeof row.utc_ms === "number" &&
      { utc: { atMs: Number(row.utc_ms), errorMs: Number(row.utc_error_ms) } }),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)),
    text: String(row.text),
    ...saidOf(row.said),
  };
}
