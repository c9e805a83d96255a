import assert from "node:assert/strict";
import type { ProcessName } from "../reading/ids.ts";
import { type ChangeEffect, type ChangeInput, OVERDUE_MAX_MS, startChanges, stepChanges } from "./trial.ts";
import { type ChangeState } from "./trial_state.ts";

const MINUTE = 60_000;
const LATE = "was not ready in time: 30 s";
const ALL: readonly ProcessName[] = ["outputs", "fusion", "sensors", "ui"];

/** A service from its start, told once a second what the supervisor and (once fusion is ready) the site say. */
class Service {
  nowMs = 5_000;
  state: ChangeState = startChanges(1, { alarms: 0, troubles: 0, spanMs: 0 }, 5_000);
  effects: ChangeEffect[] = [];
  ready = new Set<ProcessName>();
  troubles = new Set<string>();
  unproven: string[] = [];

  give(input: ChangeInput): void {
    const { state, effects } = stepChanges(this.state, input, this.nowMs);
    this.state = state;
    this.effects.push(...effects);
  }

  apply(version = 2): void {
    const scope = { zonesTouched: [], added: [] };
    this.give({ kind: "apply", version, lengthMs: 10 * MINUTE, mustConfirm: false, scope });
  }

  tellRoles(): void {
    const ready = [...this.ready];
    this.give({ kind: "roles", ready, missing: ALL.filter((role) => !this.ready.has(role)) });
  }

  run(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) {
      this.nowMs += 1_000;
      this.tellRoles();
      if (this.ready.has("fusion")) {
        this.give({
          kind: "vitals",
          vitals: { alarms: [], troubles: [...this.troubles], unproven: this.unproven },
        });
      }
      this.give({ kind: "tick" });
    }
  }

  /** All roles are ready with the version that is good. */
  up(): void {
    this.ready = new Set(ALL);
    this.run(10_000);
  }

  /** A role that is being started takes too long, or ends. */
  fails(role: ProcessName, detail: string): void {
    this.give({ kind: "roleDown", role, detail });
  }

  get reverted(): string | undefined {
    return this.effects.find((effect) => effect.kind === "revert")?.why;
  }
}

Deno.test("stepChanges: roles that are late at a slow first start are the machine's doing, and the trial goes on to its end", () => {
  const service = new Service();
  service.apply();
  service.run(30_000);
  for (const role of ["ui", "sensors"] as const) service.fails(role, LATE);
  service.ready = new Set(["outputs", "fusion"]);
  service.unproven = ["s1"];
  service.troubles = new Set(["sensor-silent:s1", "zone-blind:hall", "role-down:sensors", "role-down:ui"]);
  service.run(MINUTE);
  for (const role of ["ui", "sensors"] as const) service.fails(role, LATE);
  service.run(100_000);
  assert.equal(service.reverted, undefined, "what a role that still starts would bring is not lost");
  service.up();
  service.troubles.clear();
  service.unproven = [];
  service.run(11 * MINUTE);
  assert.equal(service.reverted, undefined);
  assert.equal(service.state.good, 2);
});

Deno.test("stepChanges: a reset of the machine in the middle of a trial lets the trial begin anew, late roles and slow sensors included", () => {
  const before = new Service();
  before.up();
  before.apply();
  before.run(3 * MINUTE);
  assert.notEqual(before.state.trial, undefined);

  // What the machine knew is gone: the version on trial starts with nothing but itself.
  const after = new Service();
  after.apply();
  after.run(31_000);
  after.fails("ui", LATE);
  after.up();
  after.unproven = ["s1"];
  after.troubles.add("sensor-silent:s1");
  after.run(90_000);
  after.troubles.clear();
  after.unproven = [];
  after.run(11 * MINUTE);
  assert.deepEqual(after.effects.map(({ kind }) => kind), ["keep"]);
});

