/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Draws charts of the past into every element that names a history by `data-chart`: one chart for each unit, a choice of the span,
 * and what is drawn in words for whoever does not see it.
 */
import type { Language } from "../messages/language.ts";
import {
  type Answer,
  asTable,
  lastOf,
  type Line,
  type SpanName,
  spans,
  tableRange,
  unitGroups,
} from "./chart_table.ts";
import { pageLanguage } from "./page_language.ts";
import { Plot } from "./plot.ts";

/** New figures come every second, and a chart of minutes shows them; one of days changes within minutes. */
const REFRESH_MS = { near: 5_000, far: 60_000 };
const NEAR_MS = 2 * 3_600_000;
/** Wider screens get no more values than this. */
const POINTS_MAX = 1_200;
/** Lines in one chart; more could not be told apart. */
const LINES_MAX = 8;

/** One place for charts. */
class ChartPlace {
  readonly #place: HTMLElement;
  readonly #language: Language;
  readonly #body = document.createElement("div");
  readonly #plots = new Map<string, Plot>();
  #span: SpanName;
  #askedMs = -Infinity;
  #asking = false;

  constructor(place: HTMLElement, language: Language) {
    this.#place = place;
    this.#language = language;
    this.#span = (place.dataset.span as SpanName | undefined) ?? "2h";
    place.replaceChildren(this.#choices(), this.#body);
  }

  /** Asks anew when it is time to, while somebody can see it. */
  step(nowMs: number): void {
    const everyMs = spans[this.#span] <= NEAR_MS ? REFRESH_MS.near : REFRESH_MS.far;
    if (this.#asking || nowMs - this.#askedMs < everyMs || document.hidden) return;
    this.#askedMs = nowMs;
    this.#asking = true;
    void this.#ask().finally(() => this.#asking = false);
  }

  /** Frees what is drawn. */
  close(): void {
    for (const plot of this.#plots.values()) plot.close();
    this.#plots.clear();
  }

  #choices(): HTMLElement {
    const group = document.createElement("div");
    group.className = "chart-spans";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", this.#language.say("chart.span"));
    for (const name of Object.keys(spans) as SpanName[]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = this.#language.say(`chart.span-${name}`);
      button.setAttribute("aria-pressed", String(name === this.#span));
      button.addEventListener("click", () => {
        this.#span = name;
        for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
        this.#askedMs = -Infinity;
        this.step(performance.now());
      });
      group.append(button);
    }
    return group;
  }

  async #ask(): Promise<void> {
    const url = new URL(this.#place.dataset.chart ?? "", location.href);
    const points = Math.max(60, Math.min(POINTS_MAX, Math.round(this.#place.clientWidth * devicePixelRatio)));
    url.searchParams.set("points", String(points));
    const span = this.#span;
    try {
      // The box's clock counts, not this browser's: without `to` the history ends now.
      const ends = await fetch(withSpan(url, spans[span]), { signal: AbortSignal.timeout(10_000) });
      if (!ends.ok) return this.#say(this.#language.say("chart.lost"));
      const answer = await ends.json() as Answer;
      if (span === this.#span && this.#place.isConnected) this.#draw(answer);
    } catch {
      this.#say(this.#language.say("chart.lost"));
    }
  }

  #say(text: string): void {
    if (this.#plots.size > 0) return;
    const line = document.createElement("p");
    line.className = "soft";
    line.textContent = text;
    this.#body.replaceChildren(line);
  }

  #draw(answer: Answer): void {
    const groups = unitGroups(answer);
    for (const [unit, plot] of this.#plots) {
      if (groups.has(unit)) continue;
      plot.close();
      this.#plots.delete(unit);
    }
    if (groups.size === 0) return this.#say(this.#language.say("chart.none"));
    if (this.#plots.size === 0) this.#body.replaceChildren();
    const limits = JSON.parse(this.#place.dataset.limits ?? "{}") as Record<string, number[]>;
    for (const [unit, lines] of groups) {
      let plot = this.#plots.get(unit);
      if (plot === undefined) {
        plot = new Plot(this.#body, this.#language, unit);
        this.#plots.set(unit, plot);
      }
      const shown = lines.slice(0, LINES_MAX);
      plot.draw(asTable(answer, shown), shown.map(({ name }) => this.#nameOf(name)), limits[unit] ?? []);
      plot.say(shown.map((line) => this.#inWords(line, unit)).join("; "));
    }
  }

  #inWords(line: Line, unit: string): string {
    const { least, largest } = tableRange(line);
    const write = (value: number) => Plot.write(this.#language, value, unit);
    return this.#language.say("chart.text", {
      name: this.#nameOf(line.name),
      last: write(lastOf(line)),
      least: write(least),
      largest: write(largest),
    });
  }

  /** Inputs have names in every language; metrics are called by their own. */
  #nameOf(name: string): string {
    return this.#language.sayIfKnown(`input.${name}`) ?? name;
  }
}

function withSpan(url: URL, spanMs: number): URL {
  const asked = new URL(url);
  asked.searchParams.set("spanMs", String(spanMs));
  return asked;
}

const places = new Map<HTMLElement, ChartPlace>();

async function start(): Promise<void> {
  const language = await pageLanguage();
  const look = () => {
    for (const [element, place] of places) {
      if (element.isConnected) continue;
      place.close();
      places.delete(element);
    }
    for (const element of document.querySelectorAll<HTMLElement>("[data-chart]")) {
      let place = places.get(element);
      if (place === undefined) places.set(element, place = new ChartPlace(element, language));
      place.step(performance.now());
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  setInterval(look, 1_000);
  look();
}

void start();
