import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { AWAY_MS, CameraPath } from "./camera_path.ts";
import { SOUTH } from "./shared_site_for_tests.ts";

/** One path, its clock, and what it has told. */
function bed() {
  const shares: unknown[] = [];
  const guards: unknown[] = [];
  const clock = { nowMs: 0 };
  const path = new CameraPath(SOUTH, {
    registry: new Registry(),
    nowMs: () => clock.nowMs,
    run: () => undefined,
    fault: () => undefined,
    note: () => undefined,
    send: (to, message) => {
      const { kind, cameraIds } = message as { kind: string; cameraIds: unknown };
      if (kind === "camera-share") shares.push(cameraIds);
      if (to === "fusion") guards.push(message);
    },
  });
  path.connected("cameras-0");
  return { path, shares, guards, clock };
}

const QUIET = { kind: "guard" as const, cameraIds: [], borrowed: [], away: [] };

Deno.test("CameraPath: cameras of other boxes are watched on a word only, and no word puts away a camera that is not shared", () => {
  const { path, shares, guards } = bed();
  assert.deepEqual(shares, [["own", "gate"]]);
  const guard = { ...QUIET, cameraIds: ["kettle", "no camera"], away: ["own"] };
  path.guard(guard);
  assert.deepEqual(shares.at(-1), ["own", "gate", "kettle"]);
  path.guard(guard);
  assert.equal(shares.length, 2);
  assert.deepEqual(guards, [guard], "nobody is told twice");
  path.guard(QUIET);
  assert.deepEqual(shares.at(-1), ["own", "gate"]);
  path.guard({ ...QUIET, borrowed: ["kettle"] });
  assert.deepEqual(shares.at(-1), ["own", "gate", "kettle"]);
});

Deno.test("CameraPath: a shared camera is away for as long as the fleet's process says so, and comes back when that one says nothing", () => {
  const { path, shares, guards, clock } = bed();
  const away = { ...QUIET, away: ["gate"] };
  for (let second = 0; second < 60; second++) {
    clock.nowMs += 1_000;
    path.guard(away);
    path.step();
  }
  assert.deepEqual(shares.at(-1), ["own"]);
  clock.nowMs += AWAY_MS - 1_000;
  path.step();
  assert.deepEqual(shares.at(-1), ["own"]);
  clock.nowMs += 1_000;
  path.step();
  assert.deepEqual(shares.at(-1), ["own", "gate"]);
  assert.deepEqual(guards.at(-1), QUIET, "and fusion takes what is seen here");
});

Deno.test("CameraPath: a camera that is lent to this box is not fetched for a fleet's process that says nothing, one that it guards is", () => {
  const { path, shares, clock } = bed();
  path.guard({ ...QUIET, borrowed: ["kettle"] });
  clock.nowMs += AWAY_MS;
  path.step();
  assert.deepEqual(shares.at(-1), ["own", "gate"]);
  path.guard({ ...QUIET, cameraIds: ["kettle"] });
  clock.nowMs += 10 * AWAY_MS;
  path.step();
  assert.deepEqual(shares.at(-1), ["own", "gate", "kettle"]);
});
