import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { ConfigTroubles } from "./config_troubles.ts";

function rig() {
  const clock = new FakeClock();
  const told: string[] = [];
  const troubles = new ConfigTroubles(
    clock,
    ({ code, active, detail }) => told.push(`${active ? "+" : "-"} ${code}: ${detail}`),
  );
  return { clock, told, troubles, standing: () => troubles.standing().map(({ code }) => code) };
}

Deno.test("ConfigTroubles: a refused file stands until the file is right, in one line that a page can show", () => {
  const { told, troubles, standing } = rig();
  troubles.refuse(`zones: twice\n${"x".repeat(5_000)}`);
  assert.deepEqual(standing(), ["config-refused"]);
  const [{ detail }] = troubles.standing();
  assert.match(detail, /^zones: twice; x/);
  assert.equal(detail.length, 1_900);
  troubles.accept();
  assert.deepEqual(standing(), []);
  assert.match(told[1], /^- config-refused/);
});

Deno.test("ConfigTroubles: a change that was taken back stands for a minute, and once more when it happens again", () => {
  const { clock, told, troubles, standing } = rig();
  troubles.rolledBack("version 7: 'ceiling' lost");
  clock.jump(59_999);
  troubles.step();
  assert.deepEqual(standing(), ["config-rolled-back"]);
  troubles.rolledBack("version 8: 'ceiling' lost");
  clock.jump(59_999);
  troubles.step();
  assert.deepEqual(standing(), ["config-rolled-back"], "the second has its own minute");
  clock.jump(1);
  troubles.step();
  troubles.step();
  assert.deepEqual(standing(), []);
  assert.deepEqual(told, [
    "+ config-rolled-back: version 7: 'ceiling' lost",
    "+ config-rolled-back: version 8: 'ceiling' lost",
    "- config-rolled-back: version 8: 'ceiling' lost",
  ]);
});

Deno.test("ConfigTroubles: a history that the disk does not take stands beside the others until it is written", () => {
  const { troubles, standing } = rig();
  troubles.refuse("zones: twice");
  troubles.disk("no space left");
  assert.deepEqual(standing(), ["config-refused", "config-unsaved"]);
  troubles.disk(undefined);
  assert.deepEqual(standing(), ["config-refused"]);
});
