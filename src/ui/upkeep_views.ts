/**
 * The pages of what is looked after over the years: the review of what sensors usually see, the notifications, and the audits.
 */
import type { Context } from "hono";
import type { NotifyTargetState } from "../bus/messages.ts";
import { z } from "zod";
import type { UiEnv } from "./access.ts";
import { parsed } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import { auditsPage } from "./page/technician/audits_page.ts";
import { languageOf } from "./language_request.ts";
import { baselinesPage, type Reviewed, type StrangeView } from "./page/installer/baselines_page.ts";
import { notifyPage } from "./page/installer/notify_page.ts";
import type { View } from "./page/view.ts";
import type { Situation } from "./situation.ts";

/** What the pages are made of. */
export interface UpkeepParts {
  readonly deps: UiDeps;
  readonly situation: Situation;
}

/** Sensors whose pictures one page shows: some 50 kB each. The others come when these are decided. */
const PICTURES_MAX = 12;

/** It may be half a megabyte, and changes once a day. */
const REVIEW_REFRESH_S = 60;

/** Audits are made by timers or in a shell: whoever waits for one does not look away for long. */
const AUDITS_REFRESH_S = 60;

/** The review queue. */
export function baselinesView({ deps, situation }: UpkeepParts, c: Context<UiEnv>): View {
  const language = languageOf(c);
  let shown = 0;
  const sensors = deps.baselines.list().map((sensor): Reviewed => {
    if (sensor.candidate === undefined || shown >= PICTURES_MAX) return sensor;
    shown++;
    const pictures = deps.baselines.candidate(sensor.sensorId);
    return { ...sensor, ...(pictures === undefined ? {} : { pictures }) };
  });
  const now = situation.now();
  const cameras = (now.site?.cameras ?? []).flatMap(({ cameraId, name }): StrangeView[] => {
    const trouble = now.site?.troubles.find(({ code, subject, active }) =>
      active && subject === cameraId && (code === "camera-moved" || code === "camera-defocused")
    );
    if (trouble === undefined) return [];
    const atWallMs = deps.cameraReference(cameraId)?.atWallMs;
    return [{ cameraId, name, detail: trouble.detail, ...(atWallMs === undefined ? {} : { atWallMs }) }];
  });
  return {
    name: "still",
    path: "/baselines",
    title: language.say("review.title"),
    refreshSeconds: REVIEW_REFRESH_S,
    content: baselinesPage({ ...now, language, person: c.get("person") }, sensors, cameras),
  };
}

/** A test that was just asked for, and what became of it. */
const testedQuery = z.object({
  tested: z.string().max(64).optional(),
  arrived: z.enum(["yes", "no"]).optional(),
});

/** The notifications. */
export async function notifyView({ deps, situation }: UpkeepParts, c: Context<UiEnv>): Promise<View> {
  const language = languageOf(c);
  // A site that tells nobody runs no notifiers: that is no failure, neither for the log nor for the page.
  const runNone = deps.roles()?.every(({ role }) => role !== "notify") ?? false;
  const targets: readonly NotifyTargetState[] | string = await deps.notify.ask().then(
    (answer) => answer.targets,
    (error) => runNone ? [] : error instanceof Error ? error.message : String(error),
  );
  const { tested: target, arrived } = parsed(testedQuery, c.req.query());
  const tested = target === undefined ? undefined : { target, hasArrived: arrived === "yes" };
  return {
    name: "still",
    path: "/notifications",
    title: language.say("notify.title"),
    refreshSeconds: 10,
    content: notifyPage({ ...situation.now(), language }, targets, tested),
  };
}

/** The audits. */
export function auditsView({ deps, situation }: UpkeepParts, c: Context<UiEnv>): View {
  const language = languageOf(c);
  return {
    name: "still",
    path: "/audits",
    title: language.say("audits.title"),
    refreshSeconds: AUDITS_REFRESH_S,
    content: auditsPage({ ...situation.now(), language }, deps.audits.list()),
  };
}
