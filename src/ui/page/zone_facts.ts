/**
 * What is known of a zone in numbers: its temperature, its other inputs, and whether it is in service.
 */
import type { InputView, SensorView, SiteView, ZoneView } from "../../bus/messages.ts";
import { known } from "../messages/language.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { inputValue, rise } from "./sentences.ts";
import { ageNow, type PageState, parted, pictureSensor } from "./state.ts";

/** How hot the zone is, how fast it rises, and how far it is from its limits. Nothing where nothing measures heat. */
export function temperature(state: PageState, zone: ZoneView, sensors: readonly SensorView[]): Child {
  const shown = pictureSensor(sensors);
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
export function inputList(state: PageState, site: SiteView, all: readonly SensorView[]): Child {
  const { sensors } = parted(site, all);
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

/** That the zone is out of service or under test, by whom and for how long. */
export function serviceNote(state: PageState, zone: ZoneView): Child {
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
