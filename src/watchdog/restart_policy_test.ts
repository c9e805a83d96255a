import assert from "node:assert/strict";
import {
  NO_RESTARTS,
  planRestart,
  RESTART_DEFAULTS,
  type RestartPlan,
  startDeadlineMs,
} from "./restart_policy.ts";

const policy = RESTART_DEFAULTS;

/** Ends a role `times` times, `gapMs` apart, each run having been ready for `readyForMs`. */
function endAgainAndAgain(times: number, gapMs: number, readyForMs: number, random = 1): RestartPlan[] {
  const plans: RestartPlan[] = [];
  for (let turn = 0; turn < times; turn++) {
    const history = plans.at(-1)?.history ?? NO_RESTARTS;
    plans.push(planRestart(policy, history, readyForMs, turn * gapMs, random));
  }
  return plans;
}

Deno.test("planRestart starts a role again within 50 ms the first time", () => {
  for (const random of [0, 0.5, 0.999]) {
    const plan = planRestart(policy, NO_RESTARTS, 0, 0, random);
    assert.ok(plan.delayMs >= 0 && plan.delayMs <= 50, `${plan.delayMs} ms`);
    assert.equal(plan.givenUp, false);
  }
});

Deno.test("planRestart doubles the delay of restarts in a row and spreads it by half", () => {
  assert.deepEqual(endAgainAndAgain(5, 1, 0).map((plan) => plan.delayMs), [50, 250, 500, 1_000, 2_000]);
  assert.deepEqual(endAgainAndAgain(5, 1, 0, 0).map((plan) => plan.delayMs), [0, 125, 250, 500, 1_000]);
});

Deno.test("planRestart gives up past the budget, with retries that never end and never speed up", () => {
  const plans = endAgainAndAgain(6, 1, 0);
  assert.deepEqual(plans.map((plan) => plan.counted), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(plans.map((plan) => plan.givenUp), [false, false, false, false, false, true]);
  let last = plans[5]!;
  let nowMs = 10;
  for (let retry = 0; retry < 5_000; retry++) {
    nowMs += last.delayMs;
    last = planRestart(policy, last.history, 0, nowMs, (retry % 10) / 10);
    assert.equal(last.givenUp, true);
    assert.ok(last.delayMs >= 0.75 * policy.slowDelayMs && last.delayMs <= 1.25 * policy.slowDelayMs);
    assert.ok(last.history.countedAtMs.length <= policy.budget + 1);
  }
});

Deno.test("planRestart forgets restarts that are older than the window", () => {
  const spent = endAgainAndAgain(5, 1, 0).at(-1)!;
  assert.equal(planRestart(policy, spent.history, 0, 10, 1).givenUp, true);
  const later = planRestart(policy, spent.history, 0, policy.windowMs + 10, 1);
  assert.equal(later.givenUp, false);
  assert.equal(later.counted, 1);
});

Deno.test("planRestart answers the end of a stable run at once, however often, and does not count it", () => {
  for (const plan of endAgainAndAgain(50, 6_000, policy.stableAfterMs)) {
    assert.equal(plan.delayMs, 50);
    assert.equal(plan.counted, 0);
    assert.equal(plan.givenUp, false);
    assert.equal(plan.afterStability, true);
  }
});

Deno.test("planRestart resets the back-off after a stable run but keeps what the window holds", () => {
  const after4 = endAgainAndAgain(4, 1, 0).at(-1)!;
  const stable = planRestart(policy, after4.history, policy.stableAfterMs, 10_000, 1);
  assert.equal(stable.delayMs, 50);
  const fifth = planRestart(policy, stable.history, 0, 10_100, 1);
  assert.equal(fifth.delayMs, 50);
  assert.equal(fifth.counted, 5);
  assert.equal(planRestart(policy, fifth.history, 0, 10_200, 1).givenUp, true);
});

Deno.test("planRestart keeps a delay finite after an endless streak", () => {
  const plan = planRestart({ ...policy, budget: 1e9 }, { streak: 1e6, countedAtMs: [] }, 0, 0, 1);
  assert.equal(plan.delayMs, policy.delayMsMax);
});

Deno.test("startDeadlineMs gives a slow machine more time with each start that failed, within bounds, and forgets it", () => {
  const plans = endAgainAndAgain(6, 1, 0);
  const histories = [NO_RESTARTS, ...plans.map((plan) => plan.history)];
  assert.deepEqual(
    histories.map((history) => startDeadlineMs(30_000, history)),
    [30_000, 60_000, 120_000, 240_000, 240_000, 240_000, 240_000],
  );
  const stable = planRestart(policy, plans.at(-1)!.history, policy.stableAfterMs, 10, 1);
  assert.equal(startDeadlineMs(30_000, stable.history), 30_000);
});
