/**
 * A thermal picture on the page: the heat map with its hottest and coldest place, or why there is none.
 */
import { colourAt } from "./palette.ts";
import { COLUMNS, type PictureFacts, placeOf, ROWS, type Scale, scaleOf } from "./picture.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { type PageState, staleFor } from "./state.ts";
import { degrees, wholeDuration } from "./words.ts";

/** How a heat map is shown. */
export interface HeatMap {
  readonly sensorId: string;
  readonly preAlarmC: number;
  readonly criticalC: number;
  /** With degrees at the marks and the colour scale: for the map that a person studies. */
  readonly large: boolean;
}

/** The map of one sensor. */
export function heatMap(state: PageState, map: HeatMap): PageElement {
  const facts = state.picture(map.sensorId);
  if (facts === undefined) {
    return h(
      "figure",
      { class: "map none", "data-sensor": map.sensorId },
      h("div", { class: "frame" }, h("p", { class: "veil" }, "waiting for a picture")),
    );
  }
  const staleMs = staleFor(state, facts);
  const scale = scaleOf(facts, map.criticalC);
  const label = `Heat map of ${map.sensorId}: hottest ${degrees(facts.maxC)}, coldest ${degrees(facts.minC)}`;
  return h(
    "figure",
    {
      class: `map${staleMs === undefined ? "" : " stale"}${map.large ? " large" : ""}`,
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
          src: `/api/v1/sensors/${encodeURIComponent(map.sensorId)}/picture.png`,
          alt: label,
        }),
      marks(facts, map.large),
      staleMs !== undefined && h("p", { class: "veil" }, `no fresh picture for ${wholeDuration(staleMs)}`),
    ),
    map.large && legend(scale, map),
  );
}

/** Rings around the hottest and the coldest place, in units of pixels of the sensor. */
function marks(facts: PictureFacts, large: boolean): PageElement {
  return h(
    "svg",
    { class: "marks", viewBox: `0 0 ${COLUMNS} ${ROWS}`, "aria-hidden": "true" },
    mark(facts.hotIndex, large ? degrees(facts.maxC) : "", "hot"),
    large && mark(facts.coldIndex, degrees(facts.minC), "cold"),
  );
}

function mark(index: number, text: string, name: string): Child {
  const { column, row } = placeOf(index);
  const x = column + 0.5;
  const y = row + 0.5;
  const r = name === "hot" ? 1.3 : 0.8;
  const left = column > COLUMNS * 0.7;
  return [
    h("circle", { class: `${name} edge`, cx: x, cy: y, r }),
    h("circle", { class: name, cx: x, cy: y, r }),
    text !== "" && h(
      "text",
      {
        class: name,
        x: left ? x - r - 0.6 : x + r + 0.6,
        // Kept inside of the picture at its upper and lower edge.
        y: Math.min(Math.max(y + 0.5, 1.5), ROWS - 0.6),
        "text-anchor": left ? "end" : "start",
      },
      text,
    ),
  ];
}

const LEGEND_STEPS = 12;

/** The colour scale with the zone's limits. */
function legend(scale: Scale, map: HeatMap): PageElement {
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
      `limits ${degrees(map.preAlarmC, 0)} and ${degrees(map.criticalC, 0)}`,
    ),
  );
}
