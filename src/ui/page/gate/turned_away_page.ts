/**
 * Who was turned away and why: for a technician whose device does not get in, with one click for an installer to let it in.
 */
import type { TurnedAwayRow } from "../../../bus/messages.ts";
import type { Language } from "../../messages/language.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { momentOf, type Person, type SpokenState } from "../state.ts";

/** Who looks, and when. */
export interface TurnedAwayState extends SpokenState {
  readonly person: Person | undefined;
}

/** What is shown. */
export interface TurnedAwayView {
  readonly rows: readonly TurnedAwayRow[];
  /** Refusals that have no row any more. */
  readonly others: number;
}

const ALLOW = "/api/v1/turned-away/allow";

/** Reasons that are explained in a sentence of their own. */
const EXPLAINED = [
  "not-allowed",
  "locked-out",
  "unknown-device",
  "wrong-address",
  "wrong-device",
  "not-authenticated",
  "bad-token",
  "expired-token",
  "token-withdrawn",
] as const;
const TOO_MANY = [
  "too-many-connections",
  "too-many-from-address",
  "too-many-strangers",
  "connecting-too-fast",
];

/** The parts of the page. `view` is undefined where nothing is known. */
export function turnedAwayPage(state: TurnedAwayState, view: TurnedAwayView | undefined): Child {
  const { say } = state.language;
  return h(
    "section",
    { class: "panel", "aria-labelledby": "gate-title" },
    h("h1", { id: "gate-title" }, say("gate.title")),
    h("p", { class: "soft" }, say("gate.hint")),
    view === undefined && h("p", { class: "notice bad" }, say("gate.unknown")),
    view?.rows.length === 0 && h("p", {}, say("gate.none")),
    h("ol", { class: "timeline" }, view?.rows.map((row) => rowItem(state, row))),
    view !== undefined && view.others > 0 &&
      h("p", { class: "soft" }, say("gate.others", { count: view.others })),
  );
}

function rowItem(state: TurnedAwayState, row: TurnedAwayRow): PageElement {
  const { say } = state.language;
  const { address, listener, count, firstWallMs, lastWallMs, reason, text } = row;
  const [time, last] = [momentOf(state, firstWallMs), momentOf(state, lastWallMs)];
  return h(
    "li",
    {},
    h("p", {}, h("b", {}, address), ` · ${say(`gate.${listener}`)} · ${say("gate.times", { count })}`),
    h("p", {}, reasonOf(state.language, reason)),
    h("p", { class: "soft" }, say("gate.since", { time, last })),
    // The log's own sentence, in English: it is what is searched for.
    h("p", { class: "soft", lang: "en" }, text),
    reason === "not-allowed" && allowForm(state, row),
  );
}

function allowForm({ language: { say }, person }: TurnedAwayState, row: TurnedAwayRow): PageElement {
  const { listener, address } = row;
  const mayNot = person !== undefined && person.role !== "installer";
  return h(
    "form",
    { class: "act", method: "post", action: ALLOW, "data-done": say("gate.allowed", { address }) },
    h("input", { type: "hidden", name: "listener", value: listener }),
    h("input", { type: "hidden", name: "address", value: address }),
    h(
      "button",
      { type: "submit", disabled: mayNot, title: mayNot ? say("gate.installer") : undefined },
      say("gate.allow"),
    ),
  );
}

function reasonOf({ say }: Language, reason: string): string {
  const explained = EXPLAINED.find((known) => known === reason);
  if (explained !== undefined) return say(`gate.reason.${explained}`);
  return TOO_MANY.includes(reason) ? say("gate.reason.too-many") : say("gate.reason.other", { reason });
}
