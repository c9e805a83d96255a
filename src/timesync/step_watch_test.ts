import assert from "node:assert/strict";
import { NO_STEPS, STEP_HOLD_MS, STEP_MS, type StepState, watchStep } from "./step_watch.ts";
import type { TimeEffect } from "./time_effect.ts";

class Rig {
  state: StepState = NO_STEPS;
  atMs = 0;
  wallMs = 1e12;
  trusted = true;

  look(): readonly TimeEffect[] {
    this.atMs += 1_000;
    const { state, effects } = watchStep(this.state, this.atMs, this.wallMs, this.trusted);
    this.state = state;
    return effects;
  }
  step(byMs: number): readonly TimeEffect[] {
    this.wallMs += byMs;
    return this.look();
  }
}

const troubles = (effects: readonly TimeEffect[]) =>
  effects.flatMap((effect) => effect.kind === "trouble" ? [`${effect.code} ${effect.active}`] : []);

Deno.test("watchStep tells a step of a clock that was right as a trouble, with its size, and asks the servers", () => {
  const rig = new Rig();
  assert.deepEqual(rig.look(), []);
  const effects = rig.step(-3_600_000);
  assert.deepEqual(effects[0], { kind: "ask-servers" });
  const [, trouble] = effects;
  assert(trouble.kind === "trouble");
  assert.equal(trouble.code, "time-stepped");
  assert.match(trouble.detail, /set 3600\.0 s back/);
  const ahead = new Rig();
  ahead.look();
  assert.match(JSON.stringify(ahead.step(500)), /set 500\.0 ms ahead/);
});

Deno.test("watchStep sees small steps that add up, and no noise", () => {
  const rig = new Rig();
  rig.look();
  for (let i = 0; i < 100; i++) assert.deepEqual(rig.step(i % 2 === 0 ? 5 : -5), []);
  assert.deepEqual(rig.step(STEP_MS / 2), []);
  assert.deepEqual(troubles(rig.step(STEP_MS / 2)), ["time-stepped true"]);
});

Deno.test("watchStep keeps one trouble while steps go on, and clears it when they have stopped", () => {
  const rig = new Rig();
  rig.look();
  const told: string[] = [];
  for (let i = 0; i < 600; i++) told.push(...troubles(rig.step(i % 2 === 0 ? 5_000 : -5_000)));
  assert.deepEqual(told, ["time-stepped true"]);
  assert.equal(rig.state.steps, 600);
  for (let ms = 0; ms < STEP_HOLD_MS - 1_000; ms += 1_000) assert.deepEqual(rig.look(), []);
  assert.deepEqual(troubles(rig.look()), ["time-stepped false"]);
  assert.deepEqual(rig.look(), []);
});

Deno.test("watchStep takes a step of a clock that was not synchronised for the cure: a note, and not one a second", () => {
  const rig = new Rig();
  rig.trusted = false;
  rig.look();
  const first = rig.step(5e11);
  assert.deepEqual(first.map(({ kind }) => kind), ["ask-servers", "note"]);
  assert.match(JSON.stringify(first), /which was not synchronised, was set 500000000\.0 s ahead/);
  for (let i = 0; i < 100; i++) assert.deepEqual(rig.step(1_000).map(({ kind }) => kind), ["ask-servers"]);
});

Deno.test("watchStep says nothing where the clocks could not be read, and misses nothing by it", () => {
  const rig = new Rig();
  rig.look();
  const blind = watchStep(rig.state, 2_000, undefined, true);
  assert.deepEqual(blind.effects, []);
  assert.deepEqual(troubles(watchStep(blind.state, 3_000, rig.wallMs + 999, true).effects), [
    "time-stepped true",
  ]);
});
