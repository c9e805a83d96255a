/**
 * What the box found when it last looked at itself, and how its figures have gone.
 */
import type { AuditResult, AuditSentence, AuditVerdict } from "../../../reading/audit.ts";
import type { AuditState } from "../../audits_api.ts";
import { auditWords, figureText } from "../../messages/audit_words.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { sparkline } from "../sparkline.ts";
import { momentOf, type SpokenState } from "../state.ts";

/** Earlier results that the page lists. */
const EARLIER_MAX = 12;
/** What is found is a trouble's colour, never an alarm's; what was not possible is no colour of its own. */
const LOOK: Readonly<Record<AuditVerdict, string>> = {
  passed: "outcome passed",
  found: "outcome found",
  "not-possible": "outcome",
};

/** The parts of the page. */
export function auditsPage(state: SpokenState, audits: readonly AuditState[]): Child {
  const { say } = state.language;
  return h(
    "div",
    { class: "technician audits" },
    h(
      "section",
      { class: "panel", "aria-labelledby": "audits-title" },
      h("h1", { id: "audits-title" }, say("audits.title")),
      h("p", { class: "soft" }, say("audits.hint")),
    ),
    audits.map((audit) => auditPanel(state, audit)),
  );
}

function auditPanel(state: SpokenState, audit: AuditState): PageElement {
  const { say } = state.language;
  const { kind, results, fault, dueAtWallMs, isOverdue } = audit;
  const last = results.at(-1);
  const due = { time: momentOf(state, dueAtWallMs) };
  return h(
    "section",
    { class: "panel", key: kind, "aria-labelledby": `audit-${kind}` },
    h("h2", { id: `audit-${kind}` }, say(`audits.kind.${kind}`)),
    fault !== undefined && [
      h("p", { class: "outcome found" }, say("audits.lost")),
      h("p", { class: "soft", lang: "en" }, fault),
    ],
    last === undefined ? fault === undefined && h("p", {}, say("audits.never")) : resultParts(state, last),
    h(
      "p",
      { class: isOverdue ? "outcome found" : "soft" },
      say(isOverdue ? "audits.overdue" : "audits.due", due),
    ),
    h("p", { class: "soft" }, say("audits.by-hand"), " ", h("code", {}, `embereye audit ${kind}`)),
    last !== undefined && figureTable(state, kind, results),
    detailsOf(state, last),
    results.length > 1 && h(
      "details",
      {},
      h("summary", {}, say("audits.earlier")),
      h(
        "ul",
        {},
        results.slice(0, -1).slice(-EARLIER_MAX).reverse().map((result) =>
          h("li", {}, `${momentOf(state, result.atWallMs)}: ${say(`audits.verdict.${result.verdict}`)}`)
        ),
      ),
    ),
  );
}

function resultParts(state: SpokenState, result: AuditResult): Child {
  const { say } = state.language;
  const made = say("audits.made", { time: momentOf(state, result.atWallMs) });
  return [
    h(
      "p",
      { class: LOOK[result.verdict] },
      h("b", {}, say(`audits.verdict.${result.verdict}`)),
      ` · ${made}`,
    ),
    sentenceList(state, result.findings, "findings"),
    sentenceList(state, result.notes, "soft"),
  ];
}

function sentenceList(state: SpokenState, sentences: readonly AuditSentence[], name: string): Child {
  if (sentences.length === 0) return false;
  return h("ul", { class: name }, sentences.map((one) => h("li", {}, auditWords(one, state.language))));
}

/** Each figure with the one before and its course over all results that are kept. */
function figureTable(state: SpokenState, kind: string, results: readonly AuditResult[]): Child {
  const { say } = state.language;
  const figures = Object.entries(results.at(-1)!.figures);
  if (figures.length === 0) return false;
  const shown = (value: number | undefined) => value === undefined ? "–" : figureText(value, state.language);
  const table = h(
    "table",
    { class: "figures" },
    h("caption", {}, say("audits.trend")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        [say("audits.figure"), say("audits.latest"), say("audits.before"), say("audits.course")].map((text) =>
          h("th", { scope: "col" }, text)
        ),
      ),
    ),
    h(
      "tbody",
      {},
      figures.map(([name, value]) =>
        h(
          "tr",
          { key: `${kind} ${name}` },
          // As the command line and the files call it.
          h("th", { scope: "row", lang: "en" }, name),
          h("td", {}, shown(value)),
          h("td", {}, shown(results.at(-2)?.figures[name])),
          h(
            "td",
            {},
            results.length > 1 &&
              course(results.map((one) => one.figures[name] ?? null), say("audits.course-of", { name })),
          ),
        )
      ),
    ),
  );
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": say("audits.trend") }, table);
}

/** Figures are anything from shares of one to megabytes: what counts is how they stand to one another. */
function course(values: readonly (number | null)[], label: string): PageElement {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)));
  return sparkline(values, label, largest > 0 ? largest / 10 : 1);
}

function detailsOf(state: SpokenState, result: AuditResult | undefined): Child {
  if (result?.details === undefined || result.details.length === 0) return false;
  return h(
    "details",
    {},
    h("summary", {}, state.language.say("audits.details")),
    h("pre", { lang: "en", tabindex: "0" }, result.details.join("\n")),
  );
}
