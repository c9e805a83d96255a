import assert from "node:assert/strict";
import { Grievances } from "./grievances.ts";

const why = () => "because";

Deno.test("Grievances reports a condition once that is bad for longer than its limit", () => {
  const grievances = new Grievances();
  for (let atMs = 0; atMs <= 5_000; atMs += 500) grievances.look("siren:1", true, 2_000, atMs, why);
  assert.deepEqual(grievances.violations, [
    { atMs: 2_500, promise: "siren:1", detail: "for 2.5 s (limit 2.0 s): because" },
  ]);
});

Deno.test("Grievances forgives what was bad for a moment, and remembers the longest", () => {
  const grievances = new Grievances();
  for (
    const [atMs, bad] of [[0, true], [1_500, true], [1_700, false], [4_000, true], [4_500, false]] as const
  ) {
    grievances.look("siren:1", bad, 2_000, atMs, why);
  }
  assert.deepEqual(grievances.violations, []);
  assert.equal(grievances.longestMs.get("siren"), 1_700);
});

Deno.test("Grievances begins anew after what excuses a condition, and counts no excuse as a recovery", () => {
  const grievances = new Grievances();
  grievances.look("page", true, 2_000, 0, why);
  grievances.look("page", undefined, 2_000, 1_900, why);
  grievances.look("page", true, 2_000, 2_500, why);
  grievances.look("page", true, 2_000, 4_400, why);
  assert.deepEqual(grievances.violations, []);
  assert.equal(grievances.longestMs.size, 0);
  grievances.look("page", true, 2_000, 4_600, why);
  assert.equal(grievances.violations.length, 1);
});
