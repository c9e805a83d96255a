/**
 * What the supervisor shows in the page's place while that is down: which part of the box works and which does not, without any script, in the reader's
 * language.
 */
import type { RoleStatus } from "../bus/messages.ts";
import { type ProcessName, roleOf } from "../reading/ids.ts";
import type { Language } from "./messages/language.ts";
import { markup } from "./page/markup.ts";
import { h, type PageElement } from "./page/node.ts";
import { withCode } from "./page/typed.ts";

/** Seconds after which the browser asks again: by then the real page may be back. */
const REFRESH_S = 3;

/** Without these nothing is detected or nothing sounds. */
const PROTECTING: readonly ProcessName[] = ["outputs", "fusion", "sensors"];

/** The whole document. */
export function rescueDocument(
  roles: readonly RoleStatus[],
  now: { readonly monoMs: number; readonly wallMs: number; readonly timeZone: string },
  language: Language,
): string {
  const { say, list } = language;
  const missing = missingOf(roles).map((role) => say(`rescue.part.${roleOf(role)}`));
  const title = say(missing.length === 0 ? "rescue.page-down" : "rescue.unprotected");
  return "<!doctype html>" + markup(
    h(
      "html",
      { lang: language.tag },
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
              ? say("rescue.goes-on")
              : say("rescue.missing", { parts: list(missing, missing.length) }),
          ),
          h("p", {}, say("rescue.waits")),
          h("table", {}, h("tbody", {}, roles.map((role) => row(language, role, now.monoMs)))),
          h(
            "p",
            { class: "soft" },
            say("rescue.as-of", { moment: language.dateAndTime(now.wallMs, now.timeZone) }),
            " ",
            withCode(say("rescue.technician")),
          ),
        ),
      ),
    ),
  );
}

function row(
  language: Language,
  { role, state, sinceMs, restarts, lastEnd }: RoleStatus,
  nowMs: number,
): PageElement {
  const { say, wholeDuration } = language;
  const works = state === "ready";
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, say(`rescue.part.${roleOf(role)}`)),
    h(
      "td",
      { class: works ? "good" : "bad" },
      works ? `✓ ${say("rescue.works")}` : `✕ ${say(`role.${state}`)}`,
    ),
    h(
      "td",
      {},
      say("role.for", { duration: wholeDuration(Math.max(0, nowMs - sinceMs)) }),
      restarts > 0 && `, ${say("role.restarted", { count: restarts })}`,
      // A program said it, in English.
      !works && lastEnd !== undefined && h("div", { class: "soft", lang: "en" }, lastEnd),
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
