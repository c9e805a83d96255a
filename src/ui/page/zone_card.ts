/**
 * A zone on the page: its state, its hottest picture, its inputs, and behind "Details" its sensors and its service.
 */
import type { InputView, SensorView, SiteView, ZoneState, ZoneView } from "../../bus/messages.ts";
import { cameraLines } from "./camera_card.ts";
import { camerasOf } from "./camera_state.ts";
import { heatMap } from "./heat_map.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { capital, INPUT_NAMES, inputValue, rise } from "./sentences.ts";
import { sensorTable } from "./sensor_table.ts";
import { ageNow, type PageState, parted, pictureSensor, sensorsOf } from "./state.ts";
import type { VerdictKind } from "./verdict.ts";
import { count, degrees, duration, known, wholeDuration } from "./words.ts";
import { zoneService } from "./zone_service.ts";

const STATES: Readonly<Record<ZoneState, readonly [VerdictKind, string]>> = {
  normal: ["normal", "Normal"],
  "pre-alarm": ["pre-alarm", "Pre-alarm"],
  alarm: ["alarm", "Alarm"],
  trouble: ["trouble", "Trouble"],
  disabled: ["service", "Out of service"],
  test: ["service", "Walk test"],
};

/** One zone. */
export function zoneCard(state: PageState, site: SiteView, zone: ZoneView): PageElement {
  const sensors = sensorsOf(site, zone);
  const shown = pictureSensor(sensors);
  const cameras = camerasOf(site, zone);
  const blind = !sensors.some((sensor) => sensor.fresh && !sensor.disabled) && zone.disabled === undefined;
  const [kind, word]: readonly [VerdictKind, string] = blind && zone.state !== "alarm"
    ? ["unprotected", "Not protected"]
    : STATES[zone.state];
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
      temperature(zone, shown),
      inputs(state, sensors.filter((sensor) => !cameras.some((camera) => camera.cameraId === sensor.id))),
      service(zone),
      h("p", { class: "soft age" }, ageLine(state, site, sensors)),
    ),
    cameraLines(state, site, cameras),
    h(
      "details",
      { class: "more" },
      h("summary", {}, "Details"),
      sensorTable(state, site, sensors),
      zoneService(state, zone),
    ),
  );
}

function temperature(zone: ZoneView, shown: SensorView | undefined): Child {
  if (shown === undefined) return false;
  const rising = rise(shown.ratePerMinute);
  return [
    h(
      "p",
      { class: "hottest" },
      h("b", {}, degrees(zone.maxC)),
      h("span", { class: "soft" }, rising || `limit ${degrees(zone.criticalC, 0)}`),
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
  return h(
    "ul",
    { class: "inputs" },
    [...strongest.values()].map((input) =>
      h(
        "li",
        { key: input.input, class: "reason" in input ? "absent" : undefined },
        `${capital(INPUT_NAMES[input.input])} `,
        h("b", {}, inputValue(input)),
        h(
          "span",
          { class: "soft" },
          known(input.ageMs) ? ` · ${duration(ageNow(state, input.ageMs))}` : "",
        ),
      )
    ),
  );
}

function service(zone: ZoneView): Child {
  if (zone.disabled !== undefined) {
    const { by, reason, remainingMs } = zone.disabled;
    const until = known(remainingMs) ? `back in ${wholeDuration(remainingMs)}` : "until enabled";
    return h("p", { class: "note" }, `Out of service by ${by}: ${reason}; ${until}.`);
  }
  if (zone.test !== undefined) {
    const { hits, remainingMs } = zone.test;
    return h(
      "p",
      { class: "note" },
      `Walk test: ${hits.length} of ${zone.sensorIds.length} sensors proved, ends in ${
        wholeDuration(remainingMs)
      }.`,
    );
  }
  return false;
}

function ageLine(state: PageState, site: SiteView, all: readonly SensorView[]): string {
  if (all.length === 0) return "No sensor belongs to this zone.";
  const { sensors, cameras } = parted(site, all);
  const ages = all.map((sensor) => ageNow(state, sensor.ageMs)).filter(known);
  const newest = ages.length === 0 ? "never heard" : `${duration(Math.min(...ages))} ago`;
  return [
    sensors.length > 0 && freshOf(sensors, "sensor"),
    cameras.length > 0 && freshOf(cameras, "camera"),
    newest,
  ].filter((part) => part !== false).join(" · ");
}

function freshOf(sensors: readonly SensorView[], what: string): string {
  const fresh = sensors.filter((sensor) => sensor.fresh).length;
  if (sensors.length === fresh) return count(fresh, what);
  return sensors.length === 1 ? `${what} not fresh` : `${fresh} of ${sensors.length} ${what}s fresh`;
}
