/**
 * Figures over time on the technician's page, without any other program. The script `chart.js` draws them.
 */
import { h, type PageElement } from "../node.ts";
import { choose } from "./log_viewer.ts";
import type { TechnicianState } from "./state.ts";

/** What every role has, and what shows most of its troubles. */
const USUAL = "memory|cpu";

/** The panel. */
export function chartPanel({ language: { say }, series, choice }: TechnicianState): PageElement {
  const subjects = [...new Set(["box", ...(series ?? []).map(({ of }) => of)])];
  const figures = (series ?? []).filter(({ of }) => of === choice.of).map(({ name }) => name);
  const usual = choice.of === "box" ? figures.join("|") : USUAL;
  const names = choice.figure === "" ? usual : choice.figure;
  const src = `/api/v1/metrics/history?of=${encodeURIComponent(choice.of)}&names=${
    encodeURIComponent(names)
  }`;
  return h(
    "section",
    { class: "panel charts", key: "charts", "aria-labelledby": "charts-title" },
    h("h2", { id: "charts-title" }, say("tech.charts")),
    h(
      "form",
      { class: "choices" },
      choose(
        say("tech.charts-of"),
        "of",
        subjects.map((subject) => [subject, subject === "box" ? say("tech.charts-box") : subject]),
        choice.of,
      ),
      choose(
        say("tech.charts-figure"),
        "figure",
        [
          ["", choice.of === "box" ? say("tech.everything") : say("tech.charts-usual")],
          ...figures.map((name) => [name, name] as const),
        ],
        choice.figure,
      ),
    ),
    figures.length === 0
      ? h("p", { class: "soft" }, say(series === undefined ? "tech.loading" : "chart.none"))
      : h("div", { key: src, "data-chart": src, "data-own-content": true }),
  );
}
