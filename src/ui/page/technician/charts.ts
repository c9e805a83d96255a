/**
 * Figures over time on the technician's page: a chart for each metric of a role or of the machine, without any other program.
 */
import { h, type PageElement } from "../node.ts";
import { choose } from "./log_viewer.ts";
import { type TechnicianState, type Zoom, ZOOMS } from "./state.ts";

/** The panel. The browser's code draws into the elements with `data-chart`. */
export function chartPanel(
  { language: { say }, charts, chartSubjects, choice }: TechnicianState,
): PageElement {
  const subjects = ["box", ...chartSubjects.filter((subject) => subject !== "box")];
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
        say("tech.charts-last"),
        "zoom",
        (Object.keys(ZOOMS) as Zoom[]).map((zoom) => [zoom, say(`tech.zoom-${zoom}`)]),
        choice.zoom,
      ),
    ),
    charts === undefined
      ? h("p", { class: "soft" }, say("tech.loading"))
      : charts.length === 0
      ? h("p", { class: "soft" }, say("tech.charts-none"))
      : h(
        "div",
        { class: "chart-grid" },
        charts.map(({ name, unit }) =>
          h(
            "figure",
            { key: `${choice.of} ${name}` },
            h("figcaption", { lang: "en" }, name, unit !== "" && h("span", { class: "soft" }, ` ${unit}`)),
            h("div", { class: "chart", "data-chart": name, "data-own-content": true, role: "img" }),
          )
        ),
      ),
  );
}
