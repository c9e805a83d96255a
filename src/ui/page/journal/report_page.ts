/**
 * The report of one alarm, to be read and printed: when, what people did, the pictures, and the hash of it all.
 */
import type { StoredEvent } from "../../../bus/messages.ts";
import { eventTitle } from "../journal.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { type EvidencePicture, nameOf, type SpokenState } from "../state.ts";
import { eventText } from "../told.ts";

/** What the page tells of; see `Incident`. */
export interface Report {
  readonly alarmId: string;
  readonly zone: string | undefined;
  readonly site: string;
  readonly events: readonly StoredEvent[];
  readonly pictures: readonly (EvidencePicture & { readonly sha256: string })[];
  readonly sha256: string;
  /** A heat map of that time, where one is still kept: its address, and when it was taken. */
  readonly heat: readonly { readonly src: string; readonly sensorId: string; readonly atWallMs: number }[];
}

/** What people do to an alarm. */
const DEEDS: readonly string[] = ["acknowledge", "silence", "reset", "reset-refused", "disable", "enable"];

/** The parts of the report. */
export function reportPage(state: SpokenState, report: Report): Child {
  const { language, timeZone } = state;
  const { say, dateAndTime, duration } = language;
  const at = (wallMs: number) => dateAndTime(wallMs, timeZone);
  const raised = report.events.find((event) => event.kind === "alarm");
  const ended = report.events.findLast((event) => event.kind === "reset");
  const deeds = report.events.filter(({ kind }) => DEEDS.includes(kind));
  return h(
    "article",
    { class: "panel report" },
    h("p", { class: "soft" }, report.site),
    h("h1", {}, say("report.title", { zone: report.zone ?? report.alarmId })),
    raised !== undefined && h("p", { class: "lead" }, eventText(state, raised)),
    h(
      "dl",
      { class: "pairs" },
      pair(say("report.number"), report.alarmId),
      raised !== undefined && pair(say("report.began"), at(raised.atWallMs)),
      pair(say("report.ended"), ended === undefined ? say("report.stands") : at(ended.atWallMs)),
      raised !== undefined && ended !== undefined &&
        pair(say("report.lasted"), duration(ended.atWallMs - raised.atWallMs)),
      pair(say("report.time-zone"), timeZone),
    ),
    h(
      "p",
      { class: "no-print" },
      h("button", { type: "button", class: "main", "data-print": true }, say("report.print")),
      " ",
      h(
        "a",
        { href: `/api/v1/alarms/${encodeURIComponent(report.alarmId)}/report`, download: true },
        say("report.as-data"),
      ),
    ),
    h("h2", {}, say("report.deeds")),
    deeds.length === 0
      ? h("p", {}, say("report.no-deeds"))
      : h("table", {}, h("tbody", {}, deeds.map((event) => row(state, event)))),
    h("h2", {}, say("report.timeline")),
    h("table", {}, h("tbody", {}, report.events.map((event) => row(state, event)))),
    (report.pictures.length > 0 || report.heat.length > 0) && h("h2", {}, say("report.pictures")),
    h(
      "div",
      { class: "report-pictures" },
      report.heat.map(({ src, sensorId, atWallMs }) => {
        const words = say("report.heat", { sensor: nameOf(state.site, sensorId) });
        return h(
          "figure",
          {},
          h("img", { class: "pixels", src, alt: words }),
          h("figcaption", {}, `${words}, ${at(atWallMs)}`),
        );
      }),
      report.pictures.map(({ cameraId, moment, name, atWallMs, sha256 }) => {
        const words = `${nameOf(state.site, cameraId)}, ${say(`evidence.${moment}`)}`;
        return h(
          "figure",
          {},
          h("img", {
            src: `/api/v1/alarms/${encodeURIComponent(report.alarmId)}/evidence/${encodeURIComponent(name)}`,
            alt: words,
          }),
          h("figcaption", {}, `${words}, ${at(atWallMs)}`),
          h("figcaption", { class: "hash" }, `SHA-256 ${sha256}`),
        );
      }),
    ),
    h("h2", {}, say("report.hash")),
    h("p", { class: "hash" }, `SHA-256 ${report.sha256}`),
    h("p", { class: "soft" }, say("report.hash-hint")),
  );
}

function pair(name: string, value: string): Child {
  return [h("dt", {}, name), h("dd", {}, value)];
}

function row(state: SpokenState, event: StoredEvent): PageElement {
  return h(
    "tr",
    {},
    h("td", { class: "when" }, state.language.dateAndTime(event.atWallMs, state.timeZone)),
    h("th", { scope: "row" }, eventTitle(state.language, event.kind)),
    h("td", {}, eventText(state, event), event.by !== undefined && ` (${event.by})`),
  );
}
