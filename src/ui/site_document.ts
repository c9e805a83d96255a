/**
 * The page of a whole site: fires first, then what is wrong, then each box. It only shows, without any script, and asks for itself anew.
 */
import { ageText, type BoxCondition, type BoxReport, type SiteReport } from "../fleet/site/report.ts";
import { type Child, h, type PageElement } from "./page/node.ts";
import { markup } from "./page/markup.ts";

/** Seconds after which the browser asks again. */
const REFRESH_S = 2;
/** A page that stands for so long was not answered again: shorter, and a slow phone would be told so in vain. */
const OLD_S = 8;

const COMMON: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const WORDS: Readonly<Record<BoxCondition, string>> = {
  fire: "✕ fire alarm",
  silent: "✕ silent",
  unknown: "? not seen now",
  trouble: "⚠ trouble",
  "pre-alarm": "⚠ pre-alarm",
  "never-heard": "⚠ not heard yet",
  normal: "✓ normal",
};

/** The answer to a request: the page, `/api/v1/site` as JSON, or `/healthz`. */
export function siteAnswer(request: Request, report: SiteReport): Response {
  if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "text/plain", "only GET\n");
  switch (new URL(request.url).pathname) {
    case "/":
      return answer(200, "text/html; charset=utf-8", siteDocument(report));
    case "/api/v1/site":
      return answer(200, "application/json", JSON.stringify(report));
    case "/healthz": {
      const isReached = !report.troubles.some(({ code }) => code === "servers-lost");
      return answer(
        isReached ? 200 : 503,
        "application/json",
        JSON.stringify({ ready: isReached, leads: report.leads, troubles: report.troubles }),
      );
    }
    default:
      return answer(404, "text/plain", "there is /, /api/v1/site and /healthz\n");
  }
}

function answer(status: number, type: string, body: string): Response {
  return new Response(body, { status, headers: { ...COMMON, "content-type": type } });
}

/** The whole document. */
function siteDocument(report: SiteReport): string {
  const title = verdictOf(report);
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
        h("title", {}, `${title} · ${report.name}`),
        h("style", {}, STYLE),
      ),
      h(
        "body",
        {},
        // Without a script: its style alone lets it come, and only where no newer page took this one's place.
        h("p", { class: "old", role: "status" }, "This page is old: the watcher does not answer."),
        h(
          "main",
          {},
          h("p", { class: "brand" }, report.name),
          h("h1", { class: report.verdict, role: "status" }, title),
          report.troubles.length > 0 &&
            h("ul", { class: "troubles" }, report.troubles.map(({ detail }) => h("li", {}, `⚠ ${detail}`))),
          report.incidents.map((incident) => incidentPanel(incident)),
          h("h2", {}, "Boxes"),
          report.boxes.length === 0
            ? h("p", {}, "No box has been heard yet.")
            : h("div", { class: "boxes" }, report.boxes.map(boxPanel)),
          h("h2", {}, "What happened last"),
          h(
            "ol",
            { class: "events" },
            report.events.map(({ box, atMs, text }) =>
              h("li", {}, h("time", {}, clockTime(atMs)), ` ${box}: ${text}`)
            ),
          ),
          h(
            "p",
            { class: "soft" },
            `As of ${clockTime(report.atWallMs)}. ${
              report.leads ? "This watcher leads." : "Another watcher leads."
            } `,
            "Acknowledge, silence and reset at the box itself.",
          ),
        ),
      ),
    ),
  );
}

function verdictOf({ verdict, incidents, boxes, troubles }: SiteReport): string {
  switch (verdict) {
    case "fire":
      return incidents.length === 1 ? "Fire alarm" : `${incidents.length} fire alarms`;
    case "trouble":
      // Who sees no box cannot say that none burns.
      if (troubles.some(({ code }) => code === "servers-lost")) return "The boxes cannot be seen";
      return "No fire alarm, but something is wrong";
    case "normal":
      return boxes.length === 0 ? "No box has been heard yet" : "All is well";
  }
}

