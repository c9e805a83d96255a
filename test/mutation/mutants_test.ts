import assert from "node:assert/strict";
import { mutantsOf } from "./mutants.ts";

const SOURCE = `/** Compares a < b. */
import { a } from "./a > b.ts";
export interface Alarm {
  readonly latched: true;
}
export function late(nowMs: number, sinceMs: number): boolean {
  // A wait > the limit.
  state.latched = true;
  const text = "x && y";
  return nowMs - sinceMs > 1_000;
}
`;

Deno.test("mutantsOf: faults in code alone, never in comments, strings, imports and types", () => {
  const found = mutantsOf(SOURCE).map(({ line, before, after }) => `${line}: ${before} -> ${after}`);
  assert.deepEqual(found, [
    "8: true -> false",
    "8: state.latched = true; -> ",
    "10: > -> >=",
    "10: > -> <",
    "10: - -> +",
    "10: 1_000 -> 1",
  ]);
});

Deno.test("mutantsOf: each mutant differs from the source in its one place", () => {
  for (const { text, line, after } of mutantsOf(SOURCE)) {
    const changed = text.split("\n").flatMap((other, index) =>
      other === SOURCE.split("\n")[index] ? [] : [index + 1]
    );
    assert.deepEqual(changed, [line], after);
  }
});
