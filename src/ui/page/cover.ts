/**
 * What stands over the whole page while the browser hears nothing from the box: nothing below it is the present.
 */
import { icon } from "./icons.ts";
import { h, type PageElement } from "./node.ts";
import type { PageState } from "./state.ts";
import { verdictOf } from "./verdict.ts";
import { moment, wholeDuration } from "./words.ts";

/** The cover; hidden while the box is heard. */
export function cover(state: PageState): PageElement {
  const { lostForMs } = state;
  const shown = lostForMs !== undefined;
  const before = shown ? verdictOf(state) : undefined;
  const since = shown ? moment(state.nowWallMs - lostForMs, state.nowWallMs, state.timeZone) : "";
  return h(
    "div",
    { key: "cover", class: "cover", hidden: !shown, role: "alertdialog", "aria-labelledby": "cover-title" },
    shown && h(
      "div",
      { class: "cover-text" },
      icon("lost"),
      h("h1", { id: "cover-title" }, "No connection to the box"),
      h("p", { class: "cover-since" }, `for ${wholeDuration(lostForMs)}, since ${since}. Trying again.`),
      before !== undefined && h(
        "p",
        { class: `cover-last ${before.kind}` },
        icon(before.kind),
        `Last known: ${before.title}`,
      ),
      h(
        "p",
        {},
        "The box works without this page: sirens sound by themselves. If something may burn, go and look.",
      ),
    ),
  );
}
