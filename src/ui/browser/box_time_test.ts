import assert from "node:assert/strict";
import { BoxTime } from "./box_time.ts";

const WALL_MS = Date.UTC(2026, 10, 21, 3);

/** Hears the box once a second for so long; its clock runs so much slower than the browser's, and its words take so long. */
function hearFor(
  time: BoxTime,
  seconds: number,
  slower: number,
  delayMs: (second: number) => number,
): number {
  let boxMs = 0;
  let ownMs = 0;
  for (let second = 0; second < seconds; second++) {
    boxMs = second * 1_000;
    ownMs = boxMs * (1 + slower) + delayMs(second);
    time.hear({ nowMs: boxMs, nowWallMs: WALL_MS + boxMs }, ownMs);
  }
  return boxMs;
}

Deno.test("BoxTime knows the box's clock by its promptest word: what comes late makes nothing older than it is", () => {
  const time = new BoxTime();
  const boxMs = hearFor(time, 60, 0, (second) => second === 30 ? 5 : 400);
  const { nowMs, nowWallMs } = time.at(boxMs + 5);
  assert.ok(Math.abs(nowMs - boxMs) < 50, `${nowMs - boxMs} ms ahead`);
  assert.ok(Math.abs(nowWallMs - WALL_MS - boxMs) < 50);
});

Deno.test("BoxTime stays true on a display that hangs for a week, whose clock and the box's part by seconds a day", () => {
  for (const slower of [50e-6, -50e-6]) {
    const time = new BoxTime();
    const boxMs = hearFor(time, 7 * 86_400, slower, () => 5);
    const { nowMs } = time.at(boxMs * (1 + slower) + 5);
    assert.ok(Math.abs(nowMs - boxMs) < 50, `${nowMs - boxMs} ms ahead`);
  }
});

Deno.test("BoxTime forgets with a new connection what it knew of the one before", () => {
  const time = new BoxTime();
  time.hear({ nowMs: 1_000_000, nowWallMs: WALL_MS }, 10);
  time.begin();
  time.hear({ nowMs: 500, nowWallMs: WALL_MS + 9_000 }, 1_000);
  assert.deepEqual(time.at(2_000), { nowMs: 1_500, nowWallMs: WALL_MS + 10_000 });
});
