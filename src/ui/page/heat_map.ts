/**
 * A thermal picture on the page: the heat map with its hottest and coldest place, or why there is none.
 */
import { colourAt } from "./palette.ts";
import { isotherm } from "./isotherm.ts";
import { COLUMNS, lookedAt, type PictureFacts, placeOf, ROWS, type Scale, scaleOf } from "./picture.ts";
import { maskBrief, maskDrawing, maskLayer, maskNote, maskWords, thermalShapes } from "./masks.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { nameOf, type PageState, staleFor, type Study } from "./state.ts";

/** How a heat map is shown. */
export interface HeatMap {
  readonly sensorId: string;
  readonly preAlarmC: number;
  readonly criticalC: number;
  /** With degrees at the marks, the colour scale and lines at the limits: for the map that a person studies. */
  readonly large: boolean;
  /** A picture that is not of now, in place of the newest. */
  readonly study?: Study;
  /** Installers draw masks over it, with the controls below: those tell what is masked as well. */
  readonly drawable?: boolean;
}

/** The map of one sensor. */
export function heatMap(state: PageState, map: HeatMap): PageElement {
  const { say, degrees, wholeDuration } = state.language;
  const { study } = map;
  const facts = study === undefined ? state.picture(map.sensorId) : study.facts;
  if (facts === undefined) {
    return h(
      "figure",
      { class: "map none", "data-sensor": map.sensorId },
      h("div", { class: "frame" }, h("p", { class: "veil" }, say("map.waiting"))),
    );
  }
  // Whoever has chosen a picture of the past knows that it is not of now.
  const staleMs = study === undefined ? staleFor(state, facts) : undefined;
  const scale = scaleOf(facts, map.criticalC);
  // Here, and not told by whoever shows a map: none may point to a stove that is not looked at, or look as if all of it were guarded.
  const masks = state.site?.sensors.find(({ id }) => id === map.sensorId)?.masks ?? [];
  const looked = lookedAt(facts, masks);
  const words = say("map.label", {
    sensor: nameOf(state.site, map.sensorId),
    hottest: degrees(looked.maxC),
    coldest: degrees(looked.minC),
  });
  const label = masks.length > 0 ? `${words}. ${maskWords(state, masks.length, "thermal")}` : words;
  return h(
    "figure",
    {
      class: `map${staleMs === undefined ? "" : " stale"}${map.large ? " large" : ""}${
        study === undefined ? "" : " studied"
      }`,
      "data-sensor": map.sensorId,
    },
    h(
      "div",
      { class: "frame" },
      state.live
        ? h("canvas", {
          key: `canvas ${map.sensorId}`,
          class: "pixels",
          width: COLUMNS,
          height: ROWS,
          "data-picture": map.sensorId,
          "data-studied": study !== undefined,
          "data-low": scale.lowC,
          "data-high": scale.highC,
          role: "img",
          "aria-label": label,
        })
        : h("img", {
          key: `image ${map.sensorId}`,
          class: "pixels",
          width: COLUMNS,
          height: ROWS,
          // Those further down must not keep what people need first waiting. Without scripts browsers load all of them at once.
          loading: "lazy",
          src: `/api/v1/sensors/${encodeURIComponent(map.sensorId)}/picture.png`,
          alt: label,
        }),
      maskDrawing(thermalShapes(masks), COLUMNS, ROWS),
      marks(state, facts, looked, map),
      map.drawable === true && maskLayer(state, { of: "thermal", id: map.sensorId, masks }),
      staleMs !== undefined &&
        h("p", { class: "veil" }, say("map.stale", { duration: wholeDuration(staleMs) })),
    ),
    map.large && legend(state, scale, map),
    // On the wall nobody could read it.
    map.drawable !== true && state.view.name !== "wall" &&
      (map.large ? maskNote(state, masks.length, "thermal") : maskBrief(state, masks.length)),
  );
}

