/**
 * The state of a box for a terminal: the verdict first, then what led to it.
 */
import type { SensorView, SiteView } from "../bus/messages.ts";
import type { Alarm } from "../reading/alarm.ts";
import { type Trouble, TROUBLES } from "../reading/trouble.ts";
import { known } from "../ui/messages/language.ts";
import { ENGLISH } from "../ui/messages/spoken.ts";
import { alarmSentence, inputValue } from "../ui/page/sentences.ts";
import { nameOf } from "../ui/page/state.ts";
import type { VerdictKind } from "../ui/page/verdict.ts";
import type { FilesReport, PageReport } from "./box_report.ts";
import { eventRecord } from "./events_report.ts";
import { JournalLayout, stampOf } from "./journal_layout.ts";
import { ROLE_HEAD, ROLE_RIGHT, roleCells, type RoleRow } from "./role_rows.ts";
import type { StoredAlarm } from "./box_files.ts";
import { verdictOf, zoneName } from "./report_verdict.ts";
import { COLUMNS_DEFAULT, type Screen } from "./terminal.ts";
import { type Cell, type Colour, paint, table, wrap } from "./text_layout.ts";

const { capital, degrees, duration, say, wholeDuration } = ENGLISH;

const COLOURS: Readonly<Record<VerdictKind, Colour>> = {
  alarm: "alarm",
  unknown: "red",
  unprotected: "red",
  "pre-alarm": "yellow",
  trouble: "yellow",
  service: "cyan",
  normal: "green",
};

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
    ...section("Cameras", site?.cameras.map((camera) => cameraRow(camera, site, sinceMs)), layout),
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
  const telling = { language: ENGLISH, nowWallMs, timeZone: layout.timeZone };
  return [
    { text: zone, colour: "red" },
    alarm.id,
    `${alarmSentence(telling, alarm, (id) => nameOf(site, id))}. ${capital(flagsOf(alarm).join(", "))}.`,
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
    : `${alarmSentence({ language: ENGLISH, nowWallMs, timeZone: layout.timeZone }, journal)}. ${
      capital(flagsOf(journal).join(", "))
    }`;
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
  const inputs = sensor.inputs.map((input) => `${say(`input.${input.input}`)} ${inputValue(ENGLISH, input)}`);
  return [
    sensor.name === undefined ? sensor.id : `${sensor.name} (${sensor.id})`,
    heard,
    zone,
    `${inputs.join(", ")}${sensor.admitted ? " (not in the configuration)" : ""}`,
  ];
}

function cameraRow(camera: SiteView["cameras"][number], site: SiteView, sinceMs: number): Cell[] {
  const { cameraId, zoneId, isLive, phase, freshAgeMs, fps, fault } = camera;
  const age = known(freshAgeMs) ? `${duration(freshAgeMs + sinceMs)} ago` : "no picture yet";
  const zone = site.zones.find(({ id }) => id === zoneId)?.name ?? `${zoneId} (no such zone)`;
  const facts = [
    `${fps.toFixed(1)} pictures a second`,
    !isLive && phase,
    fault,
  ].filter((fact) => fact !== false && fact !== undefined);
  return [cameraId, isLive ? age : { text: age, colour: "yellow" }, zone, facts.join("; ")];
}

function outputRow(output: SiteView["outputs"][number]): Cell[] {
  const does = output.kind === "relay"
    ? (output.on ? "on" : "off")
    : output.on
    ? `sounding, ${output.pattern}`
    : "silent";
  return [
    output.name === undefined ? output.id : `${output.name} (${output.id})`,
    output.kind,
    output.fault === undefined
      ? (output.on ? { text: does, colour: "yellow" } : does)
      : { text: `${does}; fault: ${output.fault}`, colour: "red" },
  ];
}
