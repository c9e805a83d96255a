/**
 * Parts of a picture that the box does not look at: drawn over it for everybody, since nobody may believe that they are guarded, and
 * changed by installers.
 */
import type { CameraMask, ThermalMask } from "../../bus/messages.ts";
import { type Child, h } from "./node.ts";
import type { PageState } from "./state.ts";

/** A mask in the units of a drawing. */
export type MaskShape =
  | { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly points: readonly (readonly [number, number])[] };

/** Masks of a thermal picture, in its pixels. */
export function thermalShapes(masks: readonly ThermalMask[] = []): MaskShape[] {
  return masks.map(({ column, row, columns, rows }) => ({ x: column, y: row, width: columns, height: rows }));
}

/** Masks of a camera's picture, in a drawing of this size. */
export function cameraShapes(
  masks: readonly CameraMask[] = [],
  { width, height }: { readonly width: number; readonly height: number },
): MaskShape[] {
  return masks.map((mask): MaskShape =>
    "points" in mask ? { points: mask.points.map(([x, y]) => [x * width, y * height] as const) } : {
      x: mask.x * width,
      y: mask.y * height,
      width: mask.width * width,
      height: mask.height * height,
    }
  );
}

/** The drawing that lies over a picture: hatched and darkened, so that it is told by more than a colour. */
export function maskDrawing(
  shapes: readonly MaskShape[],
  width: number,
  height: number,
): Child {
  return shapes.length > 0 && h(
    "svg",
    {
      class: "marks masks",
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    shapes.map((shape) => [
      h("path", { class: "masked", d: outline(shape) }),
      h("path", { class: "hatch", d: hatch(shape) }),
    ]),
  );
}

/** What the drawing means, in words. */
export function maskWords(state: PageState, count: number, of: "thermal" | "camera"): string {
  return state.language.say(of === "thermal" ? "mask.count" : "mask.count-camera", { count });
}

/** The same below a picture. */
export function maskNote(state: PageState, count: number, of: "thermal" | "camera"): Child {
  return count > 0 && h("p", { class: "mask-note" }, maskWords(state, count, of));
}

/** The same below one that is too small for a sentence; its label has the sentence. */
export function maskBrief(state: PageState, count: number): Child {
  return count > 0 && h("p", { class: "mask-note" }, state.language.say("mask.brief", { count }));
}

/** What one editor changes. */
export interface MaskTarget {
  readonly of: "thermal" | "camera";
  readonly id: string;
  readonly masks: readonly (ThermalMask | CameraMask)[];
}

/** Whether the reader may change masks here: a script must be there to draw with. */
function mayChange(state: PageState): boolean {
  return state.live && state.person?.role === "installer";
}

/** Where masks are drawn: over the picture, empty until an installer asks for it. */
export function maskLayer(state: PageState, { of, id }: MaskTarget): Child {
  return mayChange(state) &&
    h("div", {
      key: "mask-layer",
      class: "mask-layer",
      "data-own-content": true,
      "data-mask-layer": `${of} ${id}`,
    });
}

function maskEditor(state: PageState, { of, id, masks }: MaskTarget): Child {
  if (!mayChange(state)) return false;
  return h("div", {
    key: "mask-editor",
    class: "mask-editor",
    "data-own-content": true,
    "data-mask-editor": `${of} ${id}`,
    "data-masks": JSON.stringify(masks),
    "data-config-reason": `masks of ${id} changed on the page`,
  });
}

function outline(shape: MaskShape): string {
  return `M${cornersOf(shape).map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}z`;
}

function cornersOf(shape: MaskShape): readonly (readonly [number, number])[] {
  if ("points" in shape) return shape.points;
  const { x, y, width, height } = shape;
  return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
}

/** Stripes a unit and a half apart, from lower left to upper right. */
const STRIPE = 1.5;

/** Cut where they leave the shape, by the even-odd rule. */
function hatch(shape: MaskShape): string {
  const corners = cornersOf(shape);
  // Along a stripe x and y have the same sum.
  const sums = corners.map(([x, y]) => x + y);
  const most = Math.max(...sums);
  const lines: string[] = [];
  for (let sum = Math.min(...sums) + STRIPE; sum < most; sum += STRIPE) {
    const crossings = corners.flatMap(([x, y], i) => {
      const next = (i + 1) % corners.length;
      if (sums[i] > sum === sums[next] > sum) return [];
      const part = (sum - sums[i]) / (sums[next] - sums[i]);
      return [[x + part * (corners[next][0] - x), y + part * (corners[next][1] - y)]];
    }).sort(([a], [b]) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [[fromX, fromY], [toX, toY]] = [crossings[i], crossings[i + 1]];
      lines.push(`M${round(fromX)} ${round(fromY)}L${round(toX)} ${round(toY)}`);
    }
  }
  return lines.join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What stands below a picture: what is masked, and the controls to change it. */
export function maskControls(state: PageState, target: MaskTarget): Child {
  return [maskNote(state, target.masks.length, target.of), maskEditor(state, target)];
}
