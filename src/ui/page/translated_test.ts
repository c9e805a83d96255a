/**
 * That the page says nothing which is not in the message files: it is drawn in a language that brackets all it says.
 */
import assert from "node:assert/strict";
import type { StoredEvent } from "../../bus/messages.ts";
import { scenePage } from "../fake_page.ts";
import type { Scene } from "../fake_scenes.ts";
import { TROUBLES } from "../../reading/trouble.ts";
import { english, type Messages } from "../messages/english.ts";
import { Language } from "../messages/language.ts";
import type { Message } from "../messages/message.ts";
import type { PageNode } from "./node.ts";
import { page } from "./page.ts";
import type { PageState } from "./state.ts";

const bracketed = Object.fromEntries(
  (Object.entries(english) as [string, Message][]).map(([key, message]) => [
    key,
    typeof message === "string" ? `⟦${message}⟧` : { one: `⟦${message.one}⟧`, other: `⟦${message.other}⟧` },
  ]),
) as unknown as Messages;
const BRACKETS = new Language("en", bracketed);

function stateOf(scene: Scene, more: Partial<PageState> = {}): PageState {
  return scenePage(scene, { language: BRACKETS, person: undefined, ...more });
}

/** What people read or are read to. */
const READ_ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "data-done"];

function textsOf(node: PageNode): string[] {
  if (typeof node === "string") return [node];
  // Names of languages, and what programs have said.
  if (node.attributes.lang !== undefined || node.tag === "code" || node.tag === "pre") return [];
  const attributes = READ_ATTRIBUTES.map((name) => node.attributes[name]).filter((value) =>
    typeof value === "string"
  );
  return [...attributes, ...node.children.flatMap(textsOf)];
}

/** Strings that the site, its people and its devices are called by. */
function dataOf(state: PageState): Set<string> {
  const found = new Set<string>(["EmberEye", "API", state.version, "boiler-9"]);
  const collect = (value: unknown) => {
    // Parts of sentences stand by themselves where there is little room, or around what is to be typed.
    if (typeof value === "string") [value, ...value.split(/`|: /)].forEach((part) => found.add(part.trim()));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  collect(state.site);
  collect(state.roles);
  collect(TROUBLES);
  for (const code of Object.keys(TROUBLES)) found.add(code.replaceAll("-", " "));
  collect(state.events as readonly StoredEvent[]);
  return found;
}

/** `text` without what is in brackets, data, units and numbers. */
function unsaid(text: string, data: ReadonlySet<string>): string {
  let rest = text;
  for (let before = ""; before !== rest;) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, " ");
  }
  for (const known of [...data].sort((a, b) => b.length - a.length)) {
    if (known.length > 1) rest = rest.replaceAll(new RegExp(RegExp.escape(known), "gi"), " ");
  }
  return rest.replaceAll(/°C|MB|BAA|BAB|[\d.]+ c?m\b|\d+ \w{3}\b/g, " ").replaceAll(/[^\p{L}]+/gu, " ")
    .trim();
}

const cases: [string, PageState][] = [
  ...(["normal", "alarm", "trouble", "service", "cameras", "seen", "blinded"] as const).map((
    scene,
  ): [string, PageState] => [scene, stateOf(scene)]),
  [
    "of a zone on fire",
    stateOf("seen", {
      view: { name: "zone", zoneId: "boiler" },
      trend: () => [20, 21],
      pastMoments: () => [{ atMs: 1, atWallMs: 1, maxC: 20 }],
    }),
  ],
  ["of a zone that there is not", stateOf("normal", { view: { name: "zone", zoneId: "boiler-9" } })],
  [
    "of a zone held still",
    stateOf("normal", {
      view: { name: "zone", zoneId: "boiler" },
      study: () => ({ mode: "frozen", facts: undefined, atWallMs: 1 }),
    }),
  ],
  ["of the commissioning", stateOf("trouble", { view: { name: "commissioning", title: "" } })],
  ["of the walk test", stateOf("service", { view: { name: "walk-test", title: "" } })],
  ["lost", stateOf("alarm", { lostForMs: 12_000 })],
  ["without fusion", stateOf("cameras", { connected: false, roles: undefined, events: undefined })],
  ["for a viewer", stateOf("alarm", { person: { name: "Vera", role: "viewer" }, live: false })],
];
for (const [name, state] of cases) {
  Deno.test(`every word of the page (${name}) is in the message files`, () => {
    const data = dataOf(state);
    if (state.person !== undefined) data.add(state.person.name);
    const strange = page(state).flatMap(textsOf).map((text) => unsaid(text, data)).filter((rest) =>
      rest !== ""
    );
    assert.deepEqual(strange, []);
  });
}
