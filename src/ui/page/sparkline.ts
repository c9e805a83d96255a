/**
 * A trend as a small line: whether it rises, at a glance.
 */
import { h, type PageElement } from "./node.ts";
import { known } from "../messages/language.ts";

const WIDTH = 100;
const HEIGHT = 24;

/**
 * The line of `values`, evenly spaced, oldest first. What is not known is a gap.
 *
 * @param spanMin What wanders less is drawn as a part of this all the same: noise must not look like a mountain.
 */
export function sparkline(
  values: readonly (number | null)[],
  label: string,
  spanMin: number,
): PageElement {
  const there = values.filter(known);
  const low = Math.min(...there);
  const wandered = Math.max(...there) - low;
  const span = Math.max(wandered, spanMin);
  // A calm line runs in the middle.
  const base = low - Math.max(0, spanMin - wandered) / 2;
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
