import assert from "node:assert/strict";
import { parseConfig } from "./load.ts";
import { maskedPixels, thermalMask } from "./thermal_mask.ts";

Deno.test("maskedPixels marks exactly the pixels of its masks, those that overlap once", () => {
  const masked = maskedPixels([
    { column: 30, row: 0, columns: 2, rows: 1 },
    { column: 31, row: 0, columns: 1, rows: 2 },
  ])!;
  const marked = [...masked].flatMap((pixel, at) => pixel === 1 ? [at] : []);
  assert.deepEqual(marked, [30, 31, 63]);
  assert.equal(maskedPixels([]), undefined);
});

Deno.test("a mask that reaches out of the picture is refused, and says where the picture ends", () => {
  for (const wrong of [{ column: 30, columns: 3 }, { row: 23, rows: 2 }, { columns: 0 }, { row: 0.5 }]) {
    const parsed = thermalMask.safeParse({ column: 0, row: 0, columns: 1, rows: 1, ...wrong });
    assert.equal(parsed.success, false, JSON.stringify(wrong));
  }
});

Deno.test("a configuration whose masks hide nearly the whole picture is refused", () => {
  const site = (rows: number) => `
zones: [{id: hall}]
sensors: [{id: s1, zone: hall, masks: [{column: 0, row: 0, columns: 32, rows: ${rows}}]}]
outputs: [{id: siren, kind: siren, driver: simulated}]
`;
  assert.equal(parseConfig(site(18)).ok, true);
  const refused = parseConfig(site(19));
  assert(!refused.ok);
  assert.deepEqual(refused.fault.map(({ path }) => path), ["sensors[0].masks"]);
  assert.match(refused.fault[0].message, /leave 160 of 768 pixels in sight, at least 192/);
});
