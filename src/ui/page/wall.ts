/**
 * The overview for a display on a wall, read from across the room: large words, no scrolling, nothing to press.
 *
 * At four metres a letter must be about 20 mm high to be read at ease, 12 mm to be read at all: on a display of 43 inches the verdict
 * and temperatures have 80 pixels and more, names at least 34.
 */
import type { SiteView, ZoneView } from "../../bus/messages.ts";
import type { Alarm } from "../../reading/alarm.ts";
import { alarmCamera } from "./camera_state.ts";
import { cameraView } from "./camera_view.ts";
import { cover } from "./cover.ts";
import { heatMap } from "./heat_map.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { alarmSentence, rise } from "./sentences.ts";
import {
  alarmSensor,
  allTroubles,
  fireAlarms,
  nameOf,
  type PageState,
  pictureSensor,
  sensorsOf,
  zoneName,
} from "./state.ts";
import { troubleHeading } from "./told.ts";
import { verdictOf } from "./verdict.ts";
import { zoneChip } from "./zone_chip.ts";

/** More tiles than this could not be read from afar: then those on fire come first, then those that need eyes, and the others are counted. */
const TILES_MAX = 20;
/** Beside an alarm there is room for fewer, in two columns. */
const TILES_BESIDE_ALARM_MAX = 8;
/** Alarms that are told in full; the verdict names the zones of two as well, the tiles show the others. */
const ALARMS_MAX = 2;
const TROUBLES_MAX = 3;

/** The parts of the display. */
export function wall(state: PageState): readonly PageElement[] {
  const { site } = state;
  const fires = fireAlarms(site);
  return [
    h(
      "div",
      { key: "content", id: "content", class: fires.length > 0 ? "wall on-fire" : "wall" },
      verdict(state),
      h(
        "main",
        { key: "main wall", id: "main", class: state.connected ? "" : "old" },
        site !== undefined && fires.length > 0 && alarms(state, site, fires),
        site !== undefined && tiles(state, site, fires.length > 0),
      ),
      foot(state),
    ),
    cover(state),
  ];
}

function verdict(state: PageState): PageElement {
  const { kind, title, text } = verdictOf(state);
  return h(
    "header",
    { class: `wall-verdict ${kind}`, key: "verdict" },
    icon(kind),
    h(
      "div",
      {},
      h("div", { role: "status", "aria-live": "assertive" }, h("h1", {}, title)),
      h("p", {}, text),
    ),
    h("time", { class: "wall-clock" }, state.language.timeOfDay(state.nowWallMs, state.timeZone)),
  );
}

function alarms(state: PageState, site: SiteView, fires: readonly Alarm[]): PageElement {
  // Only some have room: those that burn, and of these the ones that nobody has seen to.
  const sorted = [...fires].sort((a, b) =>
    Number(b.active) - Number(a.active) || Number(a.acknowledged) - Number(b.acknowledged)
  );
  return h(
    "section",
    { class: "wall-alarms", key: "alarms", "aria-label": state.language.say("alarm.list") },
    sorted.slice(0, ALARMS_MAX).map((alarm) => alarmPanel(state, site, alarm)),
  );
}

function alarmPanel(state: PageState, site: SiteView, alarm: Alarm): PageElement {
  const why = alarmSentence(state, alarm, (sensorId) => nameOf(site, sensorId));
  const zone = site.zones.find((other) => other.id === alarm.zoneId);
  const sensor = alarmSensor(site, alarm);
  const camera = alarmCamera(state, site, alarm);
  return h(
    "article",
    { key: `alarm ${alarm.id}`, class: "wall-alarm", "data-alarm": alarm.id },
    h(
      "div",
      { class: "wall-words" },
      h("h2", {}, icon("flame"), zoneName(site, alarm.zoneId)),
      h("p", { class: "why" }, `${why}.`),
    ),
    h(
      "div",
      { class: "wall-views" },
      camera !== undefined &&
        h("div", { key: `view of ${camera.cameraId}` }, cameraView(state, camera, true)),
      sensor !== undefined && zone !== undefined && h(
        "div",
        { key: `view of ${sensor.id}` },
        heatMap(state, {
          sensorId: sensor.id,
          preAlarmC: zone.preAlarmC,
          criticalC: zone.criticalC,
          large: true,
        }),
      ),
    ),
  );
}

