import assert from "node:assert/strict";
import type { OutputState } from "../reading/output.ts";
import { type OutputsFault, OutputsWatch } from "./outputs_watch.ts";

function watch(): { readonly outputs: OutputsWatch; readonly told: OutputsFault[] } {
  const told: OutputsFault[] = [];
  return { outputs: new OutputsWatch(0, (fault) => told.push(fault)), told };
}

function siren(id: string, fault?: string): OutputState {
  return { id, kind: "siren", on: false, pattern: "off", ...(fault === undefined ? {} : { fault }) };
}

Deno.test("OutputsWatch: a siren that does not obey is told once, and once more when it does", () => {
  const { outputs, told } = watch();
  outputs.heard([siren("a", "the line cannot be set"), siren("b")], 0);
  outputs.heard([siren("a", "the line cannot be set"), siren("b")], 1_000);
  outputs.heard([siren("a"), siren("b")], 2_000);
  assert.deepEqual(told.map(({ code, subject, active, detail }) => [code, subject, active, detail]), [
    ["output-fault", "a", true, "the line cannot be set"],
    ["output-fault", "a", false, "a does as it is told again"],
  ]);
});

Deno.test("OutputsWatch: a siren that does not obey for another reason is told with that reason", () => {
  const { outputs, told } = watch();
  outputs.heard([siren("a", "it may not be used")], 0);
  outputs.heard([siren("a", "it is held by 'gpioset'")], 1_000);
  outputs.heard([siren("a", "it is held by 'gpioset'")], 2_000);
  assert.deepEqual(told.map(({ active, detail }) => [active, detail]), [
    [true, "it may not be used"],
    [true, "it is held by 'gpioset'"],
  ]);
});

Deno.test("OutputsWatch: the trouble of a siren that is taken out of the configuration goes with it", () => {
  const { outputs, told } = watch();
  outputs.heard([siren("a", "no such chip")], 0);
  outputs.heard([], 1_000);
  assert.deepEqual([told[1].active, told[1].detail], [false, "a is no longer configured"]);
});

Deno.test("OutputsWatch: outputs that are silent for more than three seconds are lost, told once, until they are heard", () => {
  const { outputs, told } = watch();
  outputs.step(3_000);
  assert.deepEqual(told, []);
  outputs.step(3_100);
  outputs.step(9_000);
  outputs.heard([], 10_000);
  outputs.step(10_100);
  assert.deepEqual(told.map(({ code, active, detail }) => [code, active, detail]), [
    ["outputs-lost", true, "the outputs have said nothing for 3.1 s"],
    ["outputs-lost", false, "the outputs are heard again"],
  ]);
});

Deno.test("OutputsWatch: what the outputs did is not shown as what they do once their link is gone", () => {
  const { outputs, told } = watch();
  outputs.heard([{ ...siren("a"), on: true, pattern: "continuous" }], 0);
  outputs.away();
  assert.equal(outputs.states[0].fault, "the outputs role is away");
  assert.deepEqual(told, [], "the trouble of a lost link comes with its time");
});