/**
 * Rings around the hottest and the coldest place, in units of pixels of the sensor.
 *
 * @param all The whole picture: its pixels span the two ends of that, and not of what is looked at.
 */
function marks(state: PageState, all: PictureFacts, looked: PictureFacts, map: HeatMap): PageElement {
  const { large, preAlarmC, criticalC } = map;
  const { degrees } = state.language;
  return h(
    "svg",
    { class: "marks", viewBox: `0 0 ${COLUMNS} ${ROWS}`, "aria-hidden": "true" },
    large && [
      line(isotherm(all, preAlarmC), "pre-alarm"),
      line(isotherm(all, criticalC), "critical"),
    ],
    pixelMark(looked.hotIndex, large ? degrees(looked.maxC) : "", "hot", 1.3),
    large && pixelMark(looked.coldIndex, degrees(looked.minC), "cold", 0.8),
  );
}

/** Where a limit is reached, drawn so that it can be seen on any colour. */
function line(path: string, name: string): Child {
  return path !== "" && [
    h("path", { class: `isotherm edge`, d: path }),
    h("path", { class: `isotherm ${name}`, d: path }),
  ];
}

function pixelMark(index: number, text: string, name: string, radius: number): Child {
  const { column, row } = placeOf(index);
  return mark({ x: column + 0.5, y: row + 0.5, radius, columns: COLUMNS, rows: ROWS, name, text });
}

/** A ring in a drawing, with what is said beside it. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Size of the drawing. */
  readonly columns: number;
  readonly rows: number;
  /** Its class. */
  readonly name: string;
  /** Empty: the ring alone. */
  readonly text: string;
}

/** Room for one letter of a mark's text, in the drawing's units, at the size that phones show. */
const LETTER_WIDTH = 1.15;

/** A ring that can be seen on any background. */
export function mark({ x, y, radius, columns, rows, name, text }: Mark): Child {
  // To the right where it fits there, else to the left: no figure is cut by the picture's edge.
  const left = x + radius + text.length * LETTER_WIDTH > columns;
  return [
    h("circle", { class: `${name} edge`, cx: round(x), cy: round(y), r: radius }),
    h("circle", { class: name, cx: round(x), cy: round(y), r: radius }),
    text !== "" && h(
      "text",
      {
        class: name,
        x: round(left ? x - radius - 0.6 : x + radius + 0.6),
        // Kept inside of the picture at its upper and lower edge.
        y: round(Math.min(Math.max(y + 0.5, 1.5), rows - 0.6)),
        "text-anchor": left ? "end" : "start",
      },
      text,
    ),
  ];
}

/** As fine as a screen. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const LEGEND_STEPS = 12;

/** The colour scale with the zone's limits. */
function legend(state: PageState, scale: Scale, map: HeatMap): PageElement {
  const { say, degrees } = state.language;
  const at = (celsius: number) => (celsius - scale.lowC) / (scale.highC - scale.lowC) * 100;
  const limits = [map.preAlarmC, map.criticalC].filter((limit) => limit > scale.lowC && limit < scale.highC);
  return h(
    "figcaption",
    { class: "legend" },
    h("span", {}, degrees(scale.lowC, 0)),
    h(
      "svg",
      { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      Array.from({ length: LEGEND_STEPS }, (_, step) =>
        h("rect", {
          x: step * 100 / LEGEND_STEPS,
          y: 0,
          // A little wider than its share, or the seams show.
          width: 100 / LEGEND_STEPS + 0.3,
          height: 10,
          fill: colourAt((step + 0.5) / LEGEND_STEPS),
        })),
      limits.map((limit) => h("path", { class: "limit", d: `M${at(limit).toFixed(2)} 0v10` })),
    ),
    h("span", {}, degrees(scale.highC, 0)),
    h(
      "span",
      { class: "soft limits" },
      say("zone.limits", { preAlarm: degrees(map.preAlarmC, 0), critical: degrees(map.criticalC, 0) }),
    ),
  );
}
