import assert from "node:assert/strict";
import type { BoxState, FleetEntry, FleetLog } from "../wire.ts";
import { neighboursOf } from "./incidents.ts";
import { reportOf, type SiteReport } from "./report.ts";
import {
  keepWatch,
  keptWatchSchema,
  restoreWatch,
  startWatch,
  stepWatch,
  type WatchSettings,
} from "./watch.ts";

const SETTINGS: WatchSettings = {
  neighbours: neighboursOf([["north/hall", "south/hall"]]),
  mergeMs: 60_000,
  silentMs: 10_000,
  expected: [],
};
const OUTBOX = "0123456789abcdef";

function standing(...alarmIds: string[]): FleetEntry {
  const state: BoxState = {
    siteName: "Works",
    zones: [{ id: "hall", name: "Hall", state: alarmIds.length > 0 ? "alarm" : "normal" }],
    alarms: alarmIds.map((id) => ({
      id,
      zoneId: "hall",
      zoneName: "Hall",
      raisedAgoMs: 100,
      active: true,
      acknowledged: false,
      silenced: false,
      test: false,
      disabled: false,
      rules: ["smoke"],
    })),
    troubles: [],
    troubleCount: 0,
  };
  return { kind: "state", state };
}

function alarmLine(alarmId: string, text: string): FleetEntry {
  return {
    kind: "event",
    event: { seq: 1, kind: "alarm", atMs: 1, atWallMs: 1, alarmId, zoneId: "hall", text },
  };
}

/** A watcher with a clock that the test moves. */
class Site {
  state;
  nowMs = 1_000;
  readonly settings: WatchSettings;
  #n = 0;

  constructor(settings: Partial<WatchSettings> = {}) {
    this.settings = { ...SETTINGS, ...settings };
    this.state = startWatch(this.settings);
    this.reach();
  }

  reach(): void {
    stepWatch(this.state, { kind: "reached" }, this.settings, this.nowMs);
  }

  lose(): void {
    stepWatch(this.state, { kind: "lost" }, this.settings, this.nowMs);
  }

  beat(box: string, outbox = OUTBOX): void {
    const beat = {
      v: 1 as const,
      box,
      siteName: box,
      version: "1",
      outbox,
      newest: 0,
      waiting: 0,
      dropped: 0,
    };
    stepWatch(this.state, { kind: "beat", beat }, this.settings, this.nowMs);
  }

