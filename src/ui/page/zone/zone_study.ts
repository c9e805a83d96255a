/**
 * A heat map that a person studies: live, held still, or of the last hours; what is not of now says so.
 */
import type { SensorView, SiteView, ZoneView } from "../../../bus/messages.ts";
import { known } from "../../messages/language.ts";
import { heatMap } from "../heat_map.ts";
import { maskControls } from "../masks.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { lookedAt, PICTURE_FRESH_MS } from "../picture.ts";
import { ageNow, momentOf, nameOf, type PageState, type Study } from "../state.ts";

/** One sensor's map with its controls. */
export function zoneStudy(
  state: PageState,
  site: SiteView,
  zone: ZoneView,
  sensor: SensorView,
): PageElement {
  const study = state.study(sensor.id);
  return h(
    "article",
    { class: "panel study", "data-mode": study?.mode ?? "live", key: `study ${sensor.id}` },
    h(
      "header",
      {},
      h("h2", {}, nameOf(site, sensor.id)),
      h("p", { class: "when", role: "status" }, when(state, sensor, study)),
    ),
    heatMap(state, {
      sensorId: sensor.id,
      preAlarmC: zone.preAlarmC,
      criticalC: zone.criticalC,
      large: true,
      study,
      drawable: true,
    }),
    facts(state, sensor, study),
    // Without scripts there is nobody to hold a picture.
    state.live && controls(state, sensor, study),
    maskControls(state, { of: "thermal", id: sensor.id, masks: sensor.masks ?? [] }),
  );
}

/** Which moment the picture shows. */
function when(state: PageState, sensor: SensorView, study: Study | undefined): string {
  const { say, duration, wholeDuration, capital } = state.language;
  if (study !== undefined) {
    return say(study.mode === "frozen" ? "zone-page.frozen" : "zone-page.past", {
      moment: momentOf(state, study.atWallMs),
      age: wholeDuration(state.nowWallMs - study.atWallMs),
    });
  }
  const picture = state.picture(sensor.id);
  const ageMs = picture === undefined ? ageNow(state, sensor.ageMs) : state.nowMs - picture.atMs;
  if (!known(ageMs)) return say("sensor.never-heard");
  return ageMs > PICTURE_FRESH_MS
    ? capital(say("map.stale", { duration: wholeDuration(ageMs) }))
    : say("zone-page.live", { age: duration(ageMs) });
}

function facts(state: PageState, sensor: SensorView, study: Study | undefined): Child {
  const { say, degrees } = state.language;
  const all = study === undefined ? state.picture(sensor.id) : study.facts;
  if (all === undefined) return false;
  const picture = lookedAt(all, sensor.masks ?? []);
  return h(
    "p",
    { class: "soft" },
    say("zone-page.extremes", { hottest: degrees(picture.maxC), coldest: degrees(picture.minC) }),
  );
}

function controls(state: PageState, sensor: SensorView, study: Study | undefined): PageElement {
  const { say, wholeDuration } = state.language;
  const moments = state.pastMoments(sensor.id);
  const reachS = moments.length === 0 ? 0 : Math.floor((state.nowWallMs - moments[0].atWallMs) / 1000);
  const agoS = study === undefined ? 0 : Math.round((state.nowWallMs - study.atWallMs) / 1000);
  return h(
    "div",
    { class: "study-controls", key: "controls" },
    h(
      "button",
      { type: "button", "data-freeze": sensor.id, "aria-pressed": study === undefined ? "false" : "true" },
      say(study === undefined ? "zone-page.freeze" : "zone-page.go-live"),
    ),
    reachS > 0 && h(
      "label",
      {},
      h("span", {}, say("zone-page.scrub", { duration: wholeDuration(reachS * 1000) })),
      h("input", {
        type: "range",
        "data-scrub": sensor.id,
        min: -reachS,
        max: 0,
        step: 1,
        value: 0,
        "aria-valuetext": agoS === 0
          ? say("frame.live")
          : say("words.ago", { age: wholeDuration(agoS * 1000) }),
      }),
    ),
  );
}
