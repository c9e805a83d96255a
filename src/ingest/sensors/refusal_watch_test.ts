import assert from "node:assert/strict";
import { CALM_SECONDS, RefusalWatch, WAVE_PER_SECOND, WAVE_SECONDS } from "./refusal_watch.ts";

Deno.test("RefusalWatch tells a lasting wave once, and its end once it has been calm", () => {
  const watch = new RefusalWatch();
  let total = 0;
  const told: (boolean | undefined)[] = [];
  const pass = (seconds: number, perSecond: number) => {
    for (let second = 0; second < seconds; second++) told.push(watch.step(total += perSecond));
  };
  pass(60, 3);
  pass(WAVE_SECONDS - 1, 1_000);
  pass(1, 0);
  assert(told.every((one) => one === undefined), "neither a few nor a short rush is a wave");
  pass(60, WAVE_PER_SECOND);
  pass(CALM_SECONDS - 1, 0);
  assert.deepEqual(told.filter((one) => one !== undefined), [true]);
  pass(1, 0);
  assert.deepEqual(told.filter((one) => one !== undefined), [true, false]);
});
