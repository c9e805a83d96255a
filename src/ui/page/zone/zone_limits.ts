/**
 * At which values a zone alarms.
 */
import type { ZoneView } from "../../../bus/messages.ts";
import { h, type PageElement } from "../node.ts";
import type { PageState } from "../state.ts";

/** The limits of a zone. */
export function zoneLimits(state: PageState, zone: ZoneView): PageElement {
  const { say, degrees } = state.language;
  return h(
    "section",
    { class: "panel", key: "limits", "aria-labelledby": "limits-title" },
    h("h2", { id: "limits-title" }, say("zone-page.limits")),
    h(
      "dl",
      { class: "pairs" },
      h("dt", {}, say("zone-page.pre-alarm-limit")),
      h("dd", {}, degrees(zone.preAlarmC, 0)),
      h("dt", {}, say("zone-page.critical-limit")),
      h("dd", {}, degrees(zone.criticalC, 0)),
    ),
  );
}
