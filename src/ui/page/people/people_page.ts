/**
 * Who may sign in: for installers, with letting somebody in, giving another secret and taking it away.
 */
import type { Person as Account, SecretView } from "../../people_api.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { momentOf, type Person, type SpokenState } from "../state.ts";

/** Who looks, and when. */
export interface PeopleState extends SpokenState {
  readonly person: Person | undefined;
}

const GIVE = "/api/v1/people";
const REVOKE = "/api/v1/people/revoke";

const ROLES = ["operator", "viewer", "installer"] as const;
const KINDS = ["pin", "token"] as const;

/** The parts of the page. `people` is undefined where they cannot be read. */
export function peoplePage(state: PeopleState, people: readonly Account[] | undefined): Child {
  const { say } = state.language;
  return [
    h(
      "section",
      { class: "panel", "aria-labelledby": "people-title" },
      h("h1", { id: "people-title" }, say("people.title")),
      h("p", { class: "soft" }, say("people.hint")),
      people === undefined && h("p", { class: "notice bad" }, say("people.lost")),
      people?.length === 0 && h("p", {}, say("people.none")),
      h("ol", { class: "timeline people" }, people?.map((one) => personItem(state, one))),
    ),
    newPerson(state),
    secretDialog(state),
  ];
}

function personItem(state: PeopleState, { name, token, pin }: Account): PageElement {
  const { say } = state.language;
  return h(
    "li",
    { key: name },
    h("p", {}, h("b", {}, name), state.person?.name === name && h("span", {}, ` (${say("people.you")})`)),
    token !== undefined && secretLine(state, "token", token),
    pin !== undefined && secretLine(state, "pin", pin),
    h(
      "div",
      { class: "person-acts" },
      token !== undefined && replacing(state, name, "token", token),
      pin !== undefined && replacing(state, name, "pin", pin),
      h(
        "details",
        { key: "revoke" },
        h("summary", {}, say("people.revoke")),
        h(
          "form",
          { class: "act", method: "post", action: REVOKE, "data-done": say("people.revoked", { name }) },
          h("p", {}, say("people.revoke-hint", { name })),
          hidden("name", name),
          sure(state, name),
          h("button", { type: "submit" }, say("people.revoke")),
        ),
      ),
    ),
  );
}

function secretLine(state: PeopleState, kind: "token" | "pin", secret: SecretView): PageElement {
  const { say } = state.language;
  const { role, createdAtWallMs, expiresAtWallMs, hasExpired, lastUsedAtWallMs } = secret;
  const at = (wallMs: number) => momentOf(state, wallMs);
  const facts = [
    say("people.made", { time: at(createdAtWallMs) }),
    lastUsedAtWallMs === undefined
      ? say("people.never-used")
      : say("people.used", { time: at(lastUsedAtWallMs) }),
    expiresAtWallMs !== undefined &&
    say(hasExpired ? "people.expired" : "people.until", { time: at(expiresAtWallMs) }),
  ].filter((fact) => fact !== false);
  return h(
    "p",
    { key: kind },
    `${say(`people.${kind}`)}: ${say(`people.role.${role}`)} `,
    h("span", { class: "soft" }, facts.join(" · ")),
  );
}

/** Another secret in place of one that was lost. */
function replacing(
  state: PeopleState,
  name: string,
  kind: "token" | "pin",
  { role }: SecretView,
): PageElement {
  const { say } = state.language;
  return h(
    "details",
    { key: `replace ${kind}` },
    h("summary", {}, `${say(`people.${kind}`)}: ${say("people.replace")}`),
    h(
      "form",
      giveForm(state),
      h("p", {}, say("people.replace-hint")),
      hidden("name", name),
      hidden("kind", kind),
      hidden("role", role),
      hidden("replace", "yes"),
      days(state),
      sure(state, name),
      h("button", { type: "submit" }, say("people.replace")),
    ),
  );
}

function newPerson(state: PeopleState): PageElement {
  const { say } = state.language;
  const choice = (label: string, name: string, options: readonly (readonly [string, string])[]) =>
    h(
      "label",
      {},
      h("span", {}, label),
      h("select", { name }, options.map(([value, text]) => h("option", { value }, text))),
    );
  return h(
    "section",
    { class: "panel", "aria-labelledby": "people-new" },
    h("h2", { id: "people-new" }, say("people.new")),
    h(
      "form",
      giveForm(state),
      h(
        "label",
        {},
        h("span", {}, say("people.name")),
        h("input", { type: "text", name: "name", required: true, maxlength: 60, autocomplete: "off" }),
      ),
      choice(say("people.kind"), "kind", KINDS.map((kind) => [kind, say(`people.${kind}`)])),
      choice(say("people.role"), "role", ROLES.map((role) => [role, say(`people.role.${role}`)])),
      days(state),
      h("button", { type: "submit", class: "main" }, say("people.make")),
    ),
  );
}

function giveForm({ language: { say } }: PeopleState) {
  return {
    class: "act",
    method: "post",
    action: GIVE,
    "data-done": say("people.given"),
    "data-secret": true,
  };
}

function days({ language: { say } }: PeopleState): PageElement {
  return h(
    "label",
    {},
    h("span", {}, `${say("people.days")} (${say("people.days-hint")})`),
    h("input", { type: "number", name: "days", min: 1, max: 3_650, step: 1, inputmode: "numeric" }),
  );
}

/** Nothing is taken away by a slip of the finger. */
function sure({ language: { say } }: PeopleState, name: string): PageElement {
  return h(
    "label",
    { class: "sure" },
    h("input", { type: "checkbox", required: true }),
    h("span", {}, say("people.sure", { name })),
  );
}

/** Where a new secret is shown, once: the browser puts it in, and takes it out when the person has it. */
function secretDialog({ language: { say } }: PeopleState): PageElement {
  return h(
    "dialog",
    { id: "secret", "aria-labelledby": "secret-title", "data-own-content": true },
    h("h2", { id: "secret-title" }),
    h("p", {}, h("output", { class: "secret", lang: "en" })),
    h("p", {}, say("people.secret-hint")),
    h(
      "form",
      { method: "dialog" },
      h("button", { type: "submit", class: "main" }, say("people.secret-close")),
    ),
  );
}

function hidden(name: string, value: string): PageElement {
  return h("input", { type: "hidden", name, value });
}
