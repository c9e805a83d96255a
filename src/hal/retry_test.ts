import assert from "node:assert/strict";
import { Retry } from "./retry.ts";

Deno.test("Retry waits longer with each failure, at most 2 s, and begins anew after a success", () => {
  const retry = new Retry();
  assert.deepEqual([1, 1, 1, 1, 1, 1, 1].map((ms) => retry.failed(ms)), [
    100,
    200,
    400,
    800,
    1_600,
    2_000,
    2_000,
  ]);
  retry.succeeded();
  assert.equal(retry.failed(0), 100);
});

Deno.test("Retry leaves nine tenths of the time to others where an attempt itself takes long, and asks twice a minute at the least", () => {
  const retry = new Retry();
  assert.equal(retry.failed(1_000), 10_000);
  assert.equal(retry.failed(60_000), 30_000);
});
