/**
 * Reads from a journal database what stands: the part of the store that matters most, readable also where nothing can be written.
 */
import type { DatabaseSync } from "node:sqlite";
import { RELEASED_MAX } from "../reading/output.ts";
import type { Memo, Parsers, Recollection, UnreadableAlarm } from "./event_batch.ts";
import { jsonOf } from "./stored_json.ts";

/** What fusion knew when it ended, however it ended. Throws what SQLite throws. */
export function recollect(db: DatabaseSync, parsers: Parsers): Recollection {
  const alarms = [];
  const unreadableAlarms: UnreadableAlarm[] = [];
  const standing =
    "SELECT id, zone_id, raised_at_wall_ms, body FROM alarm WHERE ended = 0 ORDER BY raised_at_wall_ms";
  for (const row of db.prepare(standing).all()) {
    const alarm = parsers.alarm(jsonOf(row.body));
    if (alarm !== undefined) alarms.push(alarm);
    else {
      unreadableAlarms.push({
        alarmId: String(row.id),
        zoneId: String(row.zone_id),
        raisedAtWallMs: Number(row.raised_at_wall_ms),
      });
    }
  }
  // A trouble that cannot be understood is left out: its cause, where it lasts, raises it again.
  const troubles = db.prepare("SELECT body FROM trouble ORDER BY raised_at_wall_ms").all()
    .map((row) => parsers.trouble(jsonOf(row.body)))
    .filter((trouble) => trouble !== undefined);
  const memos: Memo[] = db.prepare("SELECT topic, id, body FROM memo ORDER BY topic, id").all()
    .map((row) => ({ topic: String(row.topic), id: String(row.id), value: jsonOf(row.body) }))
    .filter((memo) => memo.value !== undefined);
  const ended = "SELECT id FROM alarm WHERE ended = 1 ORDER BY raised_at_wall_ms DESC LIMIT ?";
  const released = db.prepare(ended).all(RELEASED_MAX).map((row) => String(row.id)).reverse();
  return { alarms, unreadableAlarms, troubles, memos, released };
}

/** The newest epoch that was given. Throws what SQLite throws. */
export function epochOf(db: DatabaseSync): number {
  return Number(db.prepare("SELECT value FROM counter WHERE name = 'epoch'").get()?.value);
}
