/**
 * Where the audit log stood when fusion was last told: kept in the journal's database, which another process writes. A log that
 * was cut off at its end, or computed anew, does not reach it any more.
 */
import { z } from "zod";
import { ok, type Result } from "../reading/result.ts";
import type { AuditHead } from "./audit_log.ts";
import { openForReading } from "./database.ts";
import { EventStore } from "./event_store.ts";
import { guarded, type StoreFault } from "./store_fault.ts";
import { jsonOf } from "./stored_json.ts";

/** The memo that it is. */
export const AUDIT_ANCHOR = { topic: "audit", id: "anchor" } as const;

const anchorSchema = z.object({ seq: z.number().int().min(0), hash: z.string() });

/** Reads it from the journal at `path`. Undefined: the journal holds none. */
export function readAuditAnchor(path: string): Result<AuditHead | undefined, StoreFault> {
  const opened = openForReading(path);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    return guarded(path, () => {
      const { topic, id } = AUDIT_ANCHOR;
      const row = db.prepare("SELECT body FROM memo WHERE topic = ? AND id = ?").get(topic, id);
      return row === undefined ? undefined : anchorSchema.safeParse(jsonOf(row.body)).data;
    });
  } finally {
    db.close();
  }
}

/** Forgets it, for a log that is begun anew. The service must not run: the journal has one writer. */
export function forgetAuditAnchor(path: string, nowWallMs: number): Result<void, StoreFault> {
  const opened = EventStore.open({ path, nowWallMs });
  if (!opened.ok) return opened;
  const memos = [{ ...AUDIT_ANCHOR, value: undefined }];
  const written = opened.value.write({ events: [], alarms: [], troubles: [], memos });
  opened.value.close();
  return written.ok ? ok(undefined) : written;
}
