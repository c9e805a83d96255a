import assert from "node:assert/strict";
import { parseEeprom } from "./eeprom.ts";
import { ObjectTemperature } from "./object_temperature.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

Deno.test("ObjectTemperature gives the die's temperature for no signal, and its inverse undoes it in every range", () => {
  const parsed = parseEeprom(syntheticEeprom(4));
  assert.ok(parsed.ok);
  const temperature = new ObjectTemperature(parsed.value);
  const zeroSignalK4 = (30 + 273.15) ** 4;
  const wanted = [-35, -5, 5, 30, 60, 95, 105, 150, 195, 205, 300];
  const out = new Float32Array(wanted.length + 2);
  const signals = Float64Array.from([0, -1e11, ...wanted.map((c) => temperature.signalOf(c, zeroSignalK4))]);
  assert.equal(
    temperature.convert(signals, zeroSignalK4, out),
    1,
    "a signal below absolute zero has no temperature",
  );
  assert.ok(Math.abs(out[0] - 30) < 1e-3);
  assert.ok(Number.isNaN(out[1]));
  wanted.forEach((c, i) => assert.ok(Math.abs(out[i + 2] - c) < 0.01, `${out[i + 2]}, expected ${c}`));
});
