import assert from "node:assert/strict";
import { readCapture } from "../capture_testdata.ts";
import { encodeLinear } from "../linear.ts";
import { mix } from "../noise.ts";
import {
  int16,
  isUnmeasured,
  looksLikeMlx90640,
  UNMEASURED,
  WORD_GAIN,
  WORD_PTAT,
  WORD_VBE,
} from "./aux_words.ts";
import { parseEeprom } from "./eeprom.ts";
import { FrameEncoder } from "./frame_encoder.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

const capture = readCapture();

Deno.test({
  name: "looksLikeMlx90640 recognises every frame of a real device",
  ignore: capture === undefined,
  fn() {
    assert.ok(capture!.frames.every(looksLikeMlx90640));
  },
});

Deno.test("looksLikeMlx90640 recognises chips from -40 to 85 C at every supply and resolution", () => {
  for (let seed = 0; seed < 20; seed++) {
    const parsed = parseEeprom(syntheticEeprom(seed));
    assert.ok(parsed.ok);
    for (const controlWord of [0x1101, 0x1501, 0x1901, 0x1D01]) {
      const encoder: FrameEncoder = new FrameEncoder(parsed.value, { emissivity: 0.95, controlWord });
      for (const [taC, vddV] of [[-40, 3.0], [25, 3.3], [85, 3.6]]) {
        assert.ok(looksLikeMlx90640(encoder.encode(new Float32Array(768).fill(20), { taC, vddV })));
      }
    }
  }
});

Deno.test("looksLikeMlx90640 does not take a simulator's random words for a chip's", () => {
  const words = new Uint16Array(834);
  for (let seed = 0; seed < 20_000; seed++) {
    for (let i = 768; i < 834; i++) words[i] = mix(seed, i);
    assert.ok(!looksLikeMlx90640(words), `seed ${seed}`);
    for (let i = 768; i < 834; i++) words[i] = 100 + words[i] % 9900;
    assert.ok(!looksLikeMlx90640(words), `seed ${seed}`);
  }
  assert.ok(!looksLikeMlx90640(encodeLinear(new Float32Array(768).fill(25), 0)));
  assert.ok(!looksLikeMlx90640(new Uint16Array(834)));
  assert.ok(!looksLikeMlx90640(new Uint16Array(834).fill(0xFFFF)));
});

Deno.test("looksLikeMlx90640 does not recognise a chip that has not measured yet", () => {
  const parsed = parseEeprom(syntheticEeprom(1));
  assert.ok(parsed.ok);
  const words = new FrameEncoder(parsed.value, { emissivity: 0.95 }).encode(
    new Float32Array(768).fill(20),
    { taC: 25, vddV: 3.3 },
  );
  words[WORD_VBE] = UNMEASURED;
  words[WORD_PTAT] = 3_000;
  assert.ok(!looksLikeMlx90640(words));
});

Deno.test("isUnmeasured looks at the needed words alone", () => {
  const words = new Uint16Array(834);
  words.fill(UNMEASURED, 811);
  assert.equal(isUnmeasured(words), false);
  words[WORD_GAIN] = UNMEASURED;
  assert.equal(isUnmeasured(words), true);
});

Deno.test("int16 reads a word as a signed count", () => {
  assert.deepEqual([0, 1, 0x7FFF, 0x8000, 0xFFFF].map(int16), [0, 1, 32767, -32768, -1]);
});
