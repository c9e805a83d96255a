/**
 * At which values a zone alarms; an installer changes them here.
 */
import type { ZoneView } from "../../../bus/messages.ts";
import type { MessageKey } from "../../messages/english.ts";
import { configForm, fieldOf } from "../config_form.ts";
import { h, type PageElement } from "../node.ts";
import type { PageState } from "../state.ts";

/** One limit: its key in the configuration, what it is called, its unit, and what the configuration takes. */
interface Limit {
  readonly key: string;
  readonly name: Extract<MessageKey, `zone-page.${string}-limit`>;
  readonly unit: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

function limitsOf({ preAlarmC, criticalC, limits }: ZoneView): Limit[] {
  const celsius = { unit: "°C", least: -40, most: 300 };
  const percent = { unit: "%", least: 0, most: 100 };
  const all: Limit[] = [
    { key: "preAlarmC", name: "zone-page.pre-alarm-limit", value: preAlarmC, ...celsius },
    { key: "criticalC", name: "zone-page.critical-limit", value: criticalC, ...celsius },
  ];
  if (limits === undefined) return all;
  const { risePerMinuteC, smokePercent, flamePercent, gasPpm } = limits;
  return [
    ...all,
    {
      key: "risePerMinuteC",
      name: "zone-page.rise-limit",
      value: risePerMinuteC,
      unit: "K/min",
      least: 1,
      most: 200,
    },
    { key: "smokePercent", name: "zone-page.smoke-limit", value: smokePercent, ...percent },
    { key: "flamePercent", name: "zone-page.flame-limit", value: flamePercent, ...percent },
    { key: "gasPpm", name: "zone-page.gas-limit", value: gasPpm, unit: "ppm", least: 1, most: 100_000 },
  ];
}

/** The limits of a zone. */
export function zoneLimits(state: PageState, zone: ZoneView): PageElement {
  const { say, number } = state.language;
  const limits = limitsOf(zone);
  return h(
    "section",
    { class: "panel", key: "limits", "aria-labelledby": "limits-title" },
    h("h2", { id: "limits-title" }, say("zone-page.limits")),
    h(
      "dl",
      { class: "pairs" },
      limits.map((
        { name, value, unit },
      ) => [
        h("dt", {}, say(name)),
        h("dd", {}, `${number(value, Number.isInteger(value) ? 0 : 1)} ${unit}`),
      ]),
    ),
    state.person?.role === "installer" && configForm(state, {
      key: "limits",
      label: say("config-form.change"),
      reason: `limits of ${zone.id} changed on the page`,
      fields: limits.map(({ key, name, value, unit, least, most }) =>
        h(
          "label",
          {},
          h("span", {}, `${say(name)} (${unit})`),
          h("input", {
            type: "number",
            name: fieldOf("zones", zone.id, "limits", key),
            value,
            min: least,
            max: most,
            step: "any",
            required: true,
            "data-number": true,
          }),
        )
      ),
    }),
  );
}
