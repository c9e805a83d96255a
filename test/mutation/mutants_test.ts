import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { mutantsOf } from "./mutants.ts";
import { HARMLESS } from "./survivors.ts";

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

Deno.test("HARMLESS: each entry excuses a fault that can still be made, and each one once", () => {
  const told = new Set<string>();
  for (const { file, code, before, after, why } of HARMLESS) {
    const text = Deno.readTextFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)));
    const lines = text.split("\n");
    const name = `${file}: ${code}: ${before} as ${after}`;
    const isMeant = (one: { line: number; before: string; after: string }) =>
      one.before === before && one.after === after && lines[one.line - 1].includes(code);
    assert.ok(mutantsOf(text).some(isMeant), `${name}: there is no such fault any more`);
    assert.ok(!told.has(name), `${name} is listed twice`);
    assert.ok(why.length > 0, name);
    told.add(name);
  }
});
