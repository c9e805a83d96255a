/**
 * An alarm on the page: where, why, since when, the picture, who did what, and the three buttons.
 */
import type { SiteView } from "../../bus/messages.ts";
import type { Alarm } from "../../reading/alarm.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { alarmCamera, cameraById, cameraWords, seenBy } from "./camera_state.ts";
import { cameraView, heatSwitch } from "./camera_view.ts";
import { evidence } from "./evidence.ts";
import { heatMap } from "./heat_map.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { known } from "../messages/language.ts";
import { alarmSentence, cameraCalled, rise, unbroken } from "./sentences.ts";
import { alarmSensor, hottestOf, momentOf, nameOf, type PageState, zoneName } from "./state.ts";

/** One alarm. */
export function alarmCard(state: PageState, site: SiteView, alarm: Alarm): PageElement {
  const name = zoneName(site, alarm.zoneId);
  const why = alarmSentence(state, alarm, (sensorId) => nameOf(site, sensorId));
  return h(
    "article",
    {
      key: `alarm ${alarm.id}`,
      class: `incident${alarm.active ? " active" : ""}${alarm.test || alarm.disabled ? " quiet" : ""}`,
      "data-alarm": alarm.id,
    },
    views(state, site, alarm),
    h(
      "div",
      { class: "what" },
      h("h2", {}, icon("flame"), name, quietWord(state, alarm)),
      h("p", { class: "why" }, unbroken(`${why}.`)),
    ),
    h(
      "div",
      { class: "body" },
      h("ul", { class: "facts" }, facts(state, site, alarm).map((fact) => h("li", {}, unbroken(fact)))),
    ),
    buttons(state, site, alarm),
  );
}

/** What can be seen of it: the camera that shows it best, the heat map, and the pictures that are kept. */
function views(state: PageState, site: SiteView, alarm: Alarm): Child {
  const zone = site.zones.find((other) => other.id === alarm.zoneId);
  const sensor = alarmSensor(site, alarm);
  const camera = alarmCamera(state, site, alarm);
  const figures = [
    camera !== undefined && h(
      "div",
      { class: "view", key: `view of ${camera.cameraId}` },
      cameraView(state, camera, true),
      h(
        "div",
        { class: "legend" },
        h("p", {}, h("b", {}, camera.name), h("span", { class: "soft" }, ` ${cameraWords(state, camera)}`)),
        camera.isLive && heatSwitch(state),
      ),
    ),
    sensor !== undefined && zone !== undefined && h(
      "div",
      { class: "view", key: `view of ${sensor.id}` },
      heatMap(state, {
        sensorId: sensor.id,
        preAlarmC: zone.preAlarmC,
        criticalC: zone.criticalC,
        large: true,
      }),
    ),
  ].filter((figure) => figure !== false);
  const pictures = evidence(state, site, alarm.id);
  if (figures.length === 0 && pictures === false) return false;
  return h(
    "div",
    { class: "views", key: "views" },
    figures.length > 0 && h("div", { class: figures.length > 1 ? "pair" : "single" }, figures),
    pictures,
  );
}

function quietWord(state: PageState, alarm: Alarm) {
  const { say } = state.language;
  if (alarm.test) return h("span", { class: "chip test" }, say("alarm.test"));
  if (alarm.disabled) return h("span", { class: "chip disabled" }, say("alarm.disabled"));
  return undefined;
}

