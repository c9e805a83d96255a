/**
 * The state of a box for a terminal: the verdict first, then what led to it.
 */
import type { SensorView, SiteView } from "../bus/messages.ts";
import type { Alarm } from "../reading/alarm.ts";
import { type Trouble, TROUBLES } from "../reading/trouble.ts";
import { alarmSentence, capital, INPUT_NAMES, inputValue } from "../ui/page/sentences.ts";
import type { VerdictKind } from "../ui/page/verdict.ts";
import { degrees, duration, known, list, wholeDuration } from "../ui/page/words.ts";
import type { FilesReport, PageReport } from "./box_report.ts";
import { eventRecord } from "./events_report.ts";
import { JournalLayout, stampOf } from "./journal_layout.ts";
import { ROLE_HEAD, ROLE_RIGHT, roleCells, type RoleRow } from "./role_rows.ts";
import type { StoredAlarm } from "./box_files.ts";
import { COLUMNS_DEFAULT, type Screen } from "./terminal.ts";
import { type Cell, type Colour, paint, table, wrap } from "./text_layout.ts";

/** What a report comes to. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly title: string;
  readonly text: string;
}

const COLOURS: Readonly<Record<VerdictKind, Colour>> = {
  alarm: "alarm",
  unknown: "red",
  unprotected: "red",
  "pre-alarm": "yellow",
  trouble: "yellow",
  service: "cyan",
  normal: "green",
};

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

/** Files never tell that all is well by themselves: they do not hold how fresh the sensors are. */
function filesVerdict(report: FilesReport): Verdict {
  const { alarms, supervisorRuns, roles, troubles, health } = report;
  const fires = alarms.filter(({ journal }) => journal === undefined || !(journal.test || journal.disabled));
  const running = new Set(roles.filter(({ pid }) => pid !== undefined).map(({ role }) => role));
  const down = VITAL.filter((role) => !running.has(role));
  const dead = !supervisorRuns && running.size === 0;
  const service = dead
    ? "EmberEye is not running: nothing is protected."
    : down.length > 0
    ? `${capital(list(down))} ${down.length === 1 ? "does" : "do"} not run.`
    : supervisorRuns
    ? ""
    : "The supervisor is gone: what fails now is not restarted.";
  if (fires.length > 0) {
    const zones = list([...new Set(fires.map(({ zoneId }) => zoneName(report, zoneId)))]);
    return {
      kind: "alarm",
      title: `Fire alarm in ${zones}`,
      text: `It stands by the journal and the outputs' memory. ${service}`.trim(),
    };
  }
  if (dead) return { kind: "unprotected", title: "EmberEye is not running", text: "Nothing is protected." };
  if (down.length > 0) {
    return { kind: "unprotected", title: service.slice(0, -1), text: "No alarm is recorded." };
  }
  if (health !== undefined && !health.ready) {
    const why = health.reasons.map(({ detail }) => detail).join("; ");
    return { kind: "unprotected", title: "The box says that it is not ready", text: capital(why) };
  }
  const open = troubles.filter((trouble) => trouble.active || !trouble.acknowledged);
  if (open.length > 0 || !supervisorRuns || health?.status === "trouble") {
    const first = open.at(0)?.detail;
    return {
      kind: "trouble",
      title: `No alarm, but ${open.length > 1 ? `${open.length} troubles` : "a trouble"}`,
      text: service || (first === undefined ? "" : capital(first)),
    };
  }
  if (health?.status === "ok") {
    return {
      kind: "normal",
      title: "All normal",
      text: "The box says that it is ready. No alarm is recorded.",
    };
  }
  return {
    kind: "unknown",
    title: "State unknown",
    text: "All roles run and no alarm is recorded; whether the sensors deliver, only the page could tell.",
  };
}

/** The whole report. */
export function statusLines(report: PageReport | FilesReport, screen: Screen, timeZone: string): string[] {
  const width = screen.columns ?? COLUMNS_DEFAULT;
  const { colours } = screen;
  const verdict = verdictOf(report);
  const layout: Layout = { width, colours, timeZone };
  return [
    ...wrap(verdict.title, width).map((line) => paint(line, COLOURS[verdict.kind], colours)),
    ...(verdict.text === "" ? [] : wrap(verdict.text, width)),
    ...wrap(sourceOf(report), width).map((line) => paint(line, "dim", colours)),
    ...(report.source === "page" ? pageSections(report, layout) : filesSections(report, layout)),
  ];
}

