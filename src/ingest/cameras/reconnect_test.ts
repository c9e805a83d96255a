import assert from "node:assert/strict";
import {
  EARLY_DELAY_MS_MAX,
  HARMFUL_DELAY_MS,
  LATE_DELAY_MS_MAX,
  ReconnectScheduler,
  SITE_ATTEMPTS_PER_SECOND,
  STABLE_MS,
} from "./reconnect.ts";

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Lets `cameras` try against a dead address for `lengthMs`; each attempt takes `attemptMs` to fail. */
function outage(cameras: number, attemptMs: number, lengthMs: number, seed: number) {
  const scheduler = new ReconnectScheduler(cameras, SITE_ATTEMPTS_PER_SECOND, 0, randomNumbers(seed));
  const failing: { camera: number; atMs: number }[] = [];
  const attempts: { camera: number; atMs: number }[] = [];
  for (let nowMs = 0; nowMs <= lengthMs; nowMs += 5) {
    while (failing.length > 0 && failing[0].atMs <= nowMs) {
      scheduler.lost(failing.shift()!.camera, false, nowMs);
    }
    for (let camera = scheduler.take(nowMs); camera !== undefined; camera = scheduler.take(nowMs)) {
      attempts.push({ camera, atMs: nowMs });
      failing.push({ camera, atMs: nowMs + attemptMs });
    }
  }
  return attempts;
}

Deno.test("ReconnectScheduler keeps 30 cameras at a dead address under the staggered limit for two minutes", () => {
  for (const attemptMs of [0, 1, 2_000]) {
    const attempts = outage(30, attemptMs, 120_000, 7 + attemptMs);
    let most = 0;
    for (let first = 0, last = 0; last < attempts.length; last++) {
      while (attempts[last].atMs - attempts[first].atMs >= 1_000) first++;
      most = Math.max(most, last - first + 1);
    }
    assert(most <= SITE_ATTEMPTS_PER_SECOND, `${most} attempts within one second`);
    for (let i = 1; i < attempts.length; i++) assert(attempts[i].atMs - attempts[i - 1].atMs >= 50);
    // Later in an outage it gets quieter still, and no camera is forgotten.
    const late = attempts.filter(({ atMs }) => atMs > 90_000);
    assert(late.length < 30 * 30_000 / (LATE_DELAY_MS_MAX / 4), `${late.length} late attempts`);
    assert.equal(new Set(late.map(({ camera }) => camera)).size, 30);
  }
});

Deno.test("ReconnectScheduler asks a camera again within 2 s during its first minute, among 30 that are dead", () => {
  for (const seed of [1, 2, 3]) {
    const attempts = outage(30, 1, 60_000, seed);
    for (let camera = 0; camera < 30; camera++) {
      const times = attempts.filter((attempt) => attempt.camera === camera).map(({ atMs }) => atMs);
      const longest = Math.max(...times.map((atMs, i) => atMs - (times[i - 1] ?? 0)));
      assert(longest <= 2_000 + EARLY_DELAY_MS_MAX / 4, `camera ${camera} was not asked for ${longest} ms`);
    }
  }
});

Deno.test("ReconnectScheduler lets cameras that start or are lost together come one after the other", () => {
  const scheduler = new ReconnectScheduler(4, 20, 0, () => 0);
  const granted: number[] = [];
  for (let nowMs = 0; nowMs < 200; nowMs++) if (scheduler.take(nowMs) !== undefined) granted.push(nowMs);
  assert.deepEqual(granted, [0, 50, 100, 150]);
  assert.equal(scheduler.nextMs(), Infinity);
});

Deno.test("ReconnectScheduler waits longer with each failure, up to its bounds", () => {
  const scheduler = new ReconnectScheduler(1, 20, 0, () => 0.999_999);
  const waits: number[] = [];
  let nowMs = 0;
  while (nowMs < 200_000) {
    scheduler.take(nowMs);
    scheduler.lost(0, false, nowMs);
    waits.push(Math.round(scheduler.nextMs() - nowMs));
    nowMs = scheduler.nextMs();
  }
  assert.deepEqual(waits.slice(0, 5), [250, 500, 1_000, 1_000, 1_000]);
  assert.equal(Math.max(...waits), LATE_DELAY_MS_MAX);
});

Deno.test("ReconnectScheduler forgets an outage only after a connection that lasted", () => {
  const scheduler = new ReconnectScheduler(1, 20, 0, () => 0.999_999);
  for (let turn = 0; turn < 5; turn++) {
    scheduler.take(70_000 + turn * 1_000);
    scheduler.live(0, 70_000 + turn * 1_000);
    scheduler.lost(0, false, 70_000 + turn * 1_000 + STABLE_MS - 1);
  }
  assert.equal(scheduler.failures(0), 5, "a camera that flaps stays where it was");
  scheduler.live(0, 100_000);
  scheduler.lost(0, false, 100_000 + STABLE_MS);
  assert.equal(Math.round(scheduler.nextMs() - 110_000), 250);
});

Deno.test("ReconnectScheduler is slow with a camera that may lock the account", () => {
  const scheduler = new ReconnectScheduler(1, 20, 0, () => 0);
  scheduler.take(0);
  scheduler.lost(0, true, 0);
  assert.equal(scheduler.nextMs(), HARMFUL_DELAY_MS / 2);
});

Deno.test("ReconnectScheduler leaves a camera alone that was retired, also one that is just being lost", () => {
  const scheduler = new ReconnectScheduler(2, 20, 0, () => 0);
  assert.equal(scheduler.take(0), 0);
  scheduler.retire(0);
  scheduler.retire(1);
  scheduler.lost(0, false, 10);
  assert.equal(scheduler.take(100_000), undefined);
  assert.equal(scheduler.nextMs(), Infinity);
});
