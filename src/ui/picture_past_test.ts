import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { PAST_MS, PicturePast } from "./picture_past.ts";
import type { SmallPicture } from "./picture_pixels.ts";

function setUp() {
  const clock = new FakeClock();
  const frozen = new Set<string>();
  const past = new PicturePast(clock, (id): SmallPicture | undefined =>
    id === "never" ? undefined : {
      atMs: frozen.has(id) ? 0 : clock.monotonicMs(),
      minC: 20,
      maxC: 30,
      hotIndex: 1,
      coldIndex: 2,
      pixels: new Uint8Array(768),
    });
  const run = (times: number, sensors: { id: string; isHot: boolean }[], stepMs = 1_000) => {
    for (let i = 0; i < times; i++) {
      past.keep(sensors);
      clock.jump(stepMs);
    }
  };
  return { clock, past, run, frozen };
}

const CALM = { id: "a", isHot: false };

Deno.test("PicturePast keeps a calm room every ten seconds and a hot one every two, with the time of each", () => {
  const { clock, past, run } = setUp();
  const startWallMs = clock.wallMs();
  run(60, [CALM, { id: "b", isHot: true }]);
  assert.equal(past.of("a").length, 6);
  assert.equal(past.of("b").length, 30);
  assert.equal(past.of("a")[2].atWallMs, startWallMs + 20_000);
  const third = past.of("a")[2];
  assert.equal(past.at("a", third.atMs), third);
  assert.equal(past.at("a", third.atMs + 1), undefined);
  assert.equal(past.at("unheard-of", 0), undefined);
});

Deno.test("PicturePast makes no picture: not of a sensor that sends none, nor twice of one that stands still", () => {
  const { past, run, frozen } = setUp();
  frozen.add("a");
  run(120, [CALM, { id: "never", isHot: false }]);
  assert.equal(past.of("a").length, 1);
  assert.equal(past.of("never").length, 0);
});

Deno.test("PicturePast forgets what is older than three hours, and sensors that are gone", () => {
  const { clock, past, run } = setUp();
  run(30, [CALM]);
  clock.jump(PAST_MS);
  past.keep([CALM]);
  assert.equal(past.of("a").length, 1);
  clock.jump(PAST_MS + 1_000);
  past.keep([]);
  assert.equal(past.of("a").length, 0);
});

Deno.test("PicturePast stays within its budget with a thousand sensors, and with one that burns for hours", () => {
  const { past, run } = setUp();
  const many = Array.from({ length: 1_000 }, (_, i) => ({ id: `s${i}`, isHot: false }));
  run(20, many, 60_000);
  // One picture in nine minutes of each: in three hours 20,000.
  for (const { id } of many) assert.equal(past.of(id).length, 3);
  run(2_100, [{ id: "b", isHot: true }], 2_000);
  assert.equal(past.of("b").length, 2_000);
});

Deno.test("PicturePast stays within its budget where many burn for hours: the page must not outgrow its memory in a fire", () => {
  const { past, run } = setUp();
  const hot = Array.from({ length: 40 }, (_, i) => ({ id: `h${i}`, isHot: true }));
  run(10, [CALM], 10_000);
  run(700, [CALM, ...hot], 2_000);
  const kept = hot.reduce((sum, { id }) => sum + past.of(id).length, 0) + past.of("a").length;
  assert.ok(kept <= 20_000, `${kept} pictures`);
  assert.ok(kept > 17_000, `${kept} pictures: no more is given up than must be`);
  // Ten of before; then one in 22 s, which is what a site of 41 sensors has room for.
  assert.equal(past.of("a").length, 68, "of who has few nothing is taken");
});
