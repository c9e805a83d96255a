import assert from "node:assert/strict";
import { join } from "node:path";
import { LatchFiles } from "../outputs/latch_files.ts";
import { EventStore } from "../store/event_store.ts";
import { sampleAlarm, sampleBatch, sampleEvent, sampleTrouble } from "../store/samples_for_tests.ts";
import { TOKENS } from "../ui/fake_deps.ts";
import type { Scene } from "../ui/fake_scenes.ts";
import { processIdentity } from "../watchdog/process_info.ts";
import { TestBox } from "./box_for_tests.ts";
import { type FilesReport, type PageReport, reportOf } from "./box_report.ts";
import { isHealthy, verdictOf } from "./report_verdict.ts";
import { statusLines } from "./status_report.ts";
import { widthOf } from "./text_layout.ts";
import { pageAddress } from "./where.ts";

const SCREEN = { columns: 80, colours: false };

async function report(box: TestBox, token?: string): Promise<PageReport | FilesReport> {
  return await reportOf(box.paths, await pageAddress(box.paths), token, box.clock);
}

function textOf(shown: PageReport | FilesReport): string {
  const lines = statusLines(shown, SCREEN, "UTC");
  assert(lines.every((line) => widthOf(line) <= 80), lines.join("\n"));
  return lines.join("\n");
}

/** Writes what a fusion that has ended left in its store. */
function store(box: TestBox, parts: Parameters<typeof sampleBatch>[0]): void {
  const opened = EventStore.open({ path: box.paths.eventsDatabase, nowWallMs: 1 });
  assert(opened.ok);
  assert(opened.value.write(sampleBatch(parts)).ok);
  opened.value.close();
}

Deno.test("status shows each scene of the page in 80 columns, the verdict first", async () => {
  const first: [Scene, RegExp, boolean][] = [
    ["normal", /^All normal\n/, true],
    ["alarm", /^FIRE ALARM in Boiler room\n/, false],
    ["trouble", /^Protected, with one trouble\n/, false],
    ["service", /^Walk test in Server closet; Paint store out of service\n/, true],
  ];
  for (const [scene, verdict, healthy] of first) {
    await using box = await (await TestBox.make(scene)).serve();
    const shown = await report(box);
    assert.match(textOf(shown), verdict);
    assert.equal(isHealthy(shown), healthy, scene);
  }
});

Deno.test("status of a fire says where, why, since when, and what the sirens do", async () => {
  await using box = await (await TestBox.make("alarm")).serve();
  const text = textOf(await report(box));
  assert.match(
    text,
    /Boiler room {2}alarm-1 {2}Flame 63 % and 71 °C, rising 12 °C a minute, since\s+03:12:08/,
  );
  assert.match(text, /Boiler room {4}ALARM/);
  assert.match(text, /Yard {10}siren {2}sounding, temporal-3/);
});

