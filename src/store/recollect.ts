/**
 * Reads from a journal database what stands: the part of the store that matters most, readable also where nothing can be written.
 */
import type { DatabaseSync } from "node:sqlite";
import { RELEASED_MAX } from "../reading/output.ts";
import type { Memo, Parsers, Recollection, StoredRecollection, UnreadableAlarm } from "./event_batch.ts";
import { jsonOf } from "./stored_json.ts";

/** What fusion knew when it ended, however it ended, as it lies there. Throws what SQLite throws. */
export function recollect(db: DatabaseSync): StoredRecollection {
  const standing =
    "SELECT id, zone_id, raised_at_wall_ms, body FROM alarm WHERE ended = 0 ORDER BY raised_at_wall_ms";
  const alarms = db.prepare(standing).all().map((row) => ({
    id: String(row.id),
    zoneId: String(row.zone_id),
    raisedAtWallMs: Number(row.raised_at_wall_ms),
    value: jsonOf(row.body),
  }));
  const troubles = db.prepare("SELECT body FROM trouble ORDER BY raised_at_wall_ms").all()
    .map((row) => jsonOf(row.body));
  const memos: Memo[] = db.prepare("SELECT topic, id, body FROM memo ORDER BY topic, id").all()
    .map((row) => ({ topic: String(row.topic), id: String(row.id), value: jsonOf(row.body) }))
    .filter((memo) => memo.value !== undefined);
  const ended = "SELECT id FROM alarm WHERE ended = 1 ORDER BY raised_at_wall_ms DESC LIMIT ?";
  const released = db.prepare(ended).all(RELEASED_MAX).map((row) => String(row.id)).reverse();
  return { alarms, troubles, memos, released };
}

/** What can be understood of it. An alarm that cannot is kept as such; a trouble is left out: its cause, where it lasts, raises it again. */
export function understood(stored: StoredRecollection, parsers: Parsers): Recollection {
  const alarms = [];
  const unreadableAlarms: UnreadableAlarm[] = [];
  for (const { id: alarmId, zoneId, raisedAtWallMs, value } of stored.alarms) {
    const alarm = parsers.alarm(value);
    if (alarm !== undefined) alarms.push(alarm);
    else unreadableAlarms.push({ alarmId, zoneId, raisedAtWallMs });
  }
  const troubles = stored.troubles.map((value) => parsers.trouble(value))
    .filter((trouble) => trouble !== undefined);
  const { memos, released } = stored;
  return { alarms, unreadableAlarms, troubles, memos, released };
}

/** The newest epoch that was given. Throws what SQLite throws. */
export function epochOf(db: DatabaseSync): number {
  return Number(db.prepare("SELECT value FROM counter WHERE name = 'epoch'").get()?.value);
}
