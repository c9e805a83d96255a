/**
 * A trend as a small line: whether it rises, at a glance.
 */
import { h, type PageElement } from "./node.ts";
import { known } from "../messages/language.ts";

/** A calmer hour is drawn this high all the same: noise must not look like a mountain. */
const SPAN_MIN = 10;
const WIDTH = 100;
const HEIGHT = 24;

/** The line of `values`, evenly spaced, oldest first. What is not known is a gap. */
export function sparkline(values: readonly (number | null)[], label: string): PageElement {
  const there = values.filter(known);
  const low = Math.min(...there);
  const span = Math.max(Math.max(...there) - low, SPAN_MIN);
  // A calm line runs in the middle.
  const base = low - Math.max(0, SPAN_MIN - (Math.max(...there) - low)) / 2;
  let path = "";
  let isDrawing = false;
  values.forEach((value, index) => {
    if (known(value)) {
      const x = index / Math.max(1, values.length - 1) * WIDTH;
      const y = HEIGHT - 1 - (value - base) / span * (HEIGHT - 2);
      path += `${isDrawing ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    isDrawing = known(value);
  });
  return h(
    "svg",
    {
      class: "sparkline",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    },
    path !== "" && h("path", { d: path }),
  );
}
