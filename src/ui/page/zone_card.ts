/**
 * A zone on the page: its state, its hottest picture, its inputs, and behind state.language.say("zone.details") its sensors and its service.
 */
import type { InputView, SensorView, SiteView, ZoneState, ZoneView } from "../../bus/messages.ts";
import { cameraLines } from "./camera_card.ts";
import { camerasOf } from "./camera_state.ts";
import { heatMap } from "./heat_map.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { inputValue, rise } from "./sentences.ts";
import { sensorTable } from "./sensor_table.ts";
import { ageNow, type PageState, parted, pictureSensor, sensorsOf } from "./state.ts";
import type { VerdictKind } from "./verdict.ts";
import { known } from "../messages/language.ts";
import { zoneService } from "./zone_service.ts";

const KINDS: Readonly<Record<ZoneState, VerdictKind>> = {
  normal: "normal",
  "pre-alarm": "pre-alarm",
  alarm: "alarm",
  trouble: "trouble",
  disabled: "service",
  test: "service",
};

/** One zone. */
export function zoneCard(state: PageState, site: SiteView, zone: ZoneView): PageElement {
  const sensors = sensorsOf(site, zone);
  const shown = pictureSensor(sensors);
  const cameras = camerasOf(site, zone);
  const blind = !sensors.some((sensor) => sensor.fresh && !sensor.disabled) && zone.disabled === undefined;
  const [kind, word]: readonly [VerdictKind, string] = blind && zone.state !== "alarm"
    ? ["unprotected", state.language.say("zone.not-protected")]
    : [KINDS[zone.state], state.language.say(`zone.${zone.state}`)];
  return h(
    "article",
    { key: `zone ${zone.id}`, class: `zone ${kind}`, "data-zone": zone.id },
    h("header", {}, h("h3", {}, zone.name), h("span", { class: `chip ${kind}` }, icon(kind), word)),
    shown !== undefined && heatMap(state, {
      sensorId: shown.id,
      preAlarmC: zone.preAlarmC,
      criticalC: zone.criticalC,
      large: false,
    }),
    h(
      "div",
      { class: "facts" },
      temperature(state, zone, shown),
      inputs(state, sensors.filter((sensor) => !cameras.some((camera) => camera.cameraId === sensor.id))),
      service(state, zone),
      h("p", { class: "soft age" }, ageLine(state, site, sensors)),
    ),
    cameraLines(state, site, cameras),
    h(
      "details",
      { class: "more" },
      h("summary", {}, state.language.say("zone.details")),
      sensorTable(state, site, sensors),
      zoneService(state, zone),
    ),
  );
}

function temperature(state: PageState, zone: ZoneView, shown: SensorView | undefined): Child {
  if (shown === undefined) return false;
  const { say, degrees } = state.language;
  const rising = rise(state.language, shown.ratePerMinute);
  return [
    h(
      "p",
      { class: "hottest" },
      h("b", {}, degrees(zone.maxC)),
      h("span", { class: "soft" }, rising || say("zone.limit", { temperature: degrees(zone.criticalC, 0) })),
    ),
    gauge(zone),
  ];
}

/** The gauge begins here: indoor temperatures fill a part of it that grows visibly. */
const GAUGE_LOW_C = 0;
/** It ends a little beyond the critical limit, whose mark would otherwise be its end. */
const GAUGE_BEYOND = 1.15;

/** How far it is from the limits. */
function gauge(zone: ZoneView): PageElement {
  const highC = zone.criticalC * GAUGE_BEYOND;
  const at = (celsius: number) =>
    Math.max(0, Math.min(100, (celsius - GAUGE_LOW_C) / (highC - GAUGE_LOW_C) * 100)).toFixed(1);
  return h(
    "svg",
    { class: "gauge", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("rect", { class: "track", x: 0, y: 1, width: 100, height: 4 }),
    known(zone.maxC) && h("rect", { class: "fill", x: 0, y: 1, width: at(zone.maxC), height: 4 }),
    h("path", { class: "limit", d: `M${at(zone.preAlarmC)} 0v6` }),
    h("path", { class: "limit", d: `M${at(zone.criticalC)} 0v6` }),
  );
}

/** Other inputs, each once for the zone: the strongest that is fresh, else why there is none. */
function inputs(state: PageState, sensors: readonly SensorView[]): Child {
  const strongest = new Map<string, InputView>();
  for (const input of sensors.flatMap((sensor) => sensor.inputs)) {
    if (input.input === "thermal") continue;
    const other = strongest.get(input.input);
    const better = other === undefined ||
      ("value" in input && (!("value" in other) || input.value > other.value));
    if (better) strongest.set(input.input, input);
  }
  if (strongest.size === 0) return false;
  const { say, capital, duration } = state.language;
  return h(
    "ul",
    { class: "inputs" },
    [...strongest.values()].map((input) =>
      h(
        "li",
        { key: input.input, class: "reason" in input ? "absent" : undefined },
        `${capital(say(`input.${input.input}`))} `,
        h("b", {}, inputValue(state.language, input)),
        h(
          "span",
          { class: "soft" },
          known(input.ageMs) ? ` · ${duration(ageNow(state, input.ageMs))}` : "",
        ),
      )
    ),
  );
}

function service(state: PageState, zone: ZoneView): Child {
  const { say, wholeDuration } = state.language;
  if (zone.disabled !== undefined) {
    const { by, reason, remainingMs } = zone.disabled;
    const until = known(remainingMs)
      ? say("zone.back-in", { duration: wholeDuration(remainingMs) })
      : say("zone.until-enabled");
    return h("p", { class: "note" }, say("zone.out-of-service", { name: by, reason, until }));
  }
  if (zone.test !== undefined) {
    const { hits, remainingMs } = zone.test;
    return h(
      "p",
      { class: "note" },
      say("zone.testing", {
        proved: hits.length,
        all: zone.sensorIds.length,
        duration: wholeDuration(remainingMs),
      }),
    );
  }
  return false;
}

function ageLine(state: PageState, site: SiteView, all: readonly SensorView[]): string {
  const { say, duration } = state.language;
  if (all.length === 0) return say("zone.no-sensor");
  const { sensors, cameras } = parted(site, all);
  const ages = all.map((sensor) => ageNow(state, sensor.ageMs)).filter(known);
  const newest = ages.length === 0
    ? say("zone.never-heard")
    : say("words.ago", { age: duration(Math.min(...ages)) });
  return [
    sensors.length > 0 && freshOf(state, sensors, "sensor"),
    cameras.length > 0 && freshOf(state, cameras, "camera"),
    newest,
  ].filter((part) => part !== false).join(" · ");
}

function freshOf(state: PageState, sensors: readonly SensorView[], what: "sensor" | "camera"): string {
  const { say } = state.language;
  const fresh = sensors.filter((sensor) => sensor.fresh).length;
  if (sensors.length === fresh) return say(`zone.${what}s`, { count: fresh });
  return sensors.length === 1
    ? say(`zone.${what}-not-fresh`)
    : say(`zone.${what}s-fresh`, { fresh, all: sensors.length });
}
