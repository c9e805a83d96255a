/**
 * The verdict over a box: what the page says, or what its files allow to be said where the page does not answer.
 */
import { ENGLISH } from "../ui/messages/spoken.ts";
import type { VerdictKind } from "../ui/page/verdict.ts";
import type { FilesReport, PageReport } from "./box_report.ts";

const { capital, list, say } = ENGLISH;

/** What a report comes to. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly title: string;
  readonly text: string;
}

/** Roles without which nothing is detected or nothing sounds. */
const VITAL: readonly string[] = ["outputs", "fusion", "sensors"];

/** The verdict of the page, or of the files where these are all there is. */
export function verdictOf(report: PageReport | FilesReport): Verdict {
  const verdict = report.source === "page" ? report.status.verdict : filesVerdict(report);
  return { ...verdict, title: loud(verdict.title) };
}

/** A fire must be seen without colours. */
export function loud(title: string): string {
  return title.replace(/^Fire alarm/, "FIRE ALARM");
}

/** Nothing stands, nothing is wrong, and the box itself says that it is ready. A walk test or a disabled zone is meant so. */
export function isHealthy(report: PageReport | FilesReport): boolean {
  return ["normal", "service"].includes(verdictOf(report).kind) && report.health?.status === "ok";
}

/** What people call a zone. */
export function zoneName({ site }: FilesReport, zoneId: string): string {
  return site?.zones.find(({ id }) => id === zoneId)?.name ?? zoneId;
}

/** Files alone never tell that all is well: they do not hold how fresh the sensors are. */
function filesVerdict(report: FilesReport): Verdict {
  const { alarms, supervisorRuns, roles, faults, health } = report;
  const fires = alarms.filter(({ journal }) => journal === undefined || !(journal.test || journal.disabled));
  const down = roles.filter(({ pid }) => pid === undefined).map(({ role }) => role);
  const dead = !supervisorRuns && down.length === roles.length;
  const service = dead
    ? "EmberEye is not running: nothing is protected."
    : down.length > 0
    ? `${capital(list(down))} ${down.length === 1 ? "does" : "do"} not run.`
    : supervisorRuns
    ? ""
    : "The supervisor is gone: what fails now is not restarted.";
  if (fires.length > 0) {
    return {
      kind: "alarm",
      title: `Fire alarm in ${list([...new Set(fires.map(({ zoneId }) => zoneName(report, zoneId)))])}`,
      text: `It stands by the journal and the outputs' memory. ${service}`.trim(),
    };
  }
  if (dead) return { kind: "unprotected", title: "EmberEye is not running", text: "Nothing is protected." };
  const unread = faults.length > 0 ? `Not everything could be read: ${faults[0]}.` : "No alarm is recorded.";
  if (down.some((role) => VITAL.includes(role))) {
    return { kind: "unprotected", title: service.slice(0, -1), text: unread };
  }
  const troubles = report.troubles.filter((trouble) => trouble.active || !trouble.acknowledged);
  const first = troubles[0]?.detail ?? "";
  if (health?.ready === false) {
    const why = health.reasons.map(({ detail }) => detail).join("; ") || first;
    return { kind: "unprotected", title: "The box says that it is not ready", text: capital(why) };
  }
  if (faults.length > 0) {
    return { kind: "unknown", title: "State unknown", text: `${unread} ${service}`.trim() };
  }
  if (troubles.length > 0 || !supervisorRuns || health?.status === "trouble") {
    const title = `No alarm, but ${say("trouble.count", { count: Math.max(1, troubles.length) })}`;
    return { kind: "trouble", title, text: service || capital(first) };
  }
  if (health?.status === "ok") {
    return { kind: "normal", title: "All normal", text: `The box says that it is ready. ${unread}` };
  }
  const sensors = "whether the sensors deliver, only the page could tell.";
  return {
    kind: "unknown",
    title: "State unknown",
    text: service === ""
      ? `All roles run and no alarm is recorded; ${sensors}`
      : `${service} ${unread} ${capital(sensors)}`,
  };
}
