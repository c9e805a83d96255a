/**
 * The watchdog's timeline in sentences.
 */
import { duration } from "../watchdog/story.ts";
import type { JournalRecord } from "./journal_layout.ts";
import type { Outage, ServiceStart, StoryNote, TimelineItem } from "./outages.ts";

/** One entry of the timeline. */
export function timelineRecord(item: TimelineItem, nowWallMs: number): JournalRecord {
  const { atWallMs } = item;
  switch (item.kind) {
    case "outage":
      return {
        atWallMs,
        labels: [],
        text: outageSentence(item, nowWallMs),
        colour: item.givenUp || item.downMs === undefined ? "red" : "yellow",
      };
    case "start":
      return {
        atWallMs,
        labels: [],
        text: startSentence(item),
        ...(item.afterSilence && { colour: "yellow" }),
      };
    case "note":
      return { atWallMs, labels: [], text: item.text, ...colourOf(item) };
  }
}

/** `fusion hung: 10.2 s without progress (limit 10 s), 3 waiting, killed; back after 0.9 s; 2nd time today`. */
export function outageSentence(outage: Outage, nowWallMs: number): string {
  const { role, cause, ends, givenUp, downMs, cutShort, nthOfDay, atWallMs } = outage;
  const day = new Date(atWallMs).toDateString() === new Date(nowWallMs).toDateString() ? "today" : "that day";
  const parts = [
    `${role} ${cause}`,
    ends > 1 && `its restart failed ${ends === 2 ? "once" : `${ends - 1} times`}`,
    givenUp && "given up for slow retries",
    downMs !== undefined
      ? `back after ${duration(downMs)}`
      : cutShort
      ? "not back before the service ended"
      : "not back yet",
    nthOfDay > 1 && `${ordinal(nthOfDay)} time ${day}`,
  ];
  return parts.filter((part) => part !== false).join("; ");
}

function startSentence(start: ServiceStart): string {
  const ready = start.readyAfterMs === undefined
    ? "not all its roles became ready"
    : `all ${start.roles} roles ready after ${duration(start.readyAfterMs)}`;
  const before = start.afterSilence
    ? "; the service before it ended without a word (killed, crashed, or its power cut)"
    : "";
  return `service started (process ${start.pid}), ${ready}${before}`;
}

function colourOf({ level }: StoryNote): Pick<JournalRecord, "colour"> {
  if (level === "error" || level === "fatal") return { colour: "red" };
  return level === "warning" ? { colour: "yellow" } : {};
}

/** What the timeline comes to: `3 outages: fusion 2, ui 1; the longest 1.2 s`. */
export function outageSummary(items: readonly TimelineItem[]): string {
  const outages = items.filter((item) => item.kind === "outage");
  if (outages.length === 0) return "no role was down";
  const counts = new Map<string, number>();
  for (const { role } of outages) counts.set(role, (counts.get(role) ?? 0) + 1);
  const roles = [...counts].map(([role, count]) => `${role} ${count}`).join(", ");
  const longest = Math.max(...outages.map(({ downMs }) => downMs ?? 0));
  const missing = outages.filter(({ downMs }) => downMs === undefined).length;
  return `${outages.length} outage${outages.length === 1 ? "" : "s"}: ${roles}` +
    (longest > 0 ? `; the longest ${duration(longest)}` : "") +
    (missing > 0 ? `; ${missing} without an end` : "");
}

/** `1st`, `2nd`, `3rd`, `11th`. */
function ordinal(value: number): string {
  const tens = value % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : ["th", "st", "nd", "rd"][value % 10] ?? "th";
  return `${value}${ending}`;
}
