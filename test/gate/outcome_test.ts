import assert from "node:assert/strict";
import { outcomeOf } from "./outcome.ts";
import type { PartResult } from "./part.ts";

const ran = (output: string, code = 0, isLate = false): PartResult => ({
  name: "test",
  code,
  output,
  isLate,
  tookMs: 1_000,
  cpuMs: 500,
});

Deno.test("outcomeOf counts a run that went well, and tells what was skipped, once", () => {
  const skipped = "SKIPPED the slow link (tc netem): Error: Specified qdisc kind is unknown.";
  const outcome = outcomeOf(ran(`
running 3 tests from ./a_test.ts
${skipped}
a ... ok (1ms)
${skipped}
browser tests are skipped: /usr/bin/chromium is not there
SKIPPED: calls and a real NATS server: nats-server is not installed
ok | 2700 passed (33 steps) | 0 failed | 2 ignored (16m23s)
`));
  assert.deepEqual(outcome, {
    passed: 2700,
    failed: 0,
    skipped: 2,
    reasons: [],
    skips: [
      skipped,
      "SKIPPED: calls and a real NATS server: nats-server is not installed",
      "browser tests are skipped: /usr/bin/chromium is not there",
    ],
  });
});

Deno.test("outcomeOf names the tests that failed with their errors, and nothing else of their output", () => {
  const { passed, failed, reasons } = outcomeOf(ran(
    `
a ... FAILED (1ms)

 ERRORS 

a is so => ./a_test.ts:3:6
error: AssertionError: it was not
    at file:///a_test.ts:4:3
x
y

z
 FAILURES 

a is so => ./a_test.ts:3:6

FAILED | 12 passed | 1 failed (2s)

error: Test failed
`,
    1,
  ));
  assert.deepEqual([passed, failed], [12, 1]);
  assert.equal(reasons[0], "'test' ended with code 1");
  assert(reasons.includes("a is so => ./a_test.ts:3:6"));
  assert(reasons.includes("error: AssertionError: it was not"));
  assert(!reasons.includes("z"));
});

Deno.test("outcomeOf takes a run that was ended for one failure, and names what was under way", () => {
  const { failed, reasons } = outcomeOf(ran(
    `
a ... ok (1ms)
SIGINT The following tests were pending:

b waits without end => ./b_test.ts:9:6
`,
    130,
    true,
  ));
  assert.equal(failed, 1);
  assert.equal(reasons[0], "'test' was ended after its time");
  assert(reasons.includes("b waits without end => ./b_test.ts:9:6"));
});

Deno.test("outcomeOf takes a run without a sum for a failure, whatever its code is, and shows its end", () => {
  const { passed, failed, reasons } = outcomeOf(ran("Check file:///a_test.ts\nsomething odd\n"));
  assert.deepEqual([passed, failed], [0, 1]);
  assert(reasons.includes("something odd"));
});
