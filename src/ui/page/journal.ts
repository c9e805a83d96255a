/**
 * The latest lines of the journal.
 */
import type { StoredEvent } from "../../bus/messages.ts";
import type { Language } from "../messages/language.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { JOURNAL_LINES, momentOf, type PageState, type SpokenState } from "./state.ts";
import { eventText } from "./told.ts";

/** Which mark a line carries: its shape tells alarms from troubles. */
function markOf(kind: string): string {
  if (kind === "pre-alarm" || (kind.startsWith("alarm") && kind !== "alarm-inactive")) return "a";
  if (kind === "trouble" || kind === "reset-refused" || kind === "disable") return "t";
  return "";
}

/** The journal, newest first. */
export function journal(state: PageState): PageElement {
  const { say } = state.language;
  return h(
    "section",
    { class: "panel journal", key: "journal", "aria-labelledby": "journal-title" },
    h("h2", { id: "journal-title" }, say("journal.title")),
    journalLines(state),
    h("p", {}, h("a", { href: "/journal" }, say("journal.all"))),
  );
}

/** The lines alone. */
export function journalLines(state: PageState): Child {
  const { say } = state.language;
  return [
    state.events === undefined && h("p", { class: "soft" }, say("journal.lost")),
    state.events?.length === 0 && h("p", { class: "soft" }, say("journal.empty")),
    h("ol", {}, state.events?.slice(0, JOURNAL_LINES).map((event) => journalLine(state, event))),
  ];
}

/** What kind of thing happened. */
export function eventTitle(language: Language, kind: string): string {
  return language.sayIfKnown(`event.${kind}`) ?? language.capital(kind.replaceAll("-", " "));
}

/** What happened, in a sentence. */
export function journalLine(state: SpokenState, event: StoredEvent): PageElement {
  return h(
    "li",
    { key: event.seq },
    h(
      "time",
      { datetime: new Date(event.atWallMs).toISOString() },
      momentOf(state, event.atWallMs),
    ),
    h("i", { class: `dot ${markOf(event.kind)}` }),
    h(
      "span",
      {},
      h("b", {}, eventTitle(state.language, event.kind)),
      " ",
      eventText(state, event),
      event.by !== undefined && h("span", { class: "soft" }, ` (${event.by})`),
      event.kind === "alarm" && event.alarmId !== undefined && [
        " ",
        h(
          "a",
          { href: `/alarms/${encodeURIComponent(event.alarmId)}/report` },
          state.language.say("journal.report"),
        ),
      ],
    ),
  );
}