function facts(state: PageState, site: SiteView, alarm: Alarm): string[] {
  const { say, degrees, capital, list } = state.language;
  const zone = site.zones.find((other) => other.id === alarm.zoneId);
  const sensor = alarmSensor(site, alarm);
  const lines: string[] = [say(alarm.active ? "alarm.present" : "alarm.gone")];
  const origin = site.alarms.find(({ id }) => id === alarm.incident);
  if (origin !== undefined) {
    const moment = momentOf(state, origin.raisedAtWallMs);
    lines.push(say("alarm.spread", { zone: zoneName(site, origin.zoneId), moment }));
  }
  const nowC = zone?.maxC;
  if (known(nowC) || known(alarm.peakC)) {
    const parts = [
      known(nowC) && say(state.connected ? "alarm.now" : "alarm.last", { temperature: degrees(nowC, 0) }),
      known(nowC) && rise(state.language, sensor?.ratePerMinute),
      known(alarm.peakC) && say("alarm.highest", { temperature: degrees(alarm.peakC, 0) }),
      zone !== undefined && say("alarm.limit", { temperature: degrees(zone.criticalC, 0) }),
    ];
    lines.push(`${capital(parts.filter(Boolean).join(", "))}.`);
  }
  const seen = [
    ...new Set(alarm.causes.flatMap((cause) => cause.observations).map((observed) => observed.sensorId)),
  ];
  const isCamera = (id: string) => cameraById(site, id) !== undefined;
  const sensorIds = seen.filter((id) => !isCamera(id));
  const cameraIds = seen.filter(isCamera);
  if (seen.length > 0) {
    const who = [
      sensorIds.length > 0 &&
      say("alarm.sensors", {
        count: sensorIds.length,
        names: list(sensorIds.map((id) => nameOf(site, id))),
      }),
      cameraIds.length > 0 &&
      say("alarm.cameras", {
        count: cameraIds.length,
        names: list(cameraIds.map((id) => nameOf(site, id))),
      }),
    ].filter((part) => part !== false);
    lines.push(say("alarm.seen-by", { who: who.join("; ") }));
  }
  for (const camera of site.cameras) {
    const sees = camera.zoneId === alarm.zoneId ? seenBy(state, camera) : undefined;
    if (sees === undefined) continue;
    lines.push(say(`alarm.sees-${sees.what}`, {
      camera: capital(cameraCalled(state.language, camera.name)),
      score: state.language.number(sees.score, 2),
    }));
  }
  const { acknowledgedBy, silencedBy } = alarm;
  if (acknowledgedBy !== undefined) {
    const moment = momentOf(state, acknowledgedBy.atWallMs);
    lines.push(say("alarm.acknowledged-by", { name: acknowledgedBy.by, moment }));
  }
  if (alarm.silenced && silencedBy !== undefined) {
    const moment = momentOf(state, silencedBy.atWallMs);
    lines.push(say("alarm.silenced-by", { name: silencedBy.by, moment }));
  }
  if (alarm.resounds > 0) lines.push(say("alarm.resounded", { count: alarm.resounds }));
  return lines;
}

function buttons(state: PageState, site: SiteView, alarm: Alarm): PageElement {
  const { say, degrees } = state.language;
  const refusal = generalRefusal(state);
  const zone = zoneName(site, alarm.zoneId);
  const sensor = alarmSensor(site, alarm);
  const resetWhyId = `reset-why-${alarm.id}`;
  const hot = sensor === undefined ? NaN : hottestOf(sensor);
  const resetWhy = !alarm.active
    ? undefined
    : known(hot)
    ? say("alarm.reset-later-now", { temperature: degrees(hot, 0) })
    : say("alarm.reset-later");
  const why = refusal ?? resetWhy;
  return h(
    "div",
    { class: "acts" },
    actForm(state, {
      action: actionOf("alarms", alarm.id, "acknowledge"),
      label: say(alarm.acknowledged ? "alarm.acknowledged" : "alarm.acknowledge"),
      done: say("alarm.acknowledge.done", { zone }),
      refusal: refusal ?? (alarm.acknowledged ? say("alarm.acknowledge.why-not") : undefined),
      strong: !alarm.acknowledged,
    }),
    actForm(state, {
      action: actionOf("alarms", alarm.id, "silence"),
      label: say(alarm.silenced ? "alarm.silenced" : "alarm.silence"),
      done: say("alarm.silence.done", { zone }),
      refusal: refusal ?? (alarm.silenced ? say("alarm.silence.why-not") : undefined),
      strong: alarm.acknowledged && !alarm.silenced,
    }),
    actForm(state, {
      action: actionOf("alarms", alarm.id, "reset"),
      label: say("alarm.reset"),
      done: say("alarm.reset.done", { zone }),
      refusal: refusal ?? resetWhy,
      strong: alarm.acknowledged && alarm.silenced && !alarm.active,
      describedBy: why === undefined ? undefined : resetWhyId,
    }),
    why !== undefined && h("p", { class: "soft refusal", id: resetWhyId }, unbroken(why)),
  );
}