function incidentPanel(
  { raisedAtMs, alarms, boxes, active, acknowledged }: SiteReport["incidents"][number],
): PageElement {
  const standing = alarms.filter(({ ended }) => !ended);
  return h(
    "section",
    { class: "incident" },
    h("h2", {}, `${standing[0].zoneName} (${boxes.join(", ")})`),
    h(
      "p",
      {},
      `Since ${clockTime(raisedAtMs)}. `,
      active ? "The cause is present. " : "The cause is gone, the alarm stands. ",
      acknowledged ? "Acknowledged." : "Nobody has acknowledged it everywhere.",
    ),
    h(
      "ul",
      {},
      alarms.map(({ box, zoneName, text, ended, silenced }) =>
        h(
          "li",
          {},
          `${box}: ${text ?? `${zoneName}: fire alarm.`}`,
          ended && " (reset)",
          silenced && !ended && " (silenced)",
        )
      ),
    ),
  );
}

function boxPanel(box: BoxReport): PageElement {
  const { name, siteName, condition, zones, troubles, troubleCount, metrics, heardAgoMs, waiting } = box;
  const others = zones.filter(({ state }) => state !== "normal");
  const lines: Child[] = [
    metrics !== undefined && h("p", {}, `${metrics.sensorsFresh} of ${metrics.sensors} sensors deliver`),
    others.length > 0 && h("p", {}, others.map((zone) => `${zone.name}: ${zone.state}`).join(", ")),
    troubles.length > 0 && h("ul", {}, troubles.slice(0, 5).map(({ detail }) => h("li", {}, detail))),
    troubleCount > Math.min(5, troubles.length) && h("p", {}, `${troubleCount} troubles in all`),
    waiting > 0 && h("p", { class: "soft" }, `${waiting} entries on their way`),
    // It dates the lines above.
    heardAgoMs !== undefined && condition !== "normal" &&
    h("p", { class: "soft" }, `heard ${ageText(heardAgoMs)} ago`),
  ];
  return h(
    "section",
    { class: `box ${condition}` },
    h("h3", {}, siteName === name ? name : `${siteName} (${name})`),
    h("p", { class: "condition" }, WORDS[condition]),
    lines,
  );
}

function clockTime(wallMs: number): string {
  return new Date(wallMs).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

const STYLE = `
:root { color-scheme: light dark; --bad: #b3261e; --warn: #8a5a00; --good: #0f7b57; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --warn: #ffc166; --good: #6fdcb1; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; }
main { max-width: 64rem; margin: auto; }
.brand { font-weight: 700; margin: 0; }
h1 { font-size: 2rem; line-height: 1.2; margin: .5rem 0; }
h1.fire, .fire .condition, .silent .condition { color: var(--bad); }
h1.trouble, .trouble .condition, .pre-alarm .condition, .never-heard .condition, .unknown .condition { color: var(--warn); }
h1.normal, .normal .condition { color: var(--good); }
.old { position: fixed; inset: 0 0 auto; z-index: 1; margin: 0; padding: 1rem; font-size: 2rem; line-height: 1.2;
  font-weight: 700; color: #fff; background: #8b1a14; visibility: hidden; animation: old 0s ${OLD_S}s forwards; }
@keyframes old { to { visibility: visible; } }
.incident { border: 3px solid var(--bad); border-radius: .5rem; padding: .5rem 1rem; margin: 1rem 0; }
.incident h2 { margin: 0; }
.boxes { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: .75rem; }
.box { border: 1px solid #8888; border-radius: .5rem; padding: .5rem .75rem; overflow-wrap: anywhere; }
.box.fire, .box.silent { border: 3px solid var(--bad); }
.box h3, .box p { margin: 0 0 .25rem; }
.condition { font-weight: 700; }
.events { padding-left: 0; list-style: none; font-size: .875rem; overflow-wrap: anywhere; }
time { opacity: .75; }
.soft { opacity: .75; font-size: .875rem; }
`;
