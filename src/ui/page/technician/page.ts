/**
 * The technician's page: machine, roles, the watchdog's story, logs, figures over time, support bundle.
 */
import { rolePanel } from "../box_panels.ts";
import { h, type PageElement } from "../node.ts";
import { chartPanel } from "./charts.ts";
import { logPanel } from "./log_viewer.ts";
import { machinePanel } from "./machine.ts";
import type { TechnicianState } from "./state.ts";
import { storyPanel } from "./story.ts";

/** The page's parts. */
export function technicianPage(state: TechnicianState): readonly PageElement[] {
  const { say, duration, timeOfDay } = state.language;
  return [
    h(
      "header",
      { class: "top", key: "top" },
      h("a", { class: "brand", href: "/" }, h("b", {}, "EmberEye")),
      h("span", { class: "site-name" }, say("tech.title")),
      h("span", { class: "grow" }),
      h("time", { class: "clock" }, timeOfDay(state.nowWallMs, state.timeZone)),
      h("a", { class: "sign", href: "/" }, say("frame.back")),
    ),
    h(
      "main",
      { key: "main", class: state.lostForMs === undefined ? "technician" : "technician old" },
      state.lostForMs !== undefined &&
        h(
          "p",
          { key: "lost", class: "notice bad", role: "alert" },
          say("tech.lost", { age: duration(state.lostForMs) }),
        ),
      machinePanel(state),
      rolePanel(state),
      storyPanel(state),
      chartPanel(state),
      logPanel(state),
      bundlePanel(state),
    ),
  ];
}

function bundlePanel({ language: { say }, person }: TechnicianState): PageElement {
  const may = person !== undefined && person.role !== "viewer";
  return h(
    "section",
    { class: "panel", key: "bundle", "aria-labelledby": "bundle-title" },
    h("h2", { id: "bundle-title" }, say("tech.bundle")),
    h("p", { class: "soft" }, say("tech.bundle-hint")),
    may
      ? h("a", { class: "button", href: "/api/v1/support-bundle", download: true }, say("tech.bundle-get"))
      : h("a", { href: "/login" }, say("sign-in.do")),
  );
}
