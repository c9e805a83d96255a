/**
 * Commissioning: devices that have connected without a place in the configuration get a name and a zone, are aimed with a live picture,
 * and learn what clean air is.
 */
import type { SensorView, SiteView } from "../../../bus/messages.ts";
import { configForm, fieldOf } from "../config_form.ts";
import { heatMap } from "../heat_map.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { sensorTable } from "../sensor_table.ts";
import { isThermal, nameOf, type PageState } from "../state.ts";
import { LENSES, sightAt } from "./lens.ts";

/** The parts of the page. */
export function commissioningPage(state: PageState): Child {
  const { site } = state;
  const { say } = state.language;
  if (site === undefined) return h("p", { class: "panel" }, say("zone-page.not-yet"));
  const strangers = site.sensors.filter((sensor) =>
    sensor.admitted || !site.zones.some((zone) => zone.id === sensor.zoneId)
  );
  return [
    h(
      "section",
      { class: "panel", key: "intro" },
      h("h1", {}, say("commissioning.title")),
      h("p", {}, say("commissioning.intro")),
      strangers.length === 0 && h("p", { class: "soft" }, say("commissioning.none")),
    ),
    strangers.length > 0 && h(
      "div",
      { class: "studies", key: "strangers" },
      strangers.map((sensor) => stranger(state, site, sensor)),
    ),
    aiming(state),
    cleanAir(state, site),
  ];
}

function stranger(state: PageState, site: SiteView, sensor: SensorView): PageElement {
  const { say } = state.language;
  return h(
    "article",
    { class: "panel study", "data-mode": "live", key: `stranger ${sensor.id}`, "data-stranger": sensor.id },
    h("header", {}, h("h2", {}, sensor.id)),
    isThermal(sensor) &&
      heatMap(state, { sensorId: sensor.id, preAlarmC: 40, criticalC: 60, large: true }),
    sensorTable(state, site, [sensor]),
    configForm(state, {
      key: `adopt ${sensor.id}`,
      label: say("commissioning.adopt"),
      reason: `${sensor.id} commissioned on the page`,
      fields: [
        h(
          "label",
          {},
          h("span", {}, say("commissioning.name")),
          h("input", {
            type: "text",
            name: fieldOf("sensors", sensor.id, "name"),
            maxlength: 80,
            autocomplete: "off",
          }),
        ),
        h(
          "label",
          {},
          h("span", {}, say("journal.zone")),
          h(
            "select",
            { name: fieldOf("sensors", sensor.id, "zone"), required: true },
            site.zones.map((zone) =>
              h("option", { value: zone.id, selected: zone.id === sensor.zoneId }, zone.name)
            ),
          ),
        ),
      ],
    }),
  );
}

/** Distances that rooms have, metres. */
const DISTANCES_M = [1, 2, 3, 4, 6, 8, 10] as const;

function aiming(state: PageState): PageElement {
  const { say, number } = state.language;
  const metres = (value: number) => `${number(value, 1)} m`;
  const centimetres = (value: number) => `${number(value * 100)} cm`;
  return h(
    "section",
    { class: "panel", key: "aiming", "aria-labelledby": "aiming-title" },
    h("h2", { id: "aiming-title" }, say("commissioning.aiming")),
    h("p", {}, say("commissioning.aiming-hint")),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": "aiming-title" },
      h(
        "table",
        { class: "figures" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, say("commissioning.distance")),
            LENSES.map(({ name, widthDeg, heightDeg }) => [
              h(
                "th",
                { scope: "col" },
                `${name} (${widthDeg}° × ${heightDeg}°): ${say("commissioning.sees")}`,
              ),
              h("th", { scope: "col" }, `${name}: ${say("commissioning.smallest")}`),
            ]),
          ),
        ),
        h(
          "tbody",
          {},
          DISTANCES_M.map((distanceM) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, `${distanceM} m`),
              LENSES.map((lens) => {
                const sight = sightAt(distanceM, lens);
                return [
                  h("td", {}, `${metres(sight.widthM)} × ${metres(sight.heightM)}`),
                  h("td", {}, `${centimetres(sight.spotWidthM)} × ${centimetres(sight.spotHeightM)}`),
                ];
              }),
            )
          ),
        ),
      ),
    ),
  );
}

/** The gas sensors with the resistance they have measured over the last minutes. */
function cleanAir(state: PageState, site: SiteView): Child {
  const { say, number } = state.language;
  // What a device has measured that is gone is of some other time, and some other air.
  const measured = site.devices.flatMap(({ sensorId, connected, cleanAirOhm }) =>
    !connected || cleanAirOhm === undefined ? [] : [{ sensorId, ohm: Math.round(cleanAirOhm) }]
  );
  return h(
    "section",
    { class: "panel", key: "clean-air", "aria-labelledby": "clean-air-title" },
    h("h2", { id: "clean-air-title" }, say("commissioning.clean-air")),
    h("p", {}, say("commissioning.clean-air-hint")),
    measured.length === 0 && h("p", { class: "soft" }, say("commissioning.clean-air-none")),
    measured.map(({ sensorId, ohm }) =>
      h(
        "article",
        { key: `air ${sensorId}`, class: "clean-air" },
        h("h3", {}, nameOf(site, sensorId)),
        h("p", {}, say("commissioning.measured", { ohm: number(ohm) })),
        configForm(state, {
          key: `air ${sensorId}`,
          label: say("commissioning.take-over"),
          reason: `R0 of ${sensorId} measured in clean air`,
          fields: h("input", {
            type: "hidden",
            name: fieldOf("sensors", sensorId, "gas", "cleanAirOhm"),
            value: ohm,
            "data-number": true,
          }),
        }),
      )
    ),
  );
}
