/**
 * The journal by itself: filtered by zone, kind and time, page by page, and as files.
 */
import type { SiteView, StoredEvent } from "../../../bus/messages.ts";
import { EVENT_KINDS } from "../../../reading/event.ts";
import { eventTitle, journalLine } from "../journal.ts";
import { type Child, h, type PageElement } from "../node.ts";
import type { SpokenState } from "../state.ts";

/** What is asked of the journal, as it stands in the address. */
export interface JournalQuestion {
  readonly zone: string;
  readonly kind: string;
  /** As a date field writes it, in the site's zone. */
  readonly from: string;
  readonly to: string;
}

/** What is shown. */
export interface JournalPage {
  readonly question: JournalQuestion;
  /** Newest first; undefined where the journal cannot be read. */
  readonly events: readonly StoredEvent[] | undefined;
  /** The number of the last line, where there are more. */
  readonly moreBefore: number | undefined;
  /** Where the same lines are as files: the query after `/api/v1/events/export`. */
  readonly exportQuery: string;
}

/** The parts of the page. */
export function journalPage(state: SpokenState, page: JournalPage): Child {
  const { say } = state.language;
  const { events, moreBefore, question } = page;
  return h(
    "section",
    { class: "panel journal", "aria-labelledby": "journal-title" },
    h("h1", { id: "journal-title" }, say("journal.title")),
    filter(state, state.site, question),
    h(
      "p",
      { class: "exports" },
      `${say("journal.export")} `,
      (["csv", "json"] as const).map((format) => [
        h(
          "a",
          { href: `/api/v1/events/export?format=${format}${page.exportQuery}`, download: true },
          format.toUpperCase(),
        ),
        " ",
      ]),
    ),
    events === undefined && h("p", { class: "notice bad" }, say("journal.lost")),
    events?.length === 0 && h("p", { class: "soft" }, say("journal.nothing-found")),
    h("ol", {}, events?.map((event) => journalLine(state, event))),
    moreBefore !== undefined && h(
      "p",
      {},
      h(
        "a",
        { href: `/journal?${new URLSearchParams({ ...question, before: String(moreBefore) })}` },
        say("journal.older"),
      ),
    ),
  );
}

function filter(state: SpokenState, site: SiteView | undefined, question: JournalQuestion): PageElement {
  const { say } = state.language;
  const option = (value: string, text: string, chosen: string) =>
    h("option", { value, selected: value === chosen }, text);
  return h(
    "form",
    { class: "choices", method: "get", action: "/journal" },
    h(
      "label",
      {},
      h("span", {}, say("journal.zone")),
      h(
        "select",
        { name: "zone" },
        option("", say("journal.every-zone"), question.zone),
        (site?.zones ?? []).map((zone) => option(zone.id, zone.name, question.zone)),
      ),
    ),
    h(
      "label",
      {},
      h("span", {}, say("journal.kind")),
      h(
        "select",
        { name: "kind" },
        option("", say("journal.every-kind"), question.kind),
        EVENT_KINDS.map((kind) => option(kind, eventTitle(state.language, kind), question.kind)),
      ),
    ),
    (["from", "to"] as const).map((end) =>
      h(
        "label",
        {},
        h("span", {}, say(`journal.${end}`)),
        h("input", { type: "datetime-local", name: end, value: question[end] }),
      )
    ),
    h("button", { type: "submit", class: "main" }, say("journal.show")),
  );
}
