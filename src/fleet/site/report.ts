/**
 * What the watcher of a site shows of it: pure, from what it knows to one answer for people and scripts.
 */
import type { BoxMetrics, BoxState } from "../wire.ts";
import type { Incident } from "./incidents.ts";
import {
  type BoxRecord,
  isDouble,
  silentForMs,
  type SiteEvent,
  type WatchSettings,
  type WatchState,
} from "./watch.ts";

/** How a box is. `unknown`: it has told, but is not seen now, since the watcher itself is or was cut off. */
export type BoxCondition = "fire" | "silent" | "unknown" | "never-heard" | "trouble" | "pre-alarm" | "normal";

/** One box as it is shown. */
export interface BoxReport {
  readonly name: string;
  readonly siteName: string;
  readonly condition: BoxCondition;
  readonly version?: string;
  /** Since it was heard last, milliseconds; absent: not since the watcher's start. */
  readonly heardAgoMs?: number;
  readonly waiting: number;
  readonly dropped: number;
  readonly zones: BoxState["zones"];
  readonly troubles: BoxState["troubles"];
  readonly troubleCount: number;
  readonly metrics?: BoxMetrics;
}

/** What is wrong with the site as a whole. */
export interface SiteTrouble {
  readonly code: "box-silent" | "box-double" | "servers-lost" | "entries-dropped";
  readonly subject: string;
  readonly detail: string;
}

/** All of it. */
export interface SiteReport {
  readonly name: string;
  readonly atWallMs: number;
  /** This one leads, or another does. */
  readonly leads: boolean;
  readonly leader?: string;
  readonly verdict: "fire" | "trouble" | "normal";
  readonly incidents: readonly Incident[];
  readonly boxes: readonly BoxReport[];
  readonly troubles: readonly SiteTrouble[];
  readonly events: readonly SiteEvent[];
}

/** What the report says beside what is known of the boxes. */
export interface ReportFacts {
  readonly name: string;
  readonly atWallMs: number;
  readonly leads: boolean;
  readonly leader?: string;
  /** Why the servers are not reached; undefined: they are. */
  readonly fault: string | undefined;
}

/** Lines of the journals that are shown. */
const EVENTS_SHOWN = 50;

/** The report. */
export function reportOf(
  state: WatchState,
  settings: WatchSettings,
  { fault, ...facts }: ReportFacts,
  nowMs: number,
): SiteReport {
  const troubles: SiteTrouble[] = [];
  if (fault !== undefined) {
    const detail = `the servers are not reached, the boxes cannot be seen: ${fault}`;
    troubles.push({ code: "servers-lost", subject: "servers", detail });
  }
  const burning = new Set(
    state.incidents.flatMap(({ alarms }) => alarms.filter(({ ended }) => !ended))
      .map(({ box }) => box),
  );
  const boxes = [...state.boxes.values()].map((box): BoxReport => {
    const { name, siteName, version, heardAtMs, waiting, dropped, metrics } = box;
    const silentMs = silentForMs(state, box, settings, nowMs);
    if (silentMs !== undefined) {
      const since = heardAtMs === undefined
        ? "has not been heard"
        : `was last heard ${ageText(nowMs - heardAtMs)} ago`;
      troubles.push({
        code: "box-silent",
        subject: name,
        detail: `${name} ${since}: its own sirens still protect, if it runs`,
      });
    }
    if (isDouble(box, settings, nowMs)) {
      troubles.push({ code: "box-double", subject: name, detail: `two boxes call themselves ${name}` });
    }
    if (dropped > 0) {
      troubles.push({
        code: "entries-dropped",
        subject: name,
        detail: `${name} had to drop ${dropped} entries it could not send`,
      });
    }
    const zones = box.state?.zones ?? [];
    const troubleCount = box.state?.troubleCount ?? 0;
    return {
      name,
      siteName,
      condition: burning.has(name)
        ? "fire"
        : silentMs !== undefined
        ? "silent"
        : !isSeen(state, box, fault)
        ? "unknown"
        : heardAtMs === undefined
        ? "never-heard"
        : troubleCount > 0
        ? "trouble"
        : zones.some((zone) => zone.state === "pre-alarm")
        ? "pre-alarm"
        : "normal",
      ...(version === undefined ? {} : { version }),
      ...(heardAtMs === undefined ? {} : { heardAgoMs: nowMs - heardAtMs }),
      waiting,
      dropped,
      zones,
      troubles: box.state?.troubles ?? [],
      troubleCount,
      ...(metrics === undefined ? {} : { metrics }),
    };
  });
  boxes.sort((a, b) => ORDER.indexOf(a.condition) - ORDER.indexOf(b.condition) || (a.name < b.name ? -1 : 1));
  const isWell = troubles.length === 0 && boxes.every(({ condition }) => condition === "normal");
  return {
    ...facts,
    verdict: state.incidents.length > 0 ? "fire" : isWell ? "normal" : "trouble",
    incidents: state.incidents,
    boxes,
    troubles,
    events: state.events.slice(-EVENTS_SHOWN).reverse(),
  };
}

/** Whether nothing speaks against what a box told last: what it told before the watcher was cut off may be hours old. */
function isSeen(
  { reachedSinceMs }: WatchState,
  { heardAtMs }: BoxRecord,
  fault: string | undefined,
): boolean {
  if (fault !== undefined || reachedSinceMs === undefined) return false;
  return heardAtMs === undefined || heardAtMs >= reachedSinceMs;
}

/** The worst first. */
const ORDER: readonly BoxCondition[] = [
  "fire",
  "silent",
  "unknown",
  "never-heard",
  "trouble",
  "pre-alarm",
  "normal",
];

/** How long ago, for people. */
export function ageText(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
