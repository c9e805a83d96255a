/**
 * What the supervisor shows in the page's place while that is down: which part of the box works and which does not, without any script.
 */
import type { RoleStatus } from "../bus/messages.ts";
import { type ProcessName, type RoleName, roleOf } from "../reading/ids.ts";
import { h, type PageElement } from "./page/node.ts";
import { markup } from "./page/markup.ts";
import { ENGLISH } from "./messages/spoken.ts";

/** Seconds after which the browser asks again: by then the real page may be back. */
const REFRESH_S = 3;

/** Without these nothing is detected or nothing sounds. */
const PROTECTING: readonly ProcessName[] = ["outputs", "fusion", "sensors"];

const WHAT: Readonly<Record<RoleName, string>> = {
  outputs: "Sirens and relays",
  fusion: "Fire logic",
  sensors: "Sensors",
  detect: "Fire detection in pictures",
  cameras: "Cameras",
  ui: "Status page",
  notify: "Notifications",
};

/** The whole document. */
export function rescueDocument(
  roles: readonly RoleStatus[],
  now: { readonly monoMs: number; readonly wallMs: number },
): string {
  const missing = missingOf(roles);
  const title = missing.length === 0 ? "The status page is down" : "The box does not protect as it should";
  return "<!doctype html>" + markup(
    h(
      "html",
      { lang: "en" },
      h(
        "head",
        {},
        h("meta", { charset: "utf-8" }),
        h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
        h("meta", { name: "color-scheme", content: "light dark" }),
        h("meta", { "http-equiv": "refresh", content: REFRESH_S }),
        h("title", {}, `${title} · EmberEye`),
        h("style", {}, STYLE),
      ),
      h(
        "body",
        {},
        h(
          "main",
          {},
          h("p", { class: "brand" }, "EmberEye"),
          h("h1", { role: "alert" }, `⚠ ${title}`),
          h(
            "p",
            {},
            missing.length === 0
              ? "Detection and sirens go on without it. Nobody can see or order anything here until it is back: " +
                "go by the sirens."
              : `Not working: ${
                missing.map((role) => WHAT[roleOf(role)]).join(", ")
              }. Watch the site yourself, and call service.`,
          ),
          h("p", {}, "This page asks for the real one every few seconds, and gives way to it by itself."),
          h("table", {}, h("tbody", {}, roles.map((role) => row(role, now.monoMs)))),
          h(
            "p",
            { class: "soft" },
            `As of ${new Date(now.wallMs).toISOString().replace(/\.\d+Z$/, "Z")}. `,
            HINT,
          ),
        ),
      ),
    ),
  );
}

const HINT = "A technician finds the story with `embereye watchdog` and `embereye logs` at the box.";

function row({ role, state, sinceMs, restarts, lastEnd }: RoleStatus, nowMs: number): PageElement {
  const works = state === "ready";
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, WHAT[roleOf(role)]),
    h("td", { class: works ? "good" : "bad" }, works ? "✓ works" : `✕ ${state}`),
    h(
      "td",
      {},
      `for ${ENGLISH.wholeDuration(Math.max(0, nowMs - sinceMs))}`,
      restarts > 0 && `, ${restarts} restart${restarts === 1 ? "" : "s"}`,
      !works && lastEnd !== undefined && h("div", { class: "soft" }, lastEnd),
    ),
  );
}

/** What scripts are told: a problem document that is also an honest answer to `GET /healthz`. */
export function rescueAnswer(roles: readonly RoleStatus[]): Record<string, unknown> {
  return {
    type: "about:blank",
    title: "The status page is down",
    status: "not-ready",
    code: "page-down",
    detail: "the page's role is down; the supervisor answers in its place",
    ready: false,
    reasons: roles.filter(({ role, state }) =>
      state !== "ready" && (role === "ui" || PROTECTING.includes(role))
    )
      .map(({ role, state }) => ({ code: "role-down", subject: role, detail: `${role} is ${state}` })),
    roles: roles.map(({ role, state, restarts }) => ({ role, state, restarts })),
  };
}

function missingOf(roles: readonly RoleStatus[]): ProcessName[] {
  return roles.filter(({ role, state }) => PROTECTING.includes(role) && state !== "ready").map(({ role }) =>
    role
  );
}

const STYLE = `
:root { color-scheme: light dark; --bad: #b3261e; --good: #0f7b57; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #6fdcb1; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; }
main { max-width: 42rem; margin: auto; }
.brand { font-weight: 700; margin: 0; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-top: 1px solid #8886; }
.good { color: var(--good); white-space: nowrap; }
.bad { color: var(--bad); font-weight: 700; white-space: nowrap; }
.soft { opacity: .75; font-size: .875rem; overflow-wrap: anywhere; }
`;