Deno.test("stepChanges: a change that crashes a role again and again is rolled back, at a running box and after a start", () => {
  const running = new Service();
  running.up();
  running.apply();
  running.ready.delete("sensors");
  running.run(1_000);
  running.fails("sensors", "sensors ended by itself with exit code 1");
  assert.equal(running.reverted, undefined);
  running.fails("sensors", "sensors ended by itself with exit code 1");
  assert.match(running.reverted!, /^sensors does not start, 2 times in a row: .* exit code 1$/);

  const started = new Service();
  started.apply();
  started.ready = new Set(["outputs", "fusion", "ui"]);
  for (let failed = 1; failed <= 4; failed++) {
    assert.equal(started.reverted, undefined);
    started.run(2_000);
    started.fails("sensors", "sensors ended by itself with exit code 1");
  }
  assert.match(started.reverted!, /^sensors does not start, 4 times in a row/);
});

Deno.test("stepChanges: a role that starts but goes down again rolls the change back at once, also after a late start", () => {
  const service = new Service();
  service.apply();
  service.run(30_000);
  service.fails("sensors", LATE);
  service.up();
  service.fails("sensors", "sensors ended by itself with exit code 1");
  assert.equal(service.reverted, "sensors went down: sensors ended by itself with exit code 1");
});

Deno.test("stepChanges: a role that is late once at a planned restart takes nothing back, nor does what is missing meanwhile", () => {
  const service = new Service();
  service.up();
  service.apply();
  service.ready.delete("sensors");
  service.troubles.add("sensor-silent:s1");
  service.run(31_000);
  service.fails("sensors", LATE);
  service.run(25_000);
  service.up();
  service.troubles.clear();
  service.run(11 * MINUTE);
  assert.equal(service.reverted, undefined);

  service.apply(3);
  service.ready.delete("sensors");
  service.run(31_000);
  service.fails("sensors", LATE);
  service.run(61_000);
  service.fails("sensors", LATE);
  assert.match(service.reverted!, /^sensors does not start, 2 times in a row: was not ready in time/);
});

Deno.test("stepChanges: a role that was down before the change is not held against it, and does not keep the trial from ending", () => {
  const service = new Service();
  service.up();
  service.ready.delete("ui");
  service.run(2_000);
  service.apply();
  for (let i = 0; i < 6; i++) service.fails("ui", "ui ended by itself");
  service.run(11 * MINUTE);
  assert.deepEqual(service.effects.map(({ kind }) => kind), ["keep"]);
});

Deno.test("stepChanges: what an earlier change on trial brought down is held against the next one on top of it", () => {
  const service = new Service();
  service.up();
  service.apply();
  service.ready.delete("ui");
  service.run(2_000);
  service.fails("ui", "ui ended by itself");
  service.apply(3);
  service.fails("ui", "ui ended by itself");
  service.fails("ui", "ui ended by itself");
  assert.match(service.reverted!, /^ui does not start/);
  assert.equal(service.state.running, 1);
});

Deno.test("stepChanges: a site that is never heard ends the trial on the version that has proved itself, some time after its end", () => {
  const service = new Service();
  service.apply();
  service.run(10 * MINUTE + OVERDUE_MAX_MS - 10_000);
  assert.deepEqual(service.effects, []);
  service.run(20_000);
  assert.equal(service.reverted, "nothing was heard of the site for 25 min since the change");
  assert.deepEqual([service.state.running, service.state.trial], [1, undefined]);
});

Deno.test("stepChanges: a role that neither starts nor fails ends the trial too", () => {
  const service = new Service();
  service.up();
  service.apply();
  service.ready.delete("ui");
  service.run(10 * MINUTE + OVERDUE_MAX_MS + 10_000);
  assert.equal(service.reverted, "ui did not become ready for 25 min since the change");
});

Deno.test("stepChanges: what cannot be put in force is taken back at once", () => {
  const service = new Service();
  service.up();
  service.apply();
  service.give({ kind: "notInForce", detail: "the disk is full" });
  assert.equal(service.reverted, "not put in force: the disk is full");
});
