import assert from "node:assert/strict";
import { parseEeprom } from "./eeprom.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

Deno.test("syntheticEeprom is a valid calibration for every seed, with every parameter in use", () => {
  for (let seed = 0; seed < 300; seed++) {
    const parsed = parseEeprom(syntheticEeprom(seed));
    assert.ok(parsed.ok, `seed ${seed}`);
    const calibration = parsed.value;
    assert.deepEqual(calibration.badPixels, []);
    assert.equal(calibration.controlWord, 0x1901);
    assert.notEqual(calibration.tgc, 0);
    for (const values of [calibration.ksTo, calibration.cpAlpha, calibration.cpOffset, calibration.ilChess]) {
      assert.ok(values.every((value) => value !== 0));
    }
    assert.equal(new Set(calibration.ksTo).size, 4, "each range has its own slope");
    assert.ok(calibration.kta.every((value) => value !== 0) && calibration.kv.every((value) => value !== 0));
    assert.ok(new Set(calibration.alpha).size > 100 && new Set(calibration.offset).size > 20);
  }
});

Deno.test("syntheticEeprom gives the same seed the same words and other seeds others", () => {
  assert.deepEqual(syntheticEeprom(5), syntheticEeprom(5));
  assert.notDeepEqual(syntheticEeprom(5), syntheticEeprom(6));
});
