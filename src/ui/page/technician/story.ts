/**
 * The watchdog's story on the technician's page: the newest first, each in a sentence.
 */
import { icon } from "../icons.ts";
import { h, type PageElement } from "../node.ts";
import type { TechnicianState } from "./state.ts";

/** Sentences shown; who wants older ones takes the support bundle. */
const SHOWN = 40;

/** The panel. The sentences are the log's own, in English: they are compared with logs and sent to people who help. */
export function storyPanel(
  { language, story, storyDays, nowWallMs, timeZone }: TechnicianState,
): PageElement {
  const { say, moment } = language;
  return h(
    "section",
    { class: "panel story", key: "story", "aria-labelledby": "story-title" },
    h("h2", { id: "story-title" }, say("tech.story")),
    h(
      "p",
      { class: "soft" },
      say("tech.story-days", { count: storyDays }),
      story !== undefined && ": ",
      story !== undefined && h("span", { lang: "en" }, story.summary),
    ),
    story === undefined
      ? h("p", { class: "soft" }, say("tech.loading"))
      : story.items.length === 0
      ? h("p", { class: "soft" }, say("tech.story-none"))
      : h(
        "ol",
        { class: "timeline" },
        story.items.slice(-SHOWN).reverse().map(({ atWallMs, level, text }, index) =>
          h(
            "li",
            { key: `${atWallMs} ${index}`, class: level },
            level !== "info" && icon("trouble"),
            h("time", {}, moment(atWallMs, nowWallMs, timeZone)),
            h("span", { lang: "en" }, text),
          )
        ),
      ),
  );
}