  log(box: string, storedAtMs: number, entries: readonly FleetEntry[], ageMs = 0): FleetLog {
    const log: FleetLog = {
      v: 1,
      box,
      outbox: OUTBOX,
      entries: entries.map((body) => ({ n: ++this.#n, ageMs, body })),
    };
    this.take(log, storedAtMs);
    return log;
  }

  take(log: FleetLog, storedAtMs: number): void {
    stepWatch(this.state, { kind: "log", log, storedAtMs }, this.settings, this.nowMs);
  }

  report(fault?: string): SiteReport {
    return reportOf(
      this.state,
      this.settings,
      { name: "Plant", atWallMs: 0, leads: true, fault },
      this.nowMs,
    );
  }
}

Deno.test("stepWatch: one fire seen by two neighbours is one incident, with the sentences of both boxes", () => {
  const site = new Site();
  site.log("north", 50_000, [alarmLine("A1-1", "Hall: smoke 40 %."), standing("A1-1")]);
  // An hour behind the network: it was raised 20 s after the other.
  site.log("south", 3_670_000, [standing("A9-1")], 3_600_000);
  site.log("south", 3_670_100, [alarmLine("A9-1", "Hall: 71 C.")], 3_600_000);
  const { verdict, incidents } = site.report();
  assert.equal(verdict, "fire");
  assert.equal(incidents.length, 1);
  assert.deepEqual(incidents[0].alarms.map(({ box, text }) => [box, text]), [
    ["north", "Hall: smoke 40 %."],
    ["south", "Hall: 71 C."],
  ]);
  site.log("north", 60_000, [standing()]);
  assert.equal(site.report().incidents.length, 1, "the other box's alarm stands");
  site.log("south", 3_680_000, [standing()]);
  assert.deepEqual(site.report().incidents, []);
});

Deno.test("stepWatch: what comes twice counts once", () => {
  const site = new Site();
  const log = site.log("north", 0, [alarmLine("A1-1", "Hall: smoke."), standing("A1-1")]);
  site.take(log, 0);
  const { events } = site.report();
  assert.equal(events.length, 1);
  assert.equal(site.state.counts.repeated, 2);
});

Deno.test("stepWatch: an entry that a later version has invented is left out, and all around it is taken", () => {
  const site = new Site();
  site.take({
    v: 1,
    box: "north",
    outbox: OUTBOX,
    entries: [{ n: 1, ageMs: 0, body: { kind: "hologram" } }, { n: 2, ageMs: 0, body: standing("A1-1") }],
  }, 0);
  assert.equal(site.report().incidents.length, 1);
  assert.equal(site.state.counts.notUnderstood, 1);
});

Deno.test("reportOf: a box that falls silent is a trouble, its alarm stands; a watcher that is cut off blames itself", () => {
  const site = new Site({ expected: ["west"] });
  site.beat("north");
  site.log("north", 0, [standing("A1-1")]);
  site.nowMs += 9_000;
  assert.deepEqual(site.report().troubles, []);
  site.nowMs += 1_500;
  const silent = site.report();
  assert.deepEqual(silent.troubles.map(({ code, subject }) => [code, subject]), [
    ["box-silent", "west"],
    ["box-silent", "north"],
  ]);
  assert.equal(silent.incidents.length, 1);
  site.lose();
  assert.deepEqual(site.report("refused").troubles.map(({ code }) => code), ["servers-lost"]);
  site.nowMs += 3_600_000;
  site.reach();
  site.nowMs += 5_000;
  assert.deepEqual(site.report().troubles, [], "boxes are given time to be heard again");
  site.beat("north");
  site.beat("west");
  site.log("north", 0, [standing()]);
  assert.equal(site.report().verdict, "normal");
});

Deno.test("reportOf: while the watcher is cut off a box is not seen, whatever it told last, and until it is heard again", () => {
  const site = new Site();
  for (const box of ["north", "south"]) site.beat(box);
  site.log("north", 0, [standing("A1-1")]);
  site.log("south", 0, [standing()]);
  const conditions = (fault?: string) =>
    site.report(fault).boxes.map(({ name, condition }) => `${name} ${condition}`);
  assert.deepEqual(conditions(), ["north fire", "south normal"]);
  site.lose();
  site.nowMs += 3_600_000;
  assert.deepEqual(conditions("refused"), ["north fire", "south unknown"], "a fire is never taken back");
  assert.equal(site.report("refused").boxes[1].heardAgoMs, 3_600_000);
  site.reach();
  site.nowMs += 2_000;
  assert.deepEqual(conditions(), ["north fire", "south unknown"]);
  assert.equal(site.report().verdict, "fire");
  site.beat("south");
  assert.deepEqual(conditions(), ["north fire", "south normal"]);
});

Deno.test("reportOf: two boxes of one name are a trouble for as long as both speak", () => {
  const site = new Site();
  site.beat("north");
  site.beat("north", "fedcba9876543210");
  assert.deepEqual(site.report().troubles.map(({ code }) => code), ["box-double"]);
  site.nowMs += 11_000;
  site.beat("north");
  assert.deepEqual(site.report().troubles, []);
});

Deno.test("restoreWatch: what was kept is known again, and what it has taken is not taken twice", () => {
  const site = new Site();
  const log = site.log("north", 5_000, [alarmLine("A1-1", "Hall: smoke."), standing("A1-1")]);
  const kept = keptWatchSchema.parse(
    JSON.parse(JSON.stringify(keepWatch(site.state, { seq: 7, created: "x" }))),
  );
  site.state = restoreWatch(kept, SETTINGS);
  site.reach();
  site.take(log, 5_000);
  const { incidents, events } = site.report();
  assert.equal(incidents[0].alarms[0].text, "Hall: smoke.");
  assert.equal(incidents[0].raisedAtMs, 4_900);
  assert.equal(events.length, 1);
});
