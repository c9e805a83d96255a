/**
 * Who did what: the audit log by itself, page by page.
 */
import { type AuditEntry, UNANSWERED } from "../../../store/audit_entry.ts";
import { auditChanges } from "../../../store/audit_words.ts";
import type { Language } from "../../messages/language.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { withCode } from "../typed.ts";

/** What is shown. */
export interface AuditPage {
  /** Newest first; undefined where the log cannot be read. */
  readonly entries: readonly AuditEntry[] | undefined;
  readonly nowWallMs: number;
  readonly timeZone: string;
  /** The number of the last entry, where there are more. */
  readonly moreBefore: number | undefined;
}

/** The parts of the page. */
export function auditPage(language: Language, page: AuditPage): Child {
  const { say } = language;
  const { entries, moreBefore } = page;
  return h(
    "section",
    { class: "panel journal", "aria-labelledby": "audit-title" },
    h("h1", { id: "audit-title" }, say("audit.title")),
    entries === undefined && h("p", { class: "notice bad" }, say("audit.lost")),
    entries?.length === 0 && h("p", { class: "soft" }, say("audit.empty")),
    h("ol", {}, entries?.map((entry) => line(language, entry, page))),
    moreBefore !== undefined &&
      h("p", {}, h("a", { href: `/audit?before=${moreBefore}` }, say("audit.older"))),
    h("p", { class: "soft" }, withCode(say("audit.verify"))),
    h(
      "form",
      { method: "post", action: "/logout" },
      h("input", { type: "hidden", name: "everywhere", value: "yes" }),
      h("button", { type: "submit", class: "plain" }, say("audit.sign-out-everywhere")),
    ),
  );
}

function line(
  { say, moment }: Language,
  entry: AuditEntry,
  { nowWallMs, timeZone }: AuditPage,
): PageElement {
  const { atWallMs, seq, person, role, from, act, subject, outcome } = entry;
  const changes = auditChanges(entry);
  const who = role === "box" ? say("audit.by-box") : `${person} (${role})`;
  return h(
    "li",
    { key: String(seq) },
    h("time", { datetime: new Date(atWallMs).toISOString() }, moment(atWallMs, nowWallMs, timeZone)),
    h("i", { class: "dot" }),
    h(
      "span",
      {},
      h("b", {}, who),
      // What scripts and the command line call it: the same in every language.
      h("span", { lang: "en" }, ` ${[act, subject].filter((part) => part !== "").join(" ")} `),
      from !== "" && h("span", { class: "soft" }, from),
      outcome !== "done" && h(
        "span",
        { class: "soft" },
        ` ${outcome === UNANSWERED ? say("audit.unanswered") : say("audit.not-done", { why: outcome })}`,
      ),
      changes.length > 0 && h("span", { class: "soft", lang: "en" }, ` ${changes.join("; ")}`),
    ),
  );
}
