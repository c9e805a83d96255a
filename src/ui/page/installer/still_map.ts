/**
 * Thermal pictures of the past side by side, drawn by the box alone, all in the same colours so that they can be compared.
 */
import type { Language } from "../../messages/language.ts";
import { h, type PageElement } from "../node.ts";
import { colourAt } from "../palette.ts";
import { COLUMNS, ROWS } from "../picture.ts";

/** 768 temperatures, row-major; NaN where nothing was measured. */
export type Celsius = ArrayLike<number>;

/** Shades of one picture. More can hardly be told apart, and make the page larger. */
const SHADES = 24;
/** Narrower, and the noise of a calm room would look like a fire. */
const SPAN_LEAST_C = 5;

/** One picture with what it is called. */
export interface StillMap {
  readonly title: string;
  readonly celsius: Celsius;
}

/** The pictures, coloured from the coldest to the hottest pixel of all of them. */
export function stillMaps(language: Language, maps: readonly StillMap[]): readonly PageElement[] {
  let [lowC, highC] = [Infinity, -Infinity];
  for (const { celsius } of maps) {
    for (let i = 0; i < celsius.length; i++) {
      if (Number.isNaN(celsius[i])) continue;
      lowC = Math.min(lowC, celsius[i]);
      highC = Math.max(highC, celsius[i]);
    }
  }
  const spanC = Math.max(SPAN_LEAST_C, highC - lowC);
  return maps.map((map) => figure(language, map, lowC, spanC));
}

function figure({ say, degrees }: Language, { title, celsius }: StillMap, lowC: number, spanC: number) {
  const known = Array.from(celsius).filter((value) => !Number.isNaN(value));
  const label = known.length === 0 ? title : say("review.map", {
    title,
    hottest: degrees(Math.max(...known)),
    coldest: degrees(Math.min(...known)),
  });
  return h(
    "figure",
    { class: "map" },
    h(
      "div",
      { class: "frame" },
      h(
        "svg",
        {
          class: "pixels",
          viewBox: `0 0 ${COLUMNS} ${ROWS}`,
          role: "img",
          "aria-label": label,
          "shape-rendering": "crispEdges",
        },
        runs(celsius, lowC, spanC),
      ),
    ),
    h("figcaption", { class: "soft" }, label),
  );
}

/** Neighbours of one shade are one rectangle: a calm picture is then a few dozen of them. */
function runs(celsius: Celsius, lowC: number, spanC: number): PageElement[] {
  const rects: PageElement[] = [];
  const shadeAt = (at: number) => Math.round((celsius[at] - lowC) / spanC * SHADES);
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < COLUMNS;) {
      const shade = shadeAt(y * COLUMNS + x);
      let end = x + 1;
      while (end < COLUMNS && shadeAt(y * COLUMNS + end) === shade) end++;
      if (!Number.isNaN(shade)) {
        rects.push(h("rect", { x, y, width: end - x, height: 1, fill: colourAt(shade / SHADES) }));
      }
      x = end;
    }
  }
  return rects;
}
