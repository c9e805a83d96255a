import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { FakeClock } from "../clock/fake_clock.ts";
import { RefusalDesk } from "./refusal_desk.ts";

function desk() {
  const clock = new FakeClock({ monotonicMs: 1_000, wallMs: 9_000 });
  const registry = new Registry();
  const lines: string[] = [];
  return { clock, registry, lines, desk: new RefusalDesk(registry, clock, (text) => lines.push(text)) };
}

Deno.test("RefusalDesk counts everything, by listener and reason", async () => {
  const { desk: own, registry } = desk();
  for (let i = 0; i < 3; i++) own.refused("sensors", "not-allowed", "192.0.2.1", "turned away");
  own.refused("page", "locked-out", "192.0.2.1", "turned away");
  const text = await registry.metrics();
  assert.match(text, /embereye_refused_total\{listener="sensors",reason="not-allowed"\} 3/);
  assert.match(text, /embereye_refused_total\{listener="page",reason="locked-out"\} 1/);
  assert.equal(own.count, 4);
});

Deno.test("RefusalDesk logs the same refusal once in a while, and a flood of addresses at a bounded rate", async () => {
  const { desk: own, clock, lines } = desk();
  for (let i = 0; i < 100; i++) own.refused("sensors", "not-allowed", "192.0.2.1", "turned away");
  assert.deepEqual(lines, ["192.0.2.1: turned away"]);
  await clock.advance(11_000);
  own.refused("sensors", "not-allowed", "192.0.2.1", "turned away");
  assert.match(lines[1], /and 99 more refusals/);
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < 1_000; i++) {
      own.refused("sensors", "not-allowed", `10.${second}.${i >> 8}.${i & 255}`, "turned away");
    }
    await clock.advance(1_000);
  }
  assert(lines.length < 250, `${lines.length} lines in a minute`);
  assert(lines.slice(-4).some((line) => /and \d+ more refusals/.test(line)), lines.slice(-4).join("\n"));
});

Deno.test("RefusalDesk has news for the page only where there is something new", () => {
  const { desk: own } = desk();
  assert.equal(own.news(), undefined);
  own.refused("sensors", "not-allowed", "192.0.2.1", "turned away");
  assert.deepEqual(own.news(), {
    kind: "turnedAway",
    rows: [{
      listener: "sensors",
      address: "192.0.2.1",
      reason: "not-allowed",
      text: "turned away",
      count: 1,
      firstWallMs: 9_000,
      lastWallMs: 9_000,
    }],
    others: 0,
  });
  assert.equal(own.news(), undefined);
  assert.equal(own.everything().rows.length, 1, "a page that has just connected gets all of it");
});
