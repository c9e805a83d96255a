import assert from "node:assert/strict";
import { parseConfig } from "./load.ts";
import { scopeOf } from "./scope.ts";
import { type ChangeEffect, type ChangeInput, startChanges, stepChanges } from "./trial.ts";
import { type ChangeScope, type ChangeState } from "./trial_state.ts";

const MINUTE = 60_000;
const NOTHING: ChangeScope = { zonesTouched: [], added: [] };

/** A site that is told what stands on it once a second, under a clock of its own. */
class Site {
  nowMs = 1_000_000;
  state: ChangeState;
  alarms = new Map<string, string>();
  troubles = new Set<string>();
  unproven: string[] = [];
  effects: ChangeEffect[] = [];

  constructor(usual = { alarms: 0, troubles: 0, spanMs: 7 * 86_400_000 }) {
    this.state = startChanges(1, usual, this.nowMs);
    this.give({ kind: "roles", ready: ["outputs", "fusion", "sensors", "ui"], missing: [] });
    this.run(2_000);
  }

  give(input: ChangeInput): void {
    const { state, effects } = stepChanges(this.state, input, this.nowMs);
    this.state = state;
    this.effects.push(...effects);
  }

  run(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) {
      this.nowMs += 1_000;
      this.give({
        kind: "vitals",
        vitals: {
          alarms: [...this.alarms].map(([alarmId, zoneId]) => ({ alarmId, zoneId })),
          troubles: [...this.troubles],
          unproven: this.unproven,
        },
      });
      this.give({ kind: "tick" });
    }
  }

  apply(version: number, scope = NOTHING, mustConfirm = false): void {
    this.give({ kind: "apply", version, lengthMs: 10 * MINUTE, mustConfirm, scope });
  }

  get reverted(): string | undefined {
    const found = this.effects.find((effect) => effect.kind === "revert");
    return found?.why;
  }
}

Deno.test("stepChanges: a quiet trial makes the change good by itself, and not before its end", () => {
  const site = new Site();
  site.apply(2);
  site.run(10 * MINUTE - 2_000);
  assert.deepEqual(site.effects, []);
  assert.equal(site.state.good, 1);
  site.run(3_000);
  assert.deepEqual(site.effects, [{ kind: "keep", version: 2, why: "nothing went wrong for 600 s" }]);
  assert.deepEqual([site.state.running, site.state.good, site.state.trial], [2, 2, undefined]);
});

Deno.test("stepChanges: a sensor that is lost rolls the change back, once it is not just reconnecting", () => {
  const site = new Site();
  site.apply(2);
  site.troubles.add("sensor-silent:s1");
  site.run(15_000);
  site.troubles.clear();
  site.run(30_000);
  assert.equal(site.reverted, undefined, "it came back in time");
  site.troubles.add("sensor-silent:s1");
  site.run(25_000);
  assert.match(site.reverted!, /1 trouble since the change: sensor-silent:s1/);
  assert.deepEqual([site.state.running, site.state.good], [1, 1]);
});

Deno.test("stepChanges: that another box has gone is not held against the change", () => {
  const site = new Site();
  site.apply(2);
  site.troubles.add("fleet-guarding:north");
  site.run(11 * MINUTE);
  assert.equal(site.reverted, undefined);
});

Deno.test("stepChanges: a sensor lost just before the end of the trial is waited for", () => {
  const site = new Site();
  site.apply(2);
  site.run(10 * MINUTE - 5_000);
  site.troubles.add("zone-blind:hall");
  site.run(40_000);
  assert.match(site.reverted!, /zone-blind:hall/);
});

Deno.test("stepChanges: what was wrong before, and what did not exist before, is not held against the change", () => {
  const site = new Site();
  site.troubles.add("sensor-silent:old").add("output-fault:bell");
  site.alarms.set("A1-1", "hall");
  site.run(5_000);
  site.apply(2, { zonesTouched: ["hall", "attic"], added: ["attic", "new-sensor"] });
  site.troubles.add("sensor-silent:new-sensor").add("zone-blind:attic");
  site.alarms.set("A1-2", "attic");
  site.run(11 * MINUTE);
  assert.equal(site.reverted, undefined);
  assert.equal(site.state.good, 2);
});

Deno.test("stepChanges: a sensor that had not been heard yet is no loss, but one that is silent since a new start is", () => {
  const site = new Site();
  site.unproven = ["unmounted"];
  site.run(2_000);
  site.apply(2);
  site.troubles.add("sensor-silent:unmounted");
  site.run(11 * MINUTE);
  assert.equal(site.reverted, undefined);

  let state = startChanges(1, { alarms: 0, troubles: 0, spanMs: 0 }, 0);
  const effects: ChangeEffect[] = [];
  const give = (input: ChangeInput, nowMs: number) => {
    const step = stepChanges(state, input, nowMs);
    state = step.state;
    effects.push(...step.effects);
  };
  give({ kind: "apply", version: 2, lengthMs: 10 * MINUTE, mustConfirm: false, scope: NOTHING }, 0);
  const vitals = (troubles: string[]) =>
    ({ kind: "vitals", vitals: { alarms: [], troubles, unproven: ["s1"] } }) as const;
  give(vitals([]), 1_000);
  give(vitals(["sensor-silent:s1"]), 30_000);
  give(vitals(["sensor-silent:s1"]), 51_000);
  assert.equal(effects.length, 0, "after a power cut the sensor starts too");
  give(vitals(["sensor-silent:s1"]), 151_000);
  assert.equal(effects[0]?.kind, "revert");
});

