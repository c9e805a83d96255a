/**
 * What stands over the whole page while the browser hears nothing from the box: nothing below it is the present.
 */
import { icon } from "./icons.ts";
import { h, type PageElement } from "./node.ts";
import { momentOf, type PageState } from "./state.ts";
import { verdictOf } from "./verdict.ts";

/** The cover; hidden while the box is heard. */
export function cover(state: PageState): PageElement {
  const { lostForMs, language: { say, wholeDuration } } = state;
  const shown = lostForMs !== undefined;
  const before = shown ? verdictOf(state) : undefined;
  const since = shown ? momentOf(state, state.nowWallMs - lostForMs) : "";
  return h(
    "div",
    { key: "cover", class: "cover", hidden: !shown, role: "alertdialog", "aria-labelledby": "cover-title" },
    shown && h(
      "div",
      { class: "cover-text" },
      icon("lost"),
      h("h1", { id: "cover-title" }, say("cover.title")),
      h(
        "p",
        { class: "cover-since" },
        say("cover.since", { duration: wholeDuration(lostForMs), moment: since }),
      ),
      before !== undefined && h(
        "p",
        { class: `cover-last ${before.kind}` },
        icon(before.kind),
        say("cover.last", { title: before.title }),
      ),
      h("p", {}, say("cover.advice")),
    ),
  );
}
