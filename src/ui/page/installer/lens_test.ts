import assert from "node:assert/strict";
import { LENSES, sightAt } from "./lens.ts";

Deno.test("sightAt gives what a lens sees of a wall, and the smallest thing that is measured truly", () => {
  const [wide, narrow] = LENSES.map((lens) => sightAt(4, lens));
  // 2 * 4 m * tan(55 degrees) and tan(27.5 degrees).
  assert.equal(wide.widthM.toFixed(2), "11.43");
  assert.equal(narrow.widthM.toFixed(2), "4.16");
  // Three of 32 pixels of 110 degrees are 10.3 degrees: 72 cm at 4 m; with the narrow lens half of it.
  assert.equal(wide.spotWidthM.toFixed(2), "0.72");
  assert.equal(narrow.spotWidthM.toFixed(2), "0.36");
  const far = sightAt(8, LENSES[0]);
  assert.equal((far.spotWidthM / wide.spotWidthM).toFixed(3), "2.000");
});
