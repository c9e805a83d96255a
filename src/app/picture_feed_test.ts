import assert from "node:assert/strict";
import type { Picture } from "../bus/picture_message.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { PictureFeed } from "./picture_feed.ts";

function picture(sensorId: string, atMs: number): Picture {
  return { sensorId, atMs, taC: 30, vddV: 3.3, celsius: new Float32Array(768).fill(atMs) };
}

Deno.test("PictureFeed lets the first picture go at once and holds the next back for a moment", () => {
  const clock = new FakeClock();
  const feed = new PictureFeed(clock);
  assert.equal(feed.isDue("a"), true);
  assert.equal(feed.isDue("a"), false);
  assert.equal(feed.isDue("b"), true, "sensors do not wait for one another");
  clock.jump(100);
  assert.equal(feed.isDue("a"), true);
});

Deno.test("PictureFeed gives the newest of the kept pictures when its time has come, once", () => {
  const clock = new FakeClock();
  const feed = new PictureFeed(clock);
  feed.isDue("a");
  feed.keep(picture("a", 1));
  feed.keep(picture("a", 2));
  assert.deepEqual([...feed.due()], []);
  clock.jump(100);
  const due = [...feed.due()];
  assert.deepEqual(due.map(({ atMs, celsius }) => [atMs, celsius[5]]), [[2, 2]]);
  clock.jump(100);
  assert.deepEqual([...feed.due()], []);
});

Deno.test("PictureFeed shows each of many sensors less often, so that all together stay bounded", () => {
  const clock = new FakeClock();
  const feed = new PictureFeed(clock);
  let shown = 0;
  for (let step = 0; step < 100; step++) {
    for (let i = 0; i < 100; i++) if (feed.isDue(`s${i}`)) shown++;
    clock.jump(100);
  }
  assert(shown <= 100 + 10 * 400, `${shown} pictures in 10 s`);
  assert(shown > 10 * 300, `${shown} pictures in 10 s`);
});
