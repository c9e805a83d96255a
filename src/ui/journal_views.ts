/**
 * The pages of the past, which the box writes by itself: the journal, and the report of an alarm.
 */
import type { Context } from "hono";
import { z } from "zod";
import type { UiEnv } from "./access.ts";
import { parsed } from "./body.ts";
import type { StoredEvent } from "../bus/messages.ts";
import type { Incident } from "./incident.ts";
import { incidentFor, type JournalParts } from "./journal_api.ts";
import { languageOf } from "./language_request.ts";
import { journalPage, type JournalQuestion } from "./page/journal/journal_page.ts";
import { type Report, reportPage } from "./page/journal/report_page.ts";
import type { View } from "./page/view.ts";
import type { PastPicture, PicturePast } from "./picture_past.ts";
import { idParam } from "./schemas.ts";
import { wallMsOf } from "./site_time.ts";

/** Lines of one page: a few screens, and well below 100 kB. */
const LINES = 100;

const query = z.object({
  zone: z.string().max(64).default(""),
  kind: z.string().max(40).default(""),
  from: z.string().max(30).default(""),
  to: z.string().max(30).default(""),
  before: z.coerce.number().int().min(0).optional(),
});

/** The journal, as the address asks for it. */
export async function journalView({ deps, situation }: JournalParts, c: Context<UiEnv>): Promise<View> {
  const { before, ...question } = parsed(query, c.req.query());
  const fromWallMs = wallMsOf(question.from, deps.timeZone);
  const toWallMs = wallMsOf(question.to, deps.timeZone);
  let events: readonly StoredEvent[] | undefined;
  try {
    events = await deps.events({
      limit: LINES,
      ...(before === undefined ? {} : { beforeSeq: before }),
      ...(question.zone === "" ? {} : { zoneId: question.zone }),
      ...(question.kind === "" ? {} : { kind: question.kind }),
      ...(fromWallMs === undefined ? {} : { fromWallMs }),
      ...(toWallMs === undefined ? {} : { toWallMs }),
    });
  } catch (error) {
    deps.failed("read the journal", error);
  }
  const language = languageOf(c);
  return {
    name: "still",
    path: "/journal",
    title: language.say("journal.title"),
    content: journalPage({ ...situation.now(), language }, {
      question,
      events,
      moreBefore: events?.length === LINES ? events[LINES - 1].seq : undefined,
      exportQuery: exportQuery(question, fromWallMs, toWallMs),
    }),
  };
}

function exportQuery(
  { zone, kind }: JournalQuestion,
  fromWallMs: number | undefined,
  toWallMs: number | undefined,
): string {
  const parts = new URLSearchParams();
  if (zone !== "") parts.set("zone", zone);
  if (kind !== "") parts.set("kind", kind);
  if (fromWallMs !== undefined) parts.set("from", String(fromWallMs));
  if (toWallMs !== undefined) parts.set("to", String(toWallMs));
  return parts.size === 0 ? "" : `&${parts}`;
}

/** The report of the alarm that the address names. */
export async function reportView(
  parts: JournalParts & { readonly past: PicturePast },
  c: Context<UiEnv>,
): Promise<View> {
  const incident = await incidentFor(parts, parsed(idParam, c.req.param("id")));
  const language = languageOf(c);
  const state = { ...parts.situation.now(), language };
  const report: Report = { ...incident, heat: heatOf(parts.past, incident) };
  return {
    name: "still",
    path: `/alarms/${encodeURIComponent(incident.alarmId)}/report`,
    title: language.say("report.title", { zone: incident.zone ?? incident.alarmId }),
    content: reportPage(state, report),
  };
}

/** A picture taken longer before or after the alarm does not show it. */
const NEAR_MS = 60_000;

/** The heat maps of the alarm's sensors next to its raising, where they are still kept. */
function heatOf(past: PicturePast, { events }: Incident): Report["heat"] {
  const raised = events.find((event) => event.kind === "alarm");
  const sensorIds = new Set(events.flatMap(({ sensorId }) => sensorId === undefined ? [] : [sensorId]));
  if (raised === undefined) return [];
  return [...sensorIds].flatMap((sensorId) => {
    const nearest = past.of(sensorId).reduce<PastPicture | undefined>((best, picture) =>
      best === undefined ||
        Math.abs(picture.atWallMs - raised.atWallMs) < Math.abs(best.atWallMs - raised.atWallMs)
        ? picture
        : best, undefined);
    if (nearest === undefined || Math.abs(nearest.atWallMs - raised.atWallMs) > NEAR_MS) return [];
    const src = `/api/v1/sensors/${encodeURIComponent(sensorId)}/pictures/${nearest.atMs}/picture.png`;
    return [{ src, sensorId, atWallMs: nearest.atWallMs }];
  });
}