interface Layout {
  readonly width: number;
  readonly colours: boolean;
  readonly timeZone: string;
}

function sourceOf(report: PageReport | FilesReport): string {
  if (report.source === "files") {
    return `${report.site?.name ?? "EmberEye"}, ${
      stampOf(report.nowWallMs)
    }, from the files, because ${report.reason}.`;
  }
  const { status, url } = report;
  const age = status.connected || status.siteAgeMs === null
    ? ""
    : `; all but the roles is ${duration(status.siteAgeMs)} old`;
  return `${status.site?.siteName ?? "EmberEye"}, ${
    stampOf(Date.parse(status.at))
  }, version ${status.version}, ` +
    `from ${url}${age}`;
}

function pageSections(report: PageReport, layout: Layout): string[] {
  const { status, troubles, roles } = report;
  const { site } = status;
  const nowWallMs = Date.parse(status.at);
  const sinceMs = status.siteAgeMs ?? 0;
  return [
    ...section(
      "Alarms",
      site?.alarms.map((alarm) => alarmRow(alarm as Alarm, site, nowWallMs, layout)),
      layout,
    ),
    ...section("Troubles", troubles.map((trouble) => troubleRow(trouble as Trouble)), layout),
    ...section("Zones", site?.zones.map(zoneRow), layout),
    ...section("Sensors", site?.sensors.map((sensor) => sensorRow(sensor, site, sinceMs)), layout),
    ...section("Outputs", site?.outputs.map(outputRow), layout),
    ...roleSection(roles, layout),
  ];
}

function filesSections(report: FilesReport, layout: Layout): string[] {
  const { alarms, troubles, sounding, faults, roles, events, nowWallMs } = report;
  const sirens = Object.entries(sounding).map(([id, pattern]) => [id, `ordered to sound: ${pattern}`]);
  const journal = new JournalLayout({ columns: layout.width, colours: layout.colours });
  return [
    ...section("Alarms", alarms.map((alarm) => storedAlarmRow(alarm, report, nowWallMs, layout)), layout),
    ...section("Troubles", troubles.map(troubleRow), layout),
    ...section("Outputs", sirens, layout),
    ...section("Not readable", faults.map((fault) => [fault]), layout),
    ...roleSection(roles, layout),
    ...(events.length === 0 ? [] : ["", paint("LAST EVENTS", "bold", layout.colours)]),
    ...events.flatMap((event) => journal.lines(eventRecord(event))),
  ];
}

/** Nothing where there are no rows: what is not there needs no heading. */
function section(title: string, rows: readonly (readonly Cell[])[] | undefined, layout: Layout): string[] {
  if (rows === undefined || rows.length === 0) return [];
  return ["", paint(title.toUpperCase(), "bold", layout.colours), ...table(rows, layout)];
}

function roleSection(roles: readonly RoleRow[], layout: Layout): string[] {
  if (roles.length === 0) return [];
  const head = ROLE_HEAD.map((text): Cell => ({ text, colour: "dim" }));
  const ended = roles.filter(({ lastEnd }) => lastEnd !== undefined)
    .flatMap(({ lastEnd }) => wrap(`last end: ${lastEnd}`, layout.width - 2).map((line) => `  ${line}`));
  return [
    "",
    paint("ROLES", "bold", layout.colours),
    ...table([head, ...roles.map(roleCells)], { ...layout, right: ROLE_RIGHT }),
    ...ended,
  ];
}

function alarmRow(alarm: Alarm, site: SiteView, nowWallMs: number, layout: Layout): Cell[] {
  const zone = site.zones.find(({ id }) => id === alarm.zoneId)?.name ?? alarm.zoneId;
  return [
    { text: zone, colour: "red" },
    alarm.id,
    `${alarmSentence(alarm, nowWallMs, layout.timeZone)}. ${capital(flagsOf(alarm).join(", "))}.`,
  ];
}

