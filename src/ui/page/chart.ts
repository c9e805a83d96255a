/**
 * A place for charts of the past: the script `chart.js` fills it. The box writes only what people without scripts can use.
 */
import { h, type PageElement } from "./node.ts";
import type { PageState } from "./state.ts";

/** What is charted. */
export interface Chart {
  readonly key: string;
  readonly title: string;
  /** Address of a history: an answer of columns, asked with `from`, `to` and `points`. */
  readonly src: string;
  /** Lines to draw, by unit. */
  readonly limits?: Readonly<Record<string, readonly number[]>>;
}

/** The section. */
export function chart(state: PageState, { key, title, src, limits = {} }: Chart): PageElement {
  return h(
    "section",
    { class: "panel charts", key, "aria-labelledby": `${key}-title` },
    h("h2", { id: `${key}-title` }, title),
    h(
      "div",
      { "data-chart": src, "data-limits": JSON.stringify(limits), "data-own-content": state.live },
      h("p", {}, h("a", { href: src }, state.language.say("chart.as-data"))),
    ),
  );
}
