import assert from "node:assert/strict";
import { Bed, siteSettings, zone } from "./testbed.ts";

Deno.test("step gives the same effects for the same inputs, whatever the wall clock says", () => {
  const run = (wallStepMs: number) => {
    const bed = new Bed();
    bed.wallMs += wallStepMs;
    for (let i = 0; i < 40; i++) {
      bed.thermal("b1", 24 + i * 2, { fingerprint: i });
      bed.level("smoke", "h1", i);
      bed.advance(1_000);
      bed.wallMs += wallStepMs;
    }
    return JSON.stringify(bed.effects, (key, value) => key.endsWith("WallMs") ? undefined : value);
  };
  assert.equal(run(0), run(86_400_000));
  assert.equal(run(0), run(-3_600_000));
});

Deno.test("step takes a monotonic time that goes back, or is none, for the latest it knows", () => {
  const bed = new Bed();
  bed.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 60_000 });
  bed.advance(59_000);
  for (const monoMs of [0, -1, NaN, -Infinity]) {
    const kept = bed.monoMs;
    bed.monoMs = monoMs;
    bed.feed({ kind: "tick" });
    bed.monoMs = kept;
    assert.ok(bed.zone("boiler").disablement, String(monoMs));
  }
  bed.advance(1_000);
  assert.equal(bed.zone("boiler").disablement, undefined);
});

Deno.test("step makes nothing of a quiet reading but the state", () => {
  const bed = new Bed();
  bed.thermal("b1", 24);
  assert.deepEqual(bed.thermal("b1", 24), []);
});

Deno.test("the effects of a step stay as they are when the next is taken", () => {
  const bed = new Bed();
  const effects = bed.contact("callPoint", "b1", true);
  const kinds = effects.map((effect) => effect.kind);
  bed.thermal("b1", 24);
  assert.deepEqual(effects.map((effect) => effect.kind), kinds);
});

Deno.test("a thousand sensors in a hundred zones: a fire in each alarms with its second picture, exactly once", () => {
  const zones = Array.from({ length: 100 }, (_, i) => zone(`z${i}`));
  const sensors = Array.from({ length: 1000 }, (_, i) => ({ id: `x${i}`, zoneId: `z${i % 100}` }));
  const bed = new Bed(siteSettings({ zones, sensors }));
  for (let round = 0; round < 3; round++) {
    for (const { id } of sensors) bed.thermal(id, 24);
    bed.advance(1_000);
  }
  for (const { id } of sensors) bed.thermal(id, 90);
  assert.equal(bed.alarms.length, 0);
  bed.advance(1_000);
  for (const { id } of sensors) bed.thermal(id, 90);
  assert.equal(bed.alarms.length, 100);
  assert.equal(bed.texts("alarm").length, 100);
  assert.equal(new Set(bed.alarms.map((alarm) => alarm.id)).size, 100);
});
