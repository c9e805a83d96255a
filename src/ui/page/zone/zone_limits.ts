/**
 * At which temperatures a zone alarms; an installer changes them here.
 */
import type { ZoneView } from "../../../bus/messages.ts";
import { configForm, fieldOf } from "../config_form.ts";
import { h, type PageElement } from "../node.ts";
import type { PageState } from "../state.ts";

/** The limits of a zone. */
export function zoneLimits(state: PageState, zone: ZoneView): PageElement {
  const { say, degrees } = state.language;
  const limits = [
    ["preAlarmC", "zone-page.pre-alarm-limit", zone.preAlarmC],
    ["criticalC", "zone-page.critical-limit", zone.criticalC],
  ] as const;
  return h(
    "section",
    { class: "panel", key: "limits", "aria-labelledby": "limits-title" },
    h("h2", { id: "limits-title" }, say("zone-page.limits")),
    h(
      "dl",
      { class: "pairs" },
      limits.map(([, name, value]) => [h("dt", {}, say(name)), h("dd", {}, degrees(value, 0))]),
    ),
    state.person?.role === "installer" && configForm(state, {
      key: "limits",
      label: say("config-form.change"),
      reason: `limits of ${zone.id} changed on the page`,
      fields: limits.map(([key, name, value]) =>
        h(
          "label",
          {},
          h("span", {}, `${say(name)} (°C)`),
          h("input", {
            type: "number",
            name: fieldOf("zones", zone.id, "limits", key),
            value,
            min: -40,
            max: 300,
            step: 1,
            required: true,
            "data-number": true,
          }),
        )
      ),
    }),
  );
}
