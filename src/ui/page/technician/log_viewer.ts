/**
 * The log viewer: levels, what it is about, and following.
 */
import { type Child, h, type PageElement } from "../node.ts";
import { LEVELS, type TechnicianState } from "./state.ts";

/** The panel. */
export function logPanel(state: TechnicianState): PageElement {
  const { say } = state.language;
  return h(
    "section",
    { class: "panel logs", key: "logs", "aria-labelledby": "logs-title" },
    h("h2", { id: "logs-title" }, say("tech.logs")),
    state.logs === "refused"
      ? h("p", {}, h("a", { href: "/login" }, say("tech.logs-sign-in")))
      : viewer(state),
  );
}

function viewer(state: TechnicianState): Child {
  const { language: { say }, logs, roles, choice } = state;
  const abouts = ["", ...(roles ?? []).map(({ role }) => role), "supervisor"];
  return [
    h(
      "form",
      { class: "choices" },
      choose(say("tech.level"), "level", LEVELS.map((level) => [level, level]), choice.level),
      choose(
        say("tech.about"),
        "about",
        abouts.map((about) => [about, about === "" ? say("tech.everything") : about]),
        choice.about,
      ),
      h(
        "label",
        {},
        h("input", { type: "checkbox", "data-choice": "follow", checked: choice.follow }),
        ` ${say("tech.follow")}`,
      ),
    ),
    logs === undefined || logs === "refused"
      ? h("p", { class: "soft" }, say("tech.loading"))
      : logs.length === 0
      ? h("p", { class: "soft" }, say("tech.logs-none"))
      : h(
        "ol",
        {
          class: "log-lines",
          tabindex: 0,
          lang: "en",
          "aria-labelledby": "logs-title",
          "data-log-lines": true,
        },
        logs.flatMap(({ at, level, role, text, gapBefore }, index) => [
          gapBefore === true && h("li", { class: "soft", lang: state.language.tag }, say("tech.logs-gap")),
          h(
            "li",
            { class: level, key: `${at} ${index}` },
            h("time", {}, at.slice(11, 23)),
            // Blanks between them: without, the line is one long word to a narrow screen, and is broken within words.
            " ",
            h("b", {}, level),
            " ",
            h("i", {}, role),
            " ",
            h("span", {}, text),
          ),
        ]),
      ),
  ];
}

/** A choice among a few; the browser's code hears of it by its `data-choice`. */
export function choose(
  label: string,
  name: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
): PageElement {
  return h(
    "label",
    {},
    `${label} `,
    h(
      "select",
      { "data-choice": name },
      options.map(([value, text]) => h("option", { key: value, value, selected: value === chosen }, text)),
    ),
  );
}
