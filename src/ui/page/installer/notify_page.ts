/**
 * Who is told of what happens, whether it arrives, and a button to try it.
 */
import type { NotifyTargetState } from "../../../bus/messages.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { momentOf, type SpokenState } from "../state.ts";

/** What an installer adds to the configuration: docs/notifications.md has the rest. */
const EXAMPLE = `notify:
  targets:
    - id: office
      kind: email
      host: mail.example.org
      from: box@example.org
      to: [office@example.org]`;

/** What came of a test that a person has just asked for. */
export interface Tested {
  readonly target: string;
  readonly hasArrived: boolean;
}

/** The parts of the page. `targets` is a text, why, where the notifiers cannot be asked. */
export function notifyPage(
  state: SpokenState,
  targets: readonly NotifyTargetState[] | string,
  tested: Tested | undefined,
): Child {
  const { say } = state.language;
  return h(
    "section",
    { class: "panel", "aria-labelledby": "notify-title" },
    h("h1", { id: "notify-title" }, say("notify.title")),
    h("p", { class: "soft" }, say("notify.hint")),
    typeof targets === "string"
      ? [
        h("p", { class: "notice bad" }, say("notify.unknown")),
        h("p", { class: "soft", lang: "en" }, targets),
      ]
      : targets.length === 0
      ? [
        h("p", {}, h("b", {}, say("notify.none"))),
        h("p", {}, say("notify.none-how")),
        h("pre", { class: "example" }, EXAMPLE),
      ]
      : h("ol", { class: "timeline" }, targets.map((target) => targetItem(state, target, tested))),
  );
}

function targetItem(state: SpokenState, target: NotifyTargetState, tested: Tested | undefined): PageElement {
  const { say } = state.language;
  const { id, kind, name, waiting, sent, givenUp, lastSentAtWallMs, fault } = target;
  const outcome = tested?.target === id ? tested : undefined;
  return h(
    "li",
    { class: fault === undefined ? undefined : "warning" },
    h("p", {}, h("b", {}, name || id), ` · ${say(`notify.kind.${kind}`)}`),
    h(
      "p",
      {},
      lastSentAtWallMs === undefined
        ? say("notify.never")
        : say("notify.last", { time: momentOf(state, lastSentAtWallMs) }),
    ),
    h(
      "p",
      { class: "soft" },
      say("notify.counts", { waiting: String(waiting), sent: String(sent), givenUp: String(givenUp) }),
    ),
    outcome !== undefined && h(
      "p",
      { class: `notice ${outcome.hasArrived ? "good" : "bad"}`, role: "status" },
      say(outcome.hasArrived ? "notify.arrived" : "notify.not-arrived", { name: name || id }),
    ),
    // What the other side or the system said, as the log has it.
    fault !== undefined && h("p", { class: "notice bad", lang: "en" }, fault),
    // A form of its own, without scripts: the page comes back with what has become of the test.
    h(
      "form",
      { method: "post", action: `/api/v1/notify/${encodeURIComponent(id)}/test` },
      h("button", { type: "submit" }, say("notify.test")),
    ),
  );
}