function flagsOf(alarm: Alarm): string[] {
  return [
    alarm.test && "walk test",
    alarm.disabled && "zone out of service",
    alarm.active ? "cause present" : "cause gone",
    alarm.latched && "latched",
    alarm.acknowledgedBy === undefined ? "not acknowledged" : `acknowledged by ${alarm.acknowledgedBy.by}`,
    alarm.silencedBy !== undefined && alarm.silenced && `silenced by ${alarm.silencedBy.by}`,
  ].filter((flag) => flag !== false);
}

function storedAlarmRow(alarm: StoredAlarm, report: FilesReport, nowWallMs: number, layout: Layout): Cell[] {
  const { journal } = alarm;
  const what = journal === undefined
    ? `Latched at the outputs since ${stampOf(alarm.raisedAtWallMs)}; its cause is not in the journal`
    : `${alarmSentence(journal, nowWallMs, layout.timeZone)}. ${capital(flagsOf(journal).join(", "))}`;
  return [{ text: zoneName(report, alarm.zoneId), colour: "red" }, alarm.id, `${what}.`];
}

function troubleRow({ code, subject, active, acknowledged, detail }: Trouble): Cell[] {
  const remedy: string | undefined = TROUBLES[code]?.remedy;
  const next = active ? remedy : acknowledged ? "Gone." : "Gone, but nobody has acknowledged it.";
  return [
    { text: code, colour: active ? "yellow" : "dim" },
    subject,
    next === undefined ? sentence(detail) : `${sentence(detail)} ${next}`,
  ];
}

function sentence(text: string): string {
  return capital(text).replace(/[^.!?]$/, "$&.");
}

const ZONE_COLOURS: Readonly<Record<string, Colour>> = {
  normal: "green",
  "pre-alarm": "yellow",
  alarm: "red",
  trouble: "yellow",
  disabled: "cyan",
  test: "cyan",
};

function zoneRow(zone: SiteView["zones"][number]): Cell[] {
  const facts = [
    `${degrees(zone.maxC)}, pre-alarm from ${zone.preAlarmC} °C, alarm from ${zone.criticalC} °C`,
    zone.disabled && `out of service by ${zone.disabled.by}: ${zone.disabled.reason}` +
      (zone.disabled.remainingMs === undefined
        ? ""
        : `, for ${wholeDuration(zone.disabled.remainingMs)} more`),
    zone.test && `walk test for ${wholeDuration(zone.test.remainingMs)} more, ` +
      `${zone.test.hits.length} of ${zone.sensorIds.length} sensors proven`,
    zone.sensorIds.length === 0 && "no sensor",
  ].filter((fact) => fact !== false && fact !== undefined);
  return [
    zone.name,
    { text: wordOf(zone.state), colour: ZONE_COLOURS[zone.state] ?? "dim" },
    facts.join("; "),
  ];
}

/** An alarm must be found without colours. */
function wordOf(state: string): string {
  return state === "alarm" ? "ALARM" : state;
}

function sensorRow(sensor: SensorView, site: SiteView, sinceMs: number): Cell[] {
  const age = known(sensor.ageMs) ? duration(sensor.ageMs + sinceMs) : undefined;
  const heard: Cell = sensor.disabled
    ? { text: "out of service", colour: "cyan" }
    : age === undefined
    ? { text: "never heard", colour: "yellow" }
    : sensor.fresh
    ? `${age} ago`
    : { text: `silent for ${age}`, colour: "yellow" };
  const zone = site.zones.find(({ id }) => id === sensor.zoneId)?.name ?? `${sensor.zoneId} (no such zone)`;
  const inputs = sensor.inputs.map((input) => `${INPUT_NAMES[input.input]} ${inputValue(input)}`);
  return [
    sensor.id,
    heard,
    zone,
    `${inputs.join(", ")}${sensor.admitted ? " (not in the configuration)" : ""}`,
  ];
}

function outputRow(output: SiteView["outputs"][number]): Cell[] {
  const does = output.kind === "relay"
    ? (output.on ? "on" : "off")
    : output.on
    ? `sounding, ${output.pattern}`
    : "silent";
  return [
    output.id,
    output.kind,
    output.fault === undefined
      ? (output.on ? { text: does, colour: "yellow" } : does)
      : { text: `${does}; fault: ${output.fault}`, colour: "red" },
  ];
}

function zoneName({ site }: FilesReport, zoneId: string): string {
  return site?.zones.find(({ id }) => id === zoneId)?.name ?? zoneId;
}
