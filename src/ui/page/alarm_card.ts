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
import { alarmSentence, cameraCalled, capital, rise } from "./sentences.ts";
import { alarmSensor, hottestOf, nameOf, type PageState, zoneName } from "./state.ts";
import { count, degrees, known, list, moment } from "./words.ts";

/** One alarm. */
export function alarmCard(state: PageState, site: SiteView, alarm: Alarm): PageElement {
  const name = zoneName(site, alarm.zoneId);
  const why = alarmSentence(alarm, state.nowWallMs, state.timeZone, (sensorId) => nameOf(site, sensorId));
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
      h("h2", {}, icon("flame"), name, quietWord(alarm)),
      h("p", { class: "why" }, `${why}.`),
    ),
    h(
      "div",
      { class: "body" },
      h("ul", { class: "facts" }, facts(state, site, alarm).map((fact) => h("li", {}, fact))),
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

function quietWord(alarm: Alarm) {
  if (alarm.test) return h("span", { class: "chip test" }, "Walk test");
  if (alarm.disabled) return h("span", { class: "chip disabled" }, "Out of service, no siren");
  return undefined;
}

function facts(state: PageState, site: SiteView, alarm: Alarm): string[] {
  const zone = site.zones.find((other) => other.id === alarm.zoneId);
  const sensor = alarmSensor(site, alarm);
  const at = (wallMs: number) => moment(wallMs, state.nowWallMs, state.timeZone);
  const lines: string[] = [
    alarm.active ? "The cause is present." : "The cause has gone; the alarm waits for a reset.",
  ];
  const nowC = zone?.maxC;
  if (known(nowC) || known(alarm.peakC)) {
    const rising = rise(sensor?.ratePerMinute);
    lines.push(
      [
        known(nowC) && `${state.connected ? "Now" : "Last"} ${degrees(nowC, 0)}`,
        known(nowC) && rising,
        known(alarm.peakC) && `${known(nowC) ? "highest" : "Highest"} ${degrees(alarm.peakC, 0)}`,
        zone !== undefined && `limit ${degrees(zone.criticalC, 0)}`,
      ].filter(Boolean).join(", ") + ".",
    );
  }
  const seen = [
    ...new Set(alarm.causes.flatMap((cause) => cause.observations).map((observed) => observed.sensorId)),
  ];
  const isCamera = (id: string) => cameraById(site, id) !== undefined;
  const sensorIds = seen.filter((id) => !isCamera(id));
  const cameraIds = seen.filter(isCamera);
  if (seen.length > 0) {
    const who = [
      sensorIds.length > 0 && `${count(sensorIds.length, "sensor")}: ${list(sensorIds)}`,
      cameraIds.length > 0 &&
      `${count(cameraIds.length, "camera")}: ${list(cameraIds.map((id) => nameOf(site, id)))}`,
    ].filter((part) => part !== false);
    lines.push(`Seen by ${who.join("; ")}.`);
  }
  for (const camera of site.cameras) {
    const sees = camera.zoneId === alarm.zoneId ? seenBy(state, camera) : undefined;
    if (sees === undefined) continue;
    lines.push(
      `${capital(cameraCalled(camera.name))} sees ${sees.what} now, ${sees.score.toFixed(2)}.`,
    );
  }
  if (alarm.acknowledgedBy !== undefined) {
    lines.push(`Acknowledged by ${alarm.acknowledgedBy.by} at ${at(alarm.acknowledgedBy.atWallMs)}.`);
  }
  if (alarm.silenced && alarm.silencedBy !== undefined) {
    lines.push(
      `Silenced by ${alarm.silencedBy.by} at ${
        at(alarm.silencedBy.atWallMs)
      }. New evidence sounds the sirens again.`,
    );
  }
  if (alarm.resounds > 0) lines.push(`Sounded again ${count(alarm.resounds, "time")} after a silence.`);
  return lines;
}

function buttons(state: PageState, site: SiteView, alarm: Alarm): PageElement {
  const refusal = generalRefusal(state);
  const name = zoneName(site, alarm.zoneId);
  const sensor = alarmSensor(site, alarm);
  const resetWhyId = `reset-why-${alarm.id}`;
  const hot = sensor === undefined ? NaN : hottestOf(sensor);
  const resetWhy = alarm.active
    ? `Reset is possible once the cause has gone${known(hot) ? ` (now ${degrees(hot, 0)})` : ""}.`
    : undefined;
  const why = refusal ?? resetWhy;
  return h(
    "div",
    { class: "acts" },
    actForm(state, {
      action: actionOf("alarms", alarm.id, "acknowledge"),
      label: alarm.acknowledged ? "Acknowledged" : "Acknowledge",
      done: `${name}: acknowledged.`,
      refusal: refusal ?? (alarm.acknowledged ? "This alarm is acknowledged." : undefined),
      strong: !alarm.acknowledged,
    }),
    actForm(state, {
      action: actionOf("alarms", alarm.id, "silence"),
      label: alarm.silenced ? "Silenced" : "Silence",
      done: `${name}: sirens silenced.`,
      refusal: refusal ?? (alarm.silenced ? "The sirens of this alarm are silent." : undefined),
      strong: alarm.acknowledged && !alarm.silenced,
    }),
    actForm(state, {
      action: actionOf("alarms", alarm.id, "reset"),
      label: "Reset",
      done: `${name}: alarm reset.`,
      refusal: refusal ?? resetWhy,
      strong: alarm.acknowledged && alarm.silenced && !alarm.active,
      describedBy: why === undefined ? undefined : resetWhyId,
    }),
    why !== undefined && h("p", { class: "soft refusal", id: resetWhyId }, capital(why)),
  );
}