Deno.test("stepChanges: an alarm in a zone that the change touched rolls it back", () => {
  const site = new Site();
  site.apply(2, { zonesTouched: ["hall"], added: [] });
  site.alarms.set("A1-1", "hall");
  site.run(2_000);
  assert.match(site.reverted!, /1 alarm since the change \(hall\), more than 3 times what is usual here/);
});

Deno.test("stepChanges: one fire in a zone that the change did not touch is a fire; alarms in two are too many", () => {
  const site = new Site();
  site.apply(2, { zonesTouched: ["attic"], added: [] });
  site.alarms.set("A1-1", "hall");
  site.run(MINUTE);
  assert.equal(site.reverted, undefined);
  site.alarms.set("A1-2", "cellar");
  site.run(2_000);
  assert.match(site.reverted!, /2 alarms since the change \(hall, cellar\)/);
});

Deno.test("stepChanges: a site where alarms are usual bears as many during a trial", () => {
  // Ten an hour over a week: three times of it are five in ten minutes.
  const site = new Site({ alarms: 10 * 24 * 7, troubles: 0, spanMs: 7 * 86_400_000 });
  site.apply(2, { zonesTouched: ["hall"], added: [] });
  site.run(9 * MINUTE);
  for (let i = 1; i <= 4; i++) site.alarms.set(`A1-${i}`, "hall");
  site.run(10_000);
  assert.equal(site.reverted, undefined);
  for (let i = 5; i <= 8; i++) site.alarms.set(`A1-${i}`, "hall");
  site.run(10_000);
  assert.match(site.reverted!, /8 alarms/);
});

Deno.test("stepChanges: a role that goes down rolls the change back at once, and means nothing without a trial", () => {
  const site = new Site();
  site.give({ kind: "roleDown", role: "sensors", detail: "sensors ended by itself" });
  assert.deepEqual(site.effects, []);
  site.apply(2);
  site.give({ kind: "roleDown", role: "sensors", detail: "sensors ended by itself with exit code 1" });
  assert.equal(site.reverted, "sensors went down: sensors ended by itself with exit code 1");
});

Deno.test("stepChanges: a trouble of the wall clock alone is chance", () => {
  const site = new Site();
  site.apply(2);
  site.troubles.add("time-unsynchronised:box").add("config-refused:file");
  site.run(11 * MINUTE);
  assert.equal(site.reverted, undefined);
});

Deno.test("stepChanges: a person's confirmation ends the trial; where it is asked for, its absence rolls back", () => {
  const site = new Site();
  site.apply(2, NOTHING, true);
  site.give({ kind: "confirm", by: "anna" });
  assert.deepEqual(site.effects, [{ kind: "keep", version: 2, why: "confirmed by anna" }]);
  site.apply(3, NOTHING, true);
  site.run(11 * MINUTE);
  assert.equal(site.reverted, "nobody confirmed it within 600 s");
  assert.deepEqual([site.state.running, site.state.good], [2, 2]);
});

Deno.test("stepChanges: a change on top of one on trial goes back to what was good before both", () => {
  const site = new Site();
  site.apply(2, { zonesTouched: ["hall"], added: [] });
  site.run(MINUTE);
  site.apply(3, { zonesTouched: ["attic"], added: [] });
  site.alarms.set("A1-1", "hall");
  site.run(2_000);
  assert.deepEqual(site.effects.map((effect) => effect.kind === "revert" && [effect.version, effect.to]), [[
    3,
    1,
  ]]);
});

Deno.test("stepChanges: a site that is not heard at all proves nothing", () => {
  let state = startChanges(1, { alarms: 0, troubles: 0, spanMs: 0 }, 0);
  state =
    stepChanges(state, { kind: "apply", version: 2, lengthMs: MINUTE, mustConfirm: false, scope: NOTHING }, 0)
      .state;
  const later = stepChanges(state, { kind: "tick" }, 10 * MINUTE);
  assert.deepEqual(later.effects, []);
  assert.notEqual(later.state.trial, undefined);
});

Deno.test("stepChanges learns what is usual, and never from a trial", () => {
  const site = new Site({ alarms: 0, troubles: 0, spanMs: 0 });
  for (let i = 0; i < 5; i++) {
    site.alarms.set(`A1-${i}`, "hall");
    site.run(MINUTE);
  }
  assert(Math.abs(site.state.usual.alarms - 5) < 0.01, `${site.state.usual.alarms}`);
  site.apply(2);
  site.troubles.add("store-failed:journal");
  site.run(MINUTE);
  assert.equal(site.state.usual.troubles, 0);
});

Deno.test("scopeOf: a zone is touched by its own limits and by its sensors, and what is new is known as new", () => {
  const parse = (text: string) => {
    const parsed = parseConfig(`outputs: [{id: bell, kind: siren, driver: simulated}]\n${text}`);
    assert(parsed.ok);
    return parsed.value;
  };
  const before = parse("zones: [{id: a}, {id: b}, {id: c}]\nsensors: [{id: s, zone: b}]");
  const after = parse(
    "zones: [{id: a, limits: {criticalC: 70}}, {id: b}, {id: c}, {id: d}]\nsensors: [{id: s, zone: b, mode: request}]",
  );
  assert.deepEqual(scopeOf(before, after), { zonesTouched: ["a", "b", "d"], added: ["d"] });
});