Deno.test("status of a trouble says what to do, and which sensor is silent for how long", async () => {
  await using box = await (await TestBox.make("trouble")).serve();
  const text = textOf(await report(box));
  assert.match(text, /sensor-silent {2}dock-2 {2}Dock-2 has delivered nothing for 2 min 14 s/);
  assert.match(text, /Check the\s+sensor's power/);
  assert.match(text, /dock-2 {4}silent for 2 min 14 s/);
  assert.match(text, /loc-207 {3}0\.1 s ago .*none \(no such zone\)/);
});

Deno.test("status counts ages up to now where fusion is gone, and does not call that healthy", async () => {
  await using box = await (await TestBox.make()).serve();
  await box.clock.advance(60_000);
  const shown = await report(box);
  assert.match(textOf(shown), /^The fire logic cannot be reached\n/);
  assert.match(textOf(shown), /boiler-1 {2}1 min/);
  assert.equal(isHealthy(shown), false);
});

Deno.test("status reads the files where the page wants a token, and asks the page where it gets one", async () => {
  await using box = await (await TestBox.make()).serve();
  box.deps.viewing = "token";
  const without = await report(box);
  assert.equal(without.source, "files");
  assert.match(textOf(without), /wants a\s+token: give\s+one with --token-file or\s+EMBEREYE_TOKEN/);
  assert.equal(without.health?.ready, true, "that it is ready, everybody may know");
  assert.equal((await report(box, TOKENS.viewer)).source, "page");
  const wrong = await report(box, "no-such-token");
  assert.match(textOf(wrong), /this token is not known/);
});

Deno.test("status of a stopped box tells from its files what stands, and that nothing is protected", async () => {
  await using box = await TestBox.make();
  const alarm = sampleAlarm("A1-1", { zoneId: "boiler" });
  store(box, {
    events: [sampleEvent("alarm", "Boiler room: smoke 40 %.")],
    alarms: [{ alarm, ended: false }, { alarm: sampleAlarm("A0-9"), ended: true }],
    troubles: [{ trouble: sampleTrouble("boiler-1"), ended: false }],
  });
  const shown = await report(box);
  const text = textOf(shown);
  assert.match(
    text,
    /^FIRE ALARM in Boiler room\nIt stands .*EmberEye is not running:\s+nothing is protected/,
  );
  assert.match(text, /from the files, because the page at\s+\S+ cannot be reached: nothing listens there/);
  assert.match(text, /Boiler room {2}A1-1/);
  assert(!text.includes("A0-9"), "what was reset does not stand");
  assert.match(text, /sensor-silent {2}boiler-1 {2}Nothing for 10 s/);
  assert.match(text, /LAST EVENTS\n.*\n.*alarm +Boiler room: smoke 40 %/);
  assert.equal(isHealthy(shown), false);
});

Deno.test("status tells an alarm that only the outputs remember, and what it could not read", async () => {
  await using box = await TestBox.make();
  await Deno.writeTextFile(
    box.paths.eventsDatabase,
    "this is no database, but long enough to be looked at".repeat(50),
  );
  const latched = [{
    alarmId: "A7-1",
    zoneId: "kitchen",
    silenced: false,
    raisedAtWallMs: 1_770_000_000_000,
  }];
  const content = {
    epoch: 7,
    revision: 1,
    sirens: { Yard: "temporal-3" as const },
    relays: {},
    latched,
    released: [],
  };
  assert((await new LatchFiles(box.paths.latch).save(content, 1)).ok);
  const text = textOf(await report(box));
  assert.match(text, /^FIRE ALARM in Kitchen/);
  assert.match(text, /Kitchen {2}A7-1 {2}Latched at the outputs since .*its cause is\s+not in the journal/);
  assert.match(text, /Yard {2}ordered to sound: temporal-3/);
  assert.match(text, /NOT READABLE\n {2}cannot read .*events\.db: it is damaged/);
});

Deno.test("status tells running processes from the notes of dead ones", async () => {
  await using box = await TestBox.make();
  store(box, {});
  const note = (role: string, pid: number, identity: string) =>
    Deno.writeTextFile(join(box.paths.run, `${role}.pid`), JSON.stringify({ pid, identity }));
  await note("outputs", Deno.pid, processIdentity(Deno.pid)!);
  await note("fusion", Deno.pid, "another boot:1");
  await note("sensors", 4_000_000, "x");
  const shown = await report(box);
  assert.deepEqual(shown.roles.map(({ role, state, pid }) => [role, state, pid]), [[
    "outputs",
    "running",
    Deno.pid,
  ]]);
  assert(shown.roles[0].residentBytes! > 1e6);
});

Deno.test("verdictOf never calls a box normal whose files alone were read", async () => {
  await using box = await TestBox.make();
  store(box, {});
  const read = await report(box);
  assert(read.source === "files");
  const role = { restarts: 0, queues: [], state: "ready", pid: 7 };
  const roles = ["outputs", "fusion", "sensors", "ui"].map((name) => ({ ...role, role: name }));
  const alive = { ...read, supervisorRuns: true, roles };
  assert.equal(verdictOf(alive).kind, "unknown");
  assert.equal(isHealthy(alive), false);
  const ready = { status: "ok" as const, ready: true, reasons: [], troubles: [] };
  assert.equal(verdictOf({ ...alive, health: ready }).kind, "normal");
  assert.equal(verdictOf({ ...alive, supervisorRuns: false }).kind, "trouble");
  const withoutFusion = roles.map((one) => one.role === "fusion" ? { ...one, pid: undefined } : one);
  assert.deepEqual(verdictOf({ ...alive, roles: withoutFusion as typeof roles }), {
    kind: "unprotected",
    title: "Fusion does not run",
    text: "No alarm is recorded.",
  });
  const full = { ...alive, faults: ["cannot read events.db"] };
  assert.deepEqual([verdictOf(full).kind, verdictOf(full).text.includes("No alarm")], ["unknown", false]);
});
