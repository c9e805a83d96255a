import assert from "node:assert/strict";
import type { BoxFacts } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { sceneRoles, sceneSite } from "../ui/fake_scenes.ts";
import { HistorySampler, type Present } from "./history_sampler.ts";

const BOX: BoxFacts = {
  atWallMs: 0,
  disk: { freeBytes: 5e9, totalBytes: 8e9 },
  load: 0.4,
  temperatures: [{ name: "cpu", celsius: 51 }],
  writtenBytes: {},
};
const NOTHING: Present = { site: undefined, roles: undefined, box: undefined };

function setUp() {
  const clock = new FakeClock();
  let values: Record<string, [unit: string, value: number]> = {};
  const sampler = new HistorySampler(clock, {
    put: ({ subject, name, unit }, value) => values[`${subject} ${name}`] = [unit, value],
  });
  return {
    clock,
    sampler,
    site: () => sceneSite("normal", clock.monotonicMs(), clock.wallMs()),
    /** What one second records. */
    sample: (present: Partial<Present>) => {
      values = {};
      sampler.sample({ ...NOTHING, ...present });
      return values;
    },
  };
}

Deno.test("HistorySampler records of a zone its hottest, and the largest of each other input of its sensors", () => {
  const { site, sample } = setUp();
  const now = site();
  now.sensors[0].inputs = [
    { input: "thermal", value: 27.9, unit: "C", ageMs: 100 },
    { input: "smoke", value: 3, unit: "%", ageMs: 100 },
    { input: "gas", reason: "stale", ageMs: 9_000 },
  ];
  now.sensors[1].inputs.push({ input: "smoke", value: 8, unit: "%", ageMs: 100 });
  const values = sample({ site: now });
  assert.deepEqual(values["zone/boiler thermal"], ["C", 27.9]);
  assert.deepEqual(values["zone/boiler smoke"], ["%", 8]);
  assert.deepEqual(values["sensor/boiler-1 smoke"], ["%", 3]);
  assert.equal("sensor/boiler-1 gas" in values, false, "what is not known is no value");
  assert.equal("zone/boiler gas" in values, false);
});

Deno.test("HistorySampler records nothing of a site whose fusion has fallen silent: the last value is not the present", () => {
  const { clock, site, sample } = setUp();
  const last = site();
  clock.jump(2_000);
  assert.ok("zone/boiler thermal" in sample({ site: last }));
  clock.jump(1);
  assert.deepEqual(sample({ site: last }), {});
});

Deno.test("HistorySampler records each role's share of the machine, and its metrics while it reports", () => {
  const { clock, sampler, sample } = setUp();
  const gauge = { name: "queue_depth", help: "x", type: "gauge", values: [{ value: 7, labels: {} }] };
  sampler.metrics("fusion", [gauge]);
  const values = sample({ roles: sceneRoles(clock.monotonicMs()) });
  assert.deepEqual(values["role/fusion memory"], ["bytes", 71_000_000]);
  assert.deepEqual(values["role/fusion cpu"], ["%", 3]);
  assert.deepEqual(values["role/fusion queue readings"], ["", 0]);
  assert.deepEqual(values["role/fusion queue_depth"], ["", 7]);
  const gone = sceneRoles(0).map((role) => ({ ...role, residentBytes: undefined, cpuPercent: undefined }));
  assert.equal("role/fusion memory" in sample({ roles: gone }), false);
  clock.jump(5_001);
  assert.deepEqual(sample({}), {}, "a role that reports no more has no metrics");
});

Deno.test("HistorySampler records the machine until half a minute after the supervisor's last word", () => {
  const { clock, sample } = setUp();
  assert.deepEqual(sample({ box: BOX }), {
    "box disk free": ["bytes", 5e9],
    "box load": ["", 0.4],
    "box temperature cpu": ["C", 51],
  });
  clock.jump(30_001);
  assert.deepEqual(sample({ box: BOX }), {});
  assert.deepEqual(sample({ box: { ...BOX, load: 0.9 } })["box load"], ["", 0.9]);
});
