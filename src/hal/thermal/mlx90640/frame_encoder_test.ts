import assert from "node:assert/strict";
import { Converter } from "./converter.ts";
import { parseEeprom } from "./eeprom.ts";
import { FrameEncoder } from "./frame_encoder.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

Deno.test("FrameEncoder makes frames whose picture comes back within 0.2 C from -20 to 250 C", () => {
  const celsius = Float32Array.from({ length: 768 }, (_, p) => -20 + 270 * ((p * 37) % 768) / 767);
  const out = new Float32Array(768);
  for (let seed = 0; seed < 20; seed++) {
    const parsed = parseEeprom(syntheticEeprom(seed));
    assert.ok(parsed.ok);
    for (const controlWord of [0x1901, 0x0901]) {
      const options = { emissivity: 0.95, controlWord };
      const words = new FrameEncoder(parsed.value, options).encode(celsius, { taC: 31, vddV: 3.28 });
      assert.equal(words.length, 834);
      const facts = new Converter(parsed.value, options).convert(words, out);
      assert.ok(Math.abs(facts.taC - 31) < 0.02 && Math.abs(facts.vddV - 3.28) < 0.002);
      out.forEach((t, p) =>
        assert.ok(Math.abs(t - celsius[p]) < 0.2, `pixel ${p}: ${t}, drawn ${celsius[p]}`)
      );
    }
  }
});

Deno.test("FrameEncoder writes into the given words and cuts off what no count can say", () => {
  const parsed = parseEeprom(syntheticEeprom(1));
  assert.ok(parsed.ok);
  const words = new Uint16Array(834);
  const celsius = new Float32Array(768).fill(1400);
  const encoder = new FrameEncoder(parsed.value, { emissivity: 0.95 });
  assert.equal(encoder.encode(celsius, { taC: 31, vddV: 3.28 }, words), words);
  assert.equal(words[100], 0x7FFE, "the largest count that is a measurement");
});
