/**
 * The page of one zone: what it sees now and what it has seen, its sensors, its limits, and taking it out of service.
 */
import type { SiteView, ZoneView } from "../../../bus/messages.ts";
import type { Alarm } from "../../../reading/alarm.ts";
import { alarmCard } from "../alarm_card.ts";
import { camerasOf, cameraWords } from "../camera_state.ts";
import { cameraView, heatSwitch } from "../camera_view.ts";
import { chart } from "../chart.ts";
import { icon } from "../icons.ts";
import { journalLines } from "../journal.ts";
import { maskControls } from "../masks.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { sensorTable } from "../sensor_table.ts";
import { isThermal, type PageState, sensorsOf } from "../state.ts";
import { zoneChip } from "../zone_chip.ts";
import { inputList, serviceNote, temperature } from "../zone_facts.ts";
import { zoneService } from "../zone_service.ts";
import { zoneLimits } from "./zone_limits.ts";
import { zoneStudy } from "./zone_study.ts";

/** The parts of the page. */
export function zonePage(state: PageState, zoneId: string): Child {
  const { site } = state;
  const { say } = state.language;
  const zone = site?.zones.find((other) => other.id === zoneId);
  if (site === undefined || zone === undefined) {
    return h(
      "section",
      { class: "panel", key: "nothing" },
      h("h1", {}, zoneId),
      h("p", {}, say(site === undefined ? "zone-page.not-yet" : "zone-page.unknown")),
    );
  }
  const alarms = site.alarms.filter((alarm) => alarm.zoneId === zone.id) as readonly Alarm[];
  return [
    head(state, site, zone),
    alarms.length > 0 && h(
      "section",
      { class: "alarms", key: "alarms", "aria-label": say("alarm.list") },
      alarms.map((alarm) => alarmCard(state, site, alarm)),
    ),
    studies(state, site, zone),
    cameras(state, site, zone),
    chart(state, {
      key: "history",
      title: say("zone-page.history"),
      src: `/api/v1/zones/${encodeURIComponent(zone.id)}/history`,
      limits: { C: [zone.preAlarmC, zone.criticalC] },
    }),
    h(
      "section",
      { class: "panel", key: "sensors", "aria-labelledby": "sensors-title" },
      h("h2", { id: "sensors-title" }, say("zone-page.sensors")),
      sensorTable(state, site, sensorsOf(site, zone)),
    ),
    zoneLimits(state, zone),
    h(
      "section",
      { class: "panel", key: "service", "aria-labelledby": "service-title" },
      h("h2", { id: "service-title" }, say("zone-page.service")),
      zoneService(state, zone),
    ),
    h(
      "section",
      { class: "panel journal", key: "events", "aria-labelledby": "events-title" },
      h("h2", { id: "events-title" }, say("zone-page.events")),
      journalLines(state),
      h(
        "p",
        {},
        h("a", { href: `/journal?zone=${encodeURIComponent(zone.id)}` }, say("zone-page.all-events")),
      ),
    ),
  ];
}

function head(state: PageState, site: SiteView, zone: ZoneView): PageElement {
  const { kind, chip } = zoneChip(state, site, zone);
  const sensors = sensorsOf(site, zone);
  return h(
    "section",
    { class: `panel zone-head ${kind}`, key: "head" },
    h("div", { class: "zone-title" }, icon(kind), h("h1", {}, zone.name), chip),
    temperature(state, zone, sensors),
    inputList(state, site, sensors),
    serviceNote(state, zone),
  );
}

function studies(state: PageState, site: SiteView, zone: ZoneView): Child {
  const thermal = sensorsOf(site, zone).filter(isThermal);
  return thermal.length > 0 && h(
    "section",
    { class: "studies", key: "studies", "aria-label": state.language.say("zone-page.pictures") },
    thermal.map((sensor) => zoneStudy(state, site, zone, sensor)),
  );
}

function cameras(state: PageState, site: SiteView, zone: ZoneView): Child {
  const all = camerasOf(site, zone);
  return all.length > 0 && h(
    "section",
    { class: "panel cameras", key: "cameras", "aria-labelledby": "cameras-title" },
    h(
      "div",
      { class: "panel-head" },
      h("h2", { id: "cameras-title" }, state.language.say("camera.count", { count: all.length })),
      heatSwitch(state),
    ),
    h(
      "div",
      { class: "camera-grid" },
      all.map((camera) =>
        h(
          "article",
          { key: camera.cameraId, class: "camera-card" },
          h("header", {}, h("h3", {}, camera.name)),
          cameraView(state, camera, true, true),
          h("p", {}, `${state.language.capital(cameraWords(state, camera))}.`),
          maskControls(state, { of: "camera", id: camera.cameraId, masks: camera.masks ?? [] }),
        )
      ),
    ),
  );
}
