import assert from "node:assert/strict";
import type { StoredEvent } from "../../bus/messages.ts";
import { inEnglish } from "../../reading/in_english.ts";
import { type Saying, saying } from "../../reading/saying.ts";
import { type Trouble, troubleId } from "../../reading/trouble.ts";
import { scenePage } from "../fake_page.ts";
import type { LanguageTag } from "../messages/languages.ts";
import { spoken } from "../messages/spoken.ts";
import { h } from "./node.ts";
import { markup } from "./markup.ts";
import { eventText, troubleHeading, troubleSentence } from "./told.ts";
import { troubleList } from "./trouble_list.ts";
import { verdictOf } from "./verdict.ts";

function stateIn(tag: LanguageTag, scene: "normal" | "trouble" = "normal") {
  return scenePage(scene, { language: spoken(tag), person: undefined });
}

function event(said: Saying | undefined, more: Partial<StoredEvent> = {}): StoredEvent {
  const text = said === undefined ? "dock-2 has delivered nothing" : inEnglish(said);
  return { seq: 1, kind: "alarm", atMs: 0, atWallMs: 0, text, ...(said && { said }), ...more };
}

function shown(tag: LanguageTag, line: StoredEvent): string {
  return markup(h("p", {}, eventText(stateIn(tag), line)));
}

const heat = saying("said.at", {
  seen: saying("said.heat-rising", { value: { value: 71.25, digits: 1 }, limit: 60, rate: 12 }),
  sensor: "kessel-1",
});

Deno.test("eventText tells an alarm in the reader's language, numbers as they are written there", () => {
  const line = event(saying("said.alarm", { zone: "Kesselraum", seen: heat }));
  assert.equal(
    shown("de", line),
    "<p>Kesselraum: 71,3 °C (Grenze 60 °C), steigt um 12 °C je Minute bei kessel-1.</p>",
  );
  assert.match(
    shown("hi", line),
    /^<p>Kesselraum: 71\.3 °C \(सीमा 60 °C\), 12 °C प्रति मिनट बढ़ रहा है \(kessel-1 पर\)।<\/p>$/,
  );
  assert.equal(shown("en", line), `<p>${line.text}</p>`);
});

Deno.test("eventText says of a trouble that older versions wrote what it is and where, and marks the English", () => {
  const line = event(undefined, { kind: "trouble", troubleId: troubleId("sensor-silent", "dock-2") });
  assert.equal(
    shown("fr", line),
    '<p>Capteur muet: dock-2. <span lang="en">dock-2 has delivered nothing</span></p>',
  );
  assert.equal(shown("en", line), "<p>dock-2 has delivered nothing</p>");
});

Deno.test("eventText shows the English of what a later version says, marked as such", () => {
  const line = event({ key: "said.of-next-year", parts: { zone: "Hall" } }, { text: "Hall: something new." });
  assert.equal(shown("es", line), '<p><span lang="en">Hall: something new.</span></p>');
});

Deno.test("the journal never takes a name for markup", () => {
  const line = event(saying("said.sensor-back", { sensor: "<b>x</b>" }));
  assert.match(shown("de", line), /^<p>&lt;b&gt;x&lt;\/b&gt; liefert wieder\.<\/p>$/);
});

function withTrouble(tag: LanguageTag, more: Partial<Trouble>) {
  const state = stateIn(tag, "trouble");
  const trouble: Trouble = {
    id: troubleId("camera-dark", "yard"),
    code: "camera-dark",
    subject: "yard",
    active: true,
    acknowledged: false,
    detail: "yard is almost black: 3 of 255",
    raisedAtMs: 0,
    raisedAtWallMs: 0,
    count: 1,
    ...more,
  };
  return { trouble, state: { ...state, site: { ...state.site!, troubles: [trouble], alarms: [] } } };
}

Deno.test("a trouble whose detail is English alone is told by its meaning, in the verdict too", () => {
  const { trouble, state } = withTrouble("de", {});
  const sentence = troubleSentence(state, trouble);
  assert.match(sentence, /^Kamera dunkel: .*\. Das Bild einer Kamera ist fast schwarz/);
  const { kind, text } = verdictOf(state);
  if (kind === "trouble") assert.equal(text, sentence);
});

Deno.test("the list of troubles says in Hindi what is wrong and what to do, and keeps commands as they are typed", () => {
  const said = saying("said.frozen", { zone: "गोदाम", sensor: "dock-2", duration: { ms: 65_000 } });
  const { state } = withTrouble("hi", {
    id: troubleId("sensor-silent", "dock-2"),
    code: "sensor-silent",
    subject: "dock-2",
    detail: inEnglish(said),
    said,
  });
  const html = markup(h("div", {}, troubleList(state)));
  assert.match(html, /सेंसर चुप/);
  assert.match(html, /गोदाम: dock-2 1 मि/u, "the detail, with its duration");
  assert.match(html, /सेंसर की बिजली और नेटवर्क केबल जाँचें; <code>embereye status<\/code>/);
  assert.doesNotMatch(html, /Check the sensor|has sent the same/);
});

Deno.test("a part of the service that is down is told by its task, the box by what people call it", () => {
  const role = withTrouble("de", {
    id: troubleId("role-down", "cameras-1"),
    code: "role-down",
    subject: "cameras-1",
  });
  assert.match(
    troubleSentence(role.state, role.trouble),
    /^Teil des Dienstes ausgefallen: cameras-1 \(hört auf die Kameras\)\./,
  );
  const disk = withTrouble("es", { id: troubleId("disk-low", "box"), code: "disk-low", subject: "box" });
  assert.match(troubleSentence(disk.state, disk.trouble), /^Disco casi lleno: este equipo\./);
});

Deno.test("a trouble is told of what it is about, also where a sensor has the id of its zone or of a siren", () => {
  const { state } = withTrouble("en", {});
  const { site } = state;
  site.zones[0].id = site.sensors[0].id = site.outputs[0].id = "hall";
  site.zones[0].name = "Main hall";
  site.sensors[0].name = "Above the stove";
  Object.assign(site.outputs[0], { name: "Hall siren" });
  assert.equal(troubleHeading(state, { code: "zone-blind", subject: "hall" }), "Zone blind: Main hall");
  assert.equal(
    troubleHeading(state, { code: "sensor-silent", subject: "hall" }),
    "Sensor silent: Above the stove",
  );
  assert.equal(troubleHeading(state, { code: "output-fault", subject: "hall" }), "Output fault: Hall siren");
});
