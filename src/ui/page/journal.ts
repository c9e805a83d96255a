/**
 * The latest lines of the journal.
 */
import type { StoredEvent } from "../../bus/messages.ts";
import { h, type PageElement } from "./node.ts";
import { capital } from "./sentences.ts";
import { JOURNAL_LINES, type PageState } from "./state.ts";
import { moment } from "./words.ts";

/** Which mark a line carries: its shape tells alarms from troubles. */
function markOf(kind: string): string {
  if (kind === "pre-alarm" || (kind.startsWith("alarm") && kind !== "alarm-inactive")) return "a";
  if (kind === "trouble" || kind === "reset-refused" || kind === "disable") return "t";
  return "";
}

/** The journal, newest first. */
export function journal(state: PageState): PageElement {
  return h(
    "section",
    { class: "panel journal", key: "journal", "aria-labelledby": "journal-title" },
    h("h2", { id: "journal-title" }, "Journal"),
    state.events === undefined && h("p", { class: "soft" }, "The journal cannot be read now."),
    state.events?.length === 0 && h("p", { class: "soft" }, "Nothing has happened yet."),
    h("ol", {}, state.events?.slice(0, JOURNAL_LINES).map((event) => line(state, event))),
  );
}

function line(state: PageState, event: StoredEvent): PageElement {
  return h(
    "li",
    { key: event.seq },
    h(
      "time",
      { datetime: new Date(event.atWallMs).toISOString() },
      moment(event.atWallMs, state.nowWallMs, state.timeZone),
    ),
    h("i", { class: `dot ${markOf(event.kind)}` }),
    h(
      "span",
      {},
      h("b", {}, capital(event.kind.replaceAll("-", " "))),
      ` ${event.text}`,
      event.by !== undefined && h("span", { class: "soft" }, ` (${event.by})`),
    ),
  );
}
