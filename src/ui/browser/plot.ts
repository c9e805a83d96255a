/// <reference lib="dom" />
/**
 * One chart on the page, drawn by uPlot in the page's own colours.
 */
import uPlot from "uplot";
import type { Language } from "../messages/language.ts";
import type { Table } from "./chart_table.ts";

const HEIGHT = 180;
/** With more lines the bands between least and largest cover one another. */
const BANDED_MAX = 2;
/** Colours that stand apart for most eyes, and dashes for all; the first is the page's own. */
const COLOURS = ["--accent", "--alarm", "--ok", "--trouble-line", "--service", "--soft"];
const DASHES: number[][] = [[], [6, 3], [2, 3], [10, 4], [6, 3, 2, 3], [1, 4]];

/** A chart of one unit. */
export class Plot {
  readonly #box = document.createElement("figure");
  readonly #words = document.createElement("figcaption");
  readonly #canvas = document.createElement("div");
  readonly #language: Language;
  readonly #unit: string;
  readonly #resized: ResizeObserver;
  #plot: uPlot | undefined;
  #shape = "";

  constructor(parent: HTMLElement, language: Language, unit: string) {
    this.#language = language;
    this.#unit = unit;
    this.#box.className = "plot";
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#words.className = "soft";
    this.#box.append(this.#canvas, this.#words);
    parent.append(this.#box);
    this.#resized = new ResizeObserver(() => this.#plot?.setSize(this.#size()));
    this.#resized.observe(this.#box);
  }

  /** Draws `table`. `limits` are lines across. */
  draw(table: Table, names: readonly string[], limits: readonly number[]): void {
    const shape = JSON.stringify([names, limits, matchMedia("(prefers-color-scheme: dark)").matches]);
    const data = table as unknown as uPlot.AlignedData;
    if (this.#plot !== undefined && shape === this.#shape) return this.#plot.setData(data);
    this.#shape = shape;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(names, limits), data, this.#canvas);
  }

  /** What is drawn, in words. */
  say(text: string): void {
    if (this.#words.textContent !== text) this.#words.textContent = text;
  }

  close(): void {
    this.#resized.disconnect();
    this.#plot?.destroy();
    this.#box.remove();
  }

  /** `value` as people read it in this unit. */
  static write(language: Language, value: number, unit: string): string {
    const { number, degrees, say } = language;
    switch (unit) {
      case "C":
        return degrees(value);
      case "%":
        return say("words.percent", { value: number(value, value < 10 ? 1 : 0) });
      case "ppm":
        return say("words.ppm", { value: number(value) });
      case "bytes":
        return value >= 1e9
          ? `${number(value / 1e9, 1)} GB`
          : `${number(value / 1e6, value < 1e7 ? 1 : 0)} MB`;
      case "seconds":
        return value < 1
          ? `${number(value * 1_000, 1)} ms`
          : say("words.seconds", { value: number(value, 1) });
      case "1/s":
        return `${number(value, value < 10 ? 2 : 0)}/s`;
      default:
        return number(value, Number.isInteger(value) ? 0 : 2);
    }
  }

  #size(): { width: number; height: number } {
    return { width: Math.max(120, this.#box.clientWidth), height: HEIGHT };
  }

  #options(names: readonly string[], limits: readonly number[]): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const ink = colour("--soft");
    const grid = { stroke: colour("--line"), width: 1 };
    const write = (value: number) => Plot.write(this.#language, value, this.#unit);
    const banded = names.length <= BANDED_MAX;
    const series = names.flatMap((label, index): uPlot.Series[] => {
      const stroke = colour(COLOURS[index % COLOURS.length]!);
      const edge: uPlot.Series = {
        label,
        stroke: "transparent",
        width: 0,
        points: { show: false },
        show: banded,
      };
      return [
        edge,
        { label, stroke, width: 2, dash: DASHES[index % DASHES.length], points: { show: false } },
        edge,
      ];
    });
    const bands = names.map((_, index): uPlot.Band => ({
      series: [3 * index + 3, 3 * index + 1],
      fill: `${colour(COLOURS[index % COLOURS.length]!)}33`,
    }));
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_plot, least, largest) => rangeWith(least, largest, limits) } },
      axes: [
        { stroke: ink, grid, values: (_plot, ticks) => this.#times(ticks) },
        { stroke: ink, grid, size: 72, values: (_plot, ticks) => ticks.map(write) },
      ],
      series: [{}, ...series],
      ...(banded && { bands }),
      hooks: { draw: [(plot) => drawLimits(plot, limits, colour("--alarm"))] },
    };
  }

  /** Times of the day; where the span is longer than one, the day. */
  #times(ticks: number[]): string[] {
    const { locale } = this.#language;
    const timeZone = document.body.dataset.timeZone;
    const long = ticks.length > 1 && (ticks.at(-1)! - ticks[0]!) > 86_400 * 1.5;
    const format = new Intl.DateTimeFormat(locale, {
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(long
        ? { day: "numeric", month: "short" }
        : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    });
    return ticks.map((second) => format.format(second * 1_000));
  }
}

/** The range of the figures and of the limits near them: a limit far away must not press the figures flat. */
function rangeWith(
  least: number | null,
  largest: number | null,
  limits: readonly number[],
): [number, number] {
  if (least === null || largest === null) return [0, 1];
  const span = Math.max(largest - least, Math.abs(largest) * 0.02, 1e-6);
  const near = limits.filter((limit) => limit > least - 3 * span && limit < largest + 3 * span);
  const low = Math.min(least, ...near);
  const high = Math.max(largest, ...near);
  const room = Math.max(high - low, span) * 0.08;
  return [least >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

function drawLimits(plot: uPlot, limits: readonly number[], stroke: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.setLineDash([8, 6]);
  for (const limit of limits) {
    const y = plot.valToPos(limit, "y", true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
