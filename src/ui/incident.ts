/**
 * The report of one alarm: what happened, what people did, which pictures are kept, and a hash by which copies can be told from the
 * original.
 */
import { createHash } from "node:crypto";
import type { StoredEvent } from "../bus/messages.ts";
import type { UiDeps } from "./deps.ts";
import type { EvidencePicture } from "./page/state.ts";

/** Events before the alarm that lead to it: pre-alarms come minutes before. */
const BEFORE_MS = 10 * 60_000;
/** One alarm has a few dozen lines; a site that resounds all night a few hundred. */
const EVENTS_MAX = 1_000;

/** A report. */
export interface Incident {
  readonly alarmId: string;
  readonly zoneId: string | undefined;
  /** What people call the zone. */
  readonly zone: string | undefined;
  readonly site: string;
  /** Oldest first. */
  readonly events: readonly StoredEvent[];
  readonly pictures: readonly (EvidencePicture & { readonly sha256: string })[];
  /** The report as JSON: always the same bytes for the same events and pictures. */
  readonly json: string;
  /** SHA-256 of `json`. */
  readonly sha256: string;
}

/** Makes the report of `alarmId`; undefined where the journal knows no such alarm. Rejects where it cannot be read. */
export async function incidentOf(
  deps: Pick<UiDeps, "events" | "evidence" | "evidencePicture" | "timeZone">,
  alarmId: string,
  names: { readonly site: string; zone(zoneId: string): string },
): Promise<Incident | undefined> {
  const own = await deps.events({ limit: EVENTS_MAX, alarmId });
  const first = own.at(-1);
  if (first === undefined) return undefined;
  const zoneId = own.find((event) => event.zoneId !== undefined)?.zoneId;
  // What led to it belongs to the zone, not yet to an alarm.
  const before = zoneId === undefined ? [] : await deps.events({
    limit: EVENTS_MAX,
    zoneId,
    fromWallMs: first.atWallMs - BEFORE_MS,
    toWallMs: own[0].atWallMs + 1,
  });
  const bySeq = new Map([...own, ...before].map((event) => [event.seq, event]));
  const events = [...bySeq.values()].filter((event) =>
    event.alarmId === undefined || event.alarmId === alarmId
  )
    .sort((a, b) => a.seq - b.seq);
  const pictures = deps.evidence(alarmId).flatMap((picture) => {
    const file = deps.evidencePicture(alarmId, picture.name);
    return file === undefined ? [] : [{ ...picture, sha256: hashOf(file) }];
  });
  const zone = zoneId === undefined ? undefined : names.zone(zoneId);
  const json = JSON.stringify({
    site: names.site,
    alarmId,
    zoneId: zoneId ?? null,
    zone: zone ?? null,
    timeZone: deps.timeZone,
    events: events.map(({ seq, kind, atWallMs, sensorId, by, text }) => ({
      seq,
      at: new Date(atWallMs).toISOString(),
      kind,
      sensorId: sensorId ?? null,
      by: by ?? null,
      text,
    })),
    pictures: pictures.map(({ cameraId, moment, atWallMs, name, sha256 }) => ({
      cameraId,
      moment,
      at: new Date(atWallMs).toISOString(),
      name,
      sha256,
    })),
  });
  return { alarmId, zoneId, zone, site: names.site, events, pictures, json, sha256: hashOf(json) };
}

function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