/** Always in the same order, so that people learn where to look; where there are too many, fires come first, then what needs eyes. */
function tiles(state: PageState, site: SiteView, isBesideAlarm: boolean): PageElement {
  const { say } = state.language;
  const most = isBesideAlarm ? TILES_BESIDE_ALARM_MAX : TILES_MAX;
  const judged = site.zones.map((zone) => ({ zone, ...zoneChip(state, site, zone) }));
  const isCalm = ({ kind }: typeof judged[number]) => kind === "normal";
  const rank = (one: typeof judged[number]) => one.kind === "alarm" ? 0 : isCalm(one) ? 2 : 1;
  const all = judged.length <= most ? judged : [...judged].sort((a, b) => rank(a) - rank(b));
  const shown = all.length <= most ? all : all.slice(0, most - 1);
  const left = all.slice(shown.length);
  const count = shown.length + (left.length > 0 ? 1 : 0);
  return h(
    "section",
    {
      class: "tiles",
      key: "zones",
      "data-columns": isBesideAlarm ? 2 : columnsFor(count),
      "aria-label": say("zone.list"),
    },
    shown.map(({ zone, kind, chip }) => tile(state, site, zone, kind, chip)),
    left.length > 0 &&
      h(
        "p",
        { class: "tile more", key: "more" },
        say(left.every(isCalm) ? "wall.more-normal" : "wall.more", { count: left.length }),
      ),
  );
}

/** Tiles somewhat wider than high fill a wide display. */
function columnsFor(count: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(count * 0.9)));
}

function tile(
  state: PageState,
  site: SiteView,
  zone: ZoneView,
  kind: string,
  chip: PageElement,
): PageElement {
  const shown = pictureSensor(sensorsOf(site, zone));
  // Of an alarm the panel beside it tells.
  const rising = shown === undefined || kind === "alarm" ? "" : rise(state.language, shown.ratePerMinute);
  return h(
    "article",
    { key: `zone ${zone.id}`, class: `tile ${kind}`, "data-zone": zone.id },
    h("h3", {}, zone.name),
    shown !== undefined && h("p", { class: "degrees" }, state.language.degrees(zone.maxC, 0)),
    chip,
    rising !== "" && h("p", { class: "rising" }, rising),
  );
}

function foot(state: PageState): PageElement {
  const { say } = state.language;
  const troubles = allTroubles(state).filter((trouble) => trouble.active);
  return h(
    "footer",
    { key: "foot", class: "wall-foot" },
    troubles.length > 0 && h(
      "ul",
      {
        class: "wall-troubles",
        key: "troubles",
        "aria-label": say("trouble.count", { count: troubles.length }),
      },
      troubles.slice(0, TROUBLES_MAX).map((trouble) =>
        h(
          "li",
          { key: trouble.id },
          icon("trouble"),
          troubleHeading(state, trouble),
        )
      ),
      troubles.length > TROUBLES_MAX && h(
        "li",
        { key: "more" },
        say("trouble.more", { count: troubles.length - TROUBLES_MAX }),
      ),
    ),
    h(
      "p",
      { key: "site" },
      state.site?.siteName ?? "",
      h("span", { class: state.connected ? "live" : "live old" }, liveWord(state)),
      h("a", { href: "/" }, say("place.overview")),
    ),
  );
}

/** Whether what is shown is the present. */
function liveWord(state: PageState): Child {
  const { say } = state.language;
  if (!state.live) return say("frame.as-of-then");
  return [h("i", { class: "pulse" }), say(state.connected ? "frame.live" : "frame.not-live")];
}
