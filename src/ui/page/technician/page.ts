/**
 * The technician's page: machine, roles, the watchdog's story, logs, figures over time, support bundle.
 */
import { rolePanel } from "../box_panels.ts";
import type { Language } from "../../messages/language.ts";
import { h, type PageElement } from "../node.ts";
import { TECHNICIAN_PATH, type View } from "../view.ts";
import { chartPanel } from "./charts.ts";
import { logPanel } from "./log_viewer.ts";
import { machinePanel } from "./machine.ts";
import type { TechnicianState } from "./state.ts";
import { storyPanel } from "./story.ts";

/** The page as the box writes it: its script asks for everything and draws it. */
export function technicianView({ say }: Language): View {
  return {
    name: "still",
    path: TECHNICIAN_PATH,
    title: say("tech.title"),
    content: h(
      "div",
      { id: "technician", class: "technician" },
      h("noscript", {}, h("p", { class: "notice bad" }, say("tech.no-script"))),
      h("p", { class: "soft" }, say("tech.loading")),
    ),
  };
}

/** What the script draws into it. */
export function technicianPage(state: TechnicianState): readonly PageElement[] {
  const { say, duration } = state.language;
  return [
    ...(state.lostForMs === undefined ? [] : [
      h(
        "p",
        { key: "lost", class: "notice bad", role: "alert" },
        say("tech.lost", { age: duration(state.lostForMs) }),
      ),
    ]),
    machinePanel(state),
    rolePanel(state),
    storyPanel(state),
    chartPanel(state),
    logPanel(state),
    bundlePanel(state),
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
