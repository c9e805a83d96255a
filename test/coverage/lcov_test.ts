import assert from "node:assert/strict";
import { covered, parseLcov, percent, withoutBugs } from "./lcov.ts";

const TEXT = `SF:/box/src/fusion/rules.ts
FN:1,rule
BRDA:4,1,0,7
BRDA:4,1,1,0
BRDA:9,2,0,-
BRF:3
BRH:1
DA:1,3
DA:4,0
LH:1
LF:2
end_of_record
SF:/elsewhere/x.ts
DA:1,1
end_of_record
`;

Deno.test("parseLcov reads lines and branches of the project's own files", () => {
  const files = parseLcov(TEXT, "/box/");
  assert.deepEqual(files.map(({ place }) => place), ["src/fusion/rules.ts"]);
  assert.deepEqual(files[0].branches, [
    { line: 4, taken: true },
    { line: 4, taken: false },
    { line: 9, taken: false },
  ]);
  assert.deepEqual(covered(files), { lines: 2, linesRun: 1, branches: 3, branchesTaken: 1 });
});

Deno.test("parseLcov of nothing is nothing, and percent of nothing is all of it", () => {
  assert.deepEqual(parseLcov("", "/box/"), []);
  assert.equal(percent(0, 0), 100);
  assert.equal(percent(1, 3), 33.3);
});

Deno.test("withoutBugs leaves out what only a bug takes, and nothing that a test could take", () => {
  const source = [
    "if (a) b();",
    "    default:",
    "      return unreachable(x);",
    "  if (!known) throw error;",
    "    default:",
    "      c();",
  ];
  const branches = [1, 2, 4, 5].map((line) => ({ line, taken: false }));
  const file = withoutBugs({ place: "x.ts", lines: new Map(), branches }, source);
  assert.deepEqual(file.branches.map(({ line }) => line), [1, 5]);
});
