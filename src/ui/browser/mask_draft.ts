/**
 * Masks while they are drawn: whole cells of a picture, and how they stand in the configuration.
 */
import type { CameraMask, ThermalMask } from "../../bus/messages.ts";
import { COLUMNS, ROWS } from "../page/picture.ts";

/** As many as the configuration takes for one picture. */
export const MASKS_MAX = 16;

/** A mask in cells of the picture; a shape that was written by hand stays as it is, in parts of the picture. */
export type DraftMask =
  | {
    readonly kind: "box";
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** As it stands in the configuration, until it is changed: one written by hand may lie between cells. */
    readonly written?: ThermalMask | CameraMask;
  }
  | { readonly kind: "shape"; readonly points: readonly (readonly [number, number])[] };

type Box = Extract<DraftMask, { kind: "box" }>;

/** A place over the picture, in cells. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What kind of picture masks lie over, and so what they are measured in. */
export class MaskKind {
  readonly of: "thermal" | "camera";
  /** Cells: pixels of the sensor, or per cent of a camera's picture. */
  readonly across: number;
  readonly down: number;
  /** Lines of the grid are so many cells apart. */
  readonly line: number;

  constructor(of: "thermal" | "camera") {
    this.of = of;
    this.across = of === "thermal" ? COLUMNS : 100;
    this.down = of === "thermal" ? ROWS : 100;
    this.line = of === "thermal" ? 1 : 10;
  }

  /** What the configuration has, to be changed. */
  draft(masks: readonly (ThermalMask | CameraMask)[]): DraftMask[] {
    return masks.map((mask): DraftMask => {
      if ("points" in mask) return { kind: "shape", points: mask.points };
      const box = "column" in mask
        ? { x: mask.column, y: mask.row, width: mask.columns, height: mask.rows }
        : { x: mask.x * 100, y: mask.y * 100, width: mask.width * 100, height: mask.height * 100 };
      return { ...this.within({ kind: "box", ...box }), written: mask };
    });
  }

  /** What the configuration is to have. */
  configured(draft: readonly DraftMask[]): (ThermalMask | CameraMask)[] {
    return draft.map((mask) => {
      if (mask.kind === "shape") return { points: mask.points.map(([x, y]): [number, number] => [x, y]) };
      if (mask.written !== undefined) return mask.written;
      const { x, y, width, height } = mask;
      return this.of === "thermal"
        ? { column: x, row: y, columns: width, rows: height }
        : { x: x / 100, y: y / 100, width: width / 100, height: height / 100 };
    });
  }

  /** A new one in the middle, to be moved by numbers. */
  fresh(): DraftMask {
    const [width, height] = [this.across / 4, Math.round(this.down / 4)];
    const x = Math.round((this.across - width) / 2);
    return { kind: "box", x, y: Math.round((this.down - height) / 2), width, height };
  }

  /** What became of the masks since a drawing began from `began`: both as the box has them, in JSON. */
  fate(draft: readonly DraftMask[], began: string, now: string): "as-before" | "as-wanted" | "changed" {
    if (now === began) return "as-before";
    return now === JSON.stringify(this.configured(draft)) ? "as-wanted" : "changed";
  }

  /** The box with whole cells, cut to the picture. */
  within({ x, y, width, height }: Box): Box {
    const left = clamp(Math.round(x), 0, this.across - 1);
    const top = clamp(Math.round(y), 0, this.down - 1);
    return {
      kind: "box",
      x: left,
      y: top,
      width: clamp(Math.round(width), 1, this.across - left),
      height: clamp(Math.round(height), 1, this.down - top),
    };
  }
}

/** The box of all cells that a finger has passed from one place to another. */
export function boxBetween(from: Place, to: Place, kind: MaskKind): DraftMask {
  const cells = (value: number, most: number) => clamp(Math.floor(value), 0, most - 1);
  const [ax, bx] = [cells(from.x, kind.across), cells(to.x, kind.across)];
  const [ay, by] = [cells(from.y, kind.down), cells(to.y, kind.down)];
  return {
    kind: "box",
    x: Math.min(ax, bx),
    y: Math.min(ay, by),
    width: Math.abs(ax - bx) + 1,
    height: Math.abs(ay - by) + 1,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
