import assert from "node:assert/strict";
import { fileTimes, timesTable } from "./times.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="5" failures="0" errors="0" time="9.000">
    <testsuite name="./a_test.ts" tests="2" disabled="0" errors="0" failures="0">
        <testcase name="a &gt; b" classname="./a_test.ts" time="1.250" line="1" col="6">
        </testcase>
        <testcase name="a &gt; b &gt; a step" classname="./a_test.ts" time="1.000" line="2" col="3">
        </testcase>
    </testsuite>
    <testsuite name="./b_test.ts" tests="2" disabled="0" errors="0" failures="0">
        <testcase name="one" classname="./b_test.ts" time="4.000" line="1" col="6">
        </testcase>
        <testcase name="two" classname="./b_test.ts" time="3.500" line="1" col="6">
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("fileTimes sums up each file, the slowest first; a step counts with its test", () => {
  assert.deepEqual(fileTimes(REPORT), [
    { file: "./b_test.ts", tests: 2, seconds: 7.5 },
    { file: "./a_test.ts", tests: 1, seconds: 1.25 },
  ]);
  assert.deepEqual(fileTimes(""), []);
});

Deno.test("timesTable shows the slowest files below the sum of all", () => {
  assert.deepEqual(timesTable(fileTimes(REPORT), 1), [
    "9 s of tests in 2 files; the slowest:",
    "    7.5 s    2 tests  ./b_test.ts",
  ]);
});
