/**
 * A zone on the page: its state, its hottest picture, its inputs, and behind a button its sensors and its service.
 */
import type { SensorView, SiteView, ZoneView } from "../../bus/messages.ts";
import { cameraLines } from "./camera_card.ts";
import { camerasOf } from "./camera_state.ts";
import { heatMap } from "./heat_map.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { sensorTable } from "./sensor_table.ts";
import { ageNow, type PageState, parted, pictureSensor, sensorsOf } from "./state.ts";
import { known } from "../messages/language.ts";
import { sparkline } from "./sparkline.ts";
import { zonePath } from "./view.ts";
import { zoneChip } from "./zone_chip.ts";
import { inputList, serviceNote, temperature } from "./zone_facts.ts";
import { zoneService } from "./zone_service.ts";

/** One zone. */
export function zoneCard(state: PageState, site: SiteView, zone: ZoneView): PageElement {
  const sensors = sensorsOf(site, zone);
  const shown = pictureSensor(sensors);
  const cameras = camerasOf(site, zone);
  const { kind, chip } = zoneChip(state, site, zone);
  return h(
    "article",
    { key: `zone ${zone.id}`, class: `zone ${kind}`, "data-zone": zone.id },
    h("header", {}, h("h3", {}, h("a", { href: zonePath(zone.id) }, zone.name)), chip),
    shown !== undefined && heatMap(state, {
      sensorId: shown.id,
      preAlarmC: zone.preAlarmC,
      criticalC: zone.criticalC,
      large: false,
    }),
    h(
      "div",
      { class: "facts" },
      temperature(state, zone, sensors),
      trendOf(state, zone),
      inputList(state, site, sensors),
      serviceNote(state, zone),
      h("p", { class: "soft age" }, ageLine(state, site, sensors)),
    ),
    cameraLines(state, site, cameras),
    h(
      "details",
      { class: "more", "data-details": zone.id },
      h("summary", {}, state.language.say("zone.details")),
      // Browsers look through every form of a page before it is usable: dozens of them that nobody sees cost a slow phone a second.
      state.isOpen(zone.id)
        ? [sensorTable(state, site, sensors), zoneService(state, zone)]
        : h("p", {}, h("a", { href: zonePath(zone.id) }, zone.name)),
    ),
  );
}

/** Kelvins that the trend of an hour is high at the least. */
const TREND_SPAN_C = 10;

/** How it went over the last hour. */
function trendOf(state: PageState, zone: ZoneView): Child {
  const values = state.trend(zone.id)?.map((value) => known(value) ? value : null);
  const there = values?.filter(known) ?? [];
  if (values === undefined || there.length === 0) return false;
  const { say, degrees } = state.language;
  return sparkline(
    values,
    say("zone.trend", { lowest: degrees(Math.min(...there), 0), highest: degrees(Math.max(...there), 0) }),
    TREND_SPAN_C,
  );
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
