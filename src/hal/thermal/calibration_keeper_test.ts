import assert from "node:assert/strict";
import { CalibrationKeeper, type KeeperOptions, STRANGERS_MAX } from "./calibration_keeper.ts";
import { readCapture } from "./capture_testdata.ts";
import { encodeLinear } from "./linear.ts";
import { parseEeprom } from "./mlx90640/eeprom.ts";
import { WORD_CP0, WORD_GAIN, WORD_VDD } from "./mlx90640/aux_words.ts";
import { FrameEncoder } from "./mlx90640/frame_encoder.ts";
import { syntheticEeprom } from "./mlx90640/synthetic_eeprom.ts";
import { mix } from "./noise.ts";

const capture = readCapture();
const CHIP = { taC: 31, vddV: 3.28 };

function encoder(seed = 1): FrameEncoder {
  const parsed = parseEeprom(syntheticEeprom(seed));
  assert.ok(parsed.ok);
  return new FrameEncoder(parsed.value, { emissivity: 0.95 });
}

const warm = (c: number) => new Float32Array(768).fill(c);
/** A frame of the synthetic sensor at `c` degrees everywhere. */
const chipFrame = (c = 25, seed = 1) => encoder(seed).encode(warm(c), CHIP);
/** What the simulators send: hundredths of a degree, and random auxiliary words. */
function simulatorFrame(c: number, draw = 1): Uint16Array {
  const words = encodeLinear(warm(c), 0);
  for (let i = 768; i < 834; i++) words[i] = 100 + mix(draw, i) % 9900;
  return words;
}
/** The EEPROM of the newest simulator: an offset in word 0, the rest random. */
function simulatorEeprom(offset: number): Uint16Array {
  const words = Uint16Array.from({ length: 832 }, (_, i) => 100 + mix(77, i) % 9900);
  words[0] = offset;
  return words;
}

/** A keeper with the plumbing around it: every call is followed by draining what was held. */
class Bench {
  readonly keeper: CalibrationKeeper;
  readonly out = new Float32Array(768);
  constructor(options: Partial<KeeperOptions> = {}) {
    this.keeper = new CalibrationKeeper({ mode: "auto", emissivity: 0.95, ...options });
  }
  /** What the frame came to, e.g. `melexis 25.0 @3`, `held`, `refused aux-missing`; then what was drained. */
  frame(words: Uint16Array, atMs = 0): string[] {
    const outcome = this.keeper.frame(words, words.length, atMs, this.out);
    return [this.#say(outcome), ...this.drain()];
  }
  drain(): string[] {
    const said: string[] = [];
    for (
      let next = this.keeper.takeHeld(this.out);
      next !== undefined;
      next = this.keeper.takeHeld(this.out)
    ) {
      said.push(this.#say(next));
    }
    return said;
  }
  #say(outcome: ReturnType<CalibrationKeeper["frame"]>): string {
    if (outcome.kind === "held") return "held";
    if (outcome.kind === "refused") return `refused ${outcome.fault.kind} @${outcome.atMs}`;
    return `${outcome.by} ${Math.round(this.out[400])} @${outcome.atMs}`;
  }
}

Deno.test({
  name:
    "CalibrationKeeper holds a real device's frames until its EEPROM arrives, then gives their true temperatures",
  ignore: capture === undefined,
  fn() {
    const bench = new Bench();
    assert.deepEqual(bench.frame(capture!.frames[0], 0), ["held"]);
    assert.equal(bench.keeper.decision, "pending");
    assert.equal(bench.keeper.needsEeprom, true);
    assert.equal(bench.keeper.eeprom(capture!.eeprom).kind, "calibration");
    const first = bench.keeper.takeHeld(bench.out);
    assert.ok(first?.kind === "converted" && first.by === "melexis" && first.atMs === 0);
    assert.ok(Math.abs(bench.out[400] - 27.265) < 0.01);
    assert.deepEqual(first.words, capture!.frames[0]);
    const next = bench.keeper.frame(capture!.frames[187], 834, 4100, bench.out);
    assert.ok(next.kind === "converted" && Math.abs(next.facts.vddV - 3.28) < 0.01);
    assert.ok(Math.abs(bench.out[400] - 30.149) < 0.01);
    assert.equal(bench.keeper.decision, "melexis");
    assert.equal(bench.keeper.needsEeprom, false);
  },
});

Deno.test("CalibrationKeeper hands held frames back oldest first with their arrival times, and drops beyond four", () => {
  const bench = new Bench();
  for (let i = 0; i < 6; i++) assert.deepEqual(bench.frame(chipFrame(20 + i), i), ["held"]);
  assert.equal(bench.keeper.heldDropped, 2);
  bench.keeper.eeprom(syntheticEeprom(1));
  assert.deepEqual(bench.drain(), ["melexis 22 @2", "melexis 23 @3", "melexis 24 @4", "melexis 25 @5"]);
  assert.deepEqual(bench.frame(chipFrame(26), 6), ["melexis 26 @6"]);
});

Deno.test("CalibrationKeeper takes a simulator for linear and subtracts its offset", () => {
  const bench = new Bench();
  assert.deepEqual(bench.frame(simulatorFrame(25), 1), ["held"]);
  assert.equal(bench.keeper.eeprom(simulatorEeprom(0xFF38)).kind, "no-calibration");
  assert.deepEqual(bench.drain(), ["linear 27 @1"], "the offset is -2.00 C");
  assert.equal(bench.keeper.decision, "linear");
  assert.equal(bench.keeper.needsEeprom, false);
  assert.deepEqual(bench.frame(simulatorFrame(80), 2), ["linear 82 @2"]);
  const outcome = bench.keeper.frame(simulatorFrame(25), 834, 3, bench.out);
  assert.ok(
    outcome.kind === "converted" && Number.isNaN(outcome.facts.taC) && outcome.facts.validPixels === 768,
  );
});

Deno.test("CalibrationKeeper gives up waiting where no EEPROM comes: simulators and pixel-only frames are linear", () => {
  for (const words of [simulatorFrame(25), simulatorFrame(25).slice(0, 768)]) {
    const bench = new Bench();
    assert.deepEqual(bench.frame(words, 1), ["held"]);
    bench.keeper.eepromUnavailable();
    assert.deepEqual(bench.drain(), ["linear 25 @1"]);
    assert.equal(bench.keeper.decision, "linear");
    assert.equal(bench.keeper.needsEeprom, true, "an EEPROM would still tell the offset");
  }
});

Deno.test("CalibrationKeeper never converts an MLX90640's counts linearly, with no EEPROM or with a refused one", () => {
  const missing = new Bench();
  missing.keeper.eepromUnavailable();
  assert.deepEqual(missing.frame(chipFrame(), 1), ["refused eeprom-missing @1"]);
  assert.equal(missing.keeper.needsEeprom, true);

  const refused = new Bench();
  assert.deepEqual(refused.frame(chipFrame(), 1), ["held"]);
  assert.equal(refused.keeper.eeprom(new Uint16Array(832)).kind, "no-calibration");
  assert.deepEqual(refused.drain(), ["refused eeprom-refused @1"]);
  assert.equal(refused.keeper.needsEeprom, true);

  for (const { keeper } of [missing, refused]) keeper.eeprom(syntheticEeprom(1));
  assert.deepEqual(missing.frame(chipFrame(25), 2), ["melexis 25 @2"], "heals when the EEPROM comes late");
  assert.deepEqual(refused.frame(chipFrame(25), 2), ["melexis 25 @2"]);
  assert.equal(refused.keeper.needsEeprom, false);
});

Deno.test("CalibrationKeeper heals a device that line noise made linear", () => {
  const bench = new Bench();
  bench.keeper.eepromUnavailable();
  assert.deepEqual(bench.frame(new Uint16Array(834).fill(0xFFFF), 1), ["linear 27 @1"]);
  assert.deepEqual(bench.frame(chipFrame(), 2), ["refused eeprom-missing @2"]);
  bench.keeper.eeprom(syntheticEeprom(1));
  assert.deepEqual(bench.frame(chipFrame(25), 3), ["melexis 25 @3"]);
});

Deno.test("CalibrationKeeper refuses a frame with an implausible supply or die and goes on with the next", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  assert.deepEqual(bench.frame(chipFrame(25), 1), ["melexis 25 @1"]);
  for (const chip of [{ taC: 31, vddV: 2.8 }, { taC: 31, vddV: 3.8 }, { taC: 100, vddV: 3.3 }]) {
    assert.deepEqual(bench.frame(encoder().encode(warm(25), chip), 2), ["refused aux-implausible @2"]);
  }
  const unmeasured = chipFrame();
  unmeasured[WORD_VDD] = 0x7FFF;
  assert.deepEqual(bench.frame(unmeasured, 3), ["refused aux-implausible @3"]);
  assert.deepEqual(
    bench.frame(simulatorFrame(25), 4),
    ["refused aux-implausible @4"],
    "once melexis, never linear",
  );
  assert.deepEqual(bench.frame(chipFrame(26), 5), ["melexis 26 @5"]);
});

Deno.test("CalibrationKeeper decides by supply and die temperature where the EEPROM is a calibration", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  const words = chipFrame(25);
  words[WORD_CP0] = 1_500; // more than the chip is known by without its EEPROM
  assert.match(bench.frame(words, 1)[0], /^melexis/);
});

Deno.test("CalibrationKeeper lets one garbage frame wait before the decision, and keeps the order", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  assert.deepEqual(bench.frame(simulatorFrame(25), 1), ["held"]);
  assert.deepEqual(bench.frame(chipFrame(25), 2), ["held", "refused aux-implausible @1", "melexis 25 @2"]);
});

Deno.test("CalibrationKeeper takes a device for linear whose frames keep contradicting a valid calibration", () => {
  const bench = new Bench();
  const eeprom = syntheticEeprom(1);
  eeprom[0] = 100;
  bench.keeper.eeprom(eeprom);
  for (let i = 1; i < STRANGERS_MAX; i++) assert.deepEqual(bench.frame(simulatorFrame(25, i), i), ["held"]);
  assert.equal(bench.keeper.decision, "pending");
  assert.deepEqual(bench.frame(simulatorFrame(25, 9), 4), [
    "held",
    "linear 24 @1",
    "linear 24 @2",
    "linear 24 @3",
    "linear 24 @4",
  ]);
  assert.deepEqual(bench.frame(chipFrame(25), 5), ["melexis 25 @5"], "a chip's frame still proves the chip");
});

Deno.test("CalibrationKeeper refuses pixels alone where the EEPROM proves an MLX90640", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  assert.deepEqual(bench.frame(chipFrame().slice(0, 768), 1), ["refused aux-missing @1"]);
  assert.deepEqual(
    bench.frame(chipFrame(25).slice(0, 832), 2),
    ["melexis 25 @2"],
    "the two trailing words mean nothing",
  );
});

Deno.test("CalibrationKeeper starts at once with a known EEPROM and changes to another sensor's", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  assert.equal(bench.keeper.needsEeprom, true, "the device may have been exchanged");
  assert.deepEqual(bench.frame(chipFrame(25), 1), ["melexis 25 @1"]);
  assert.equal(bench.keeper.eeprom(syntheticEeprom(1)).kind, "same");
  assert.equal(bench.keeper.needsEeprom, false);
  assert.equal(bench.keeper.eeprom(syntheticEeprom(2)).kind, "calibration");
  assert.deepEqual(bench.keeper.eepromWords, syntheticEeprom(2));
  assert.deepEqual(bench.frame(chipFrame(25, 2), 2), ["melexis 25 @2"]);
});

Deno.test("CalibrationKeeper follows an exchange of a melexis device for a linear one and back", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  assert.equal(bench.keeper.eeprom(simulatorEeprom(100)).kind, "no-calibration");
  assert.deepEqual(bench.frame(simulatorFrame(25), 1), ["linear 24 @1"]);
  bench.keeper.eeprom(syntheticEeprom(1));
  assert.deepEqual(bench.frame(chipFrame(25), 2), ["melexis 25 @2"]);
});

Deno.test("CalibrationKeeper keeps a good calibration when a blank or short EEPROM follows it", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  for (
    const words of [new Uint16Array(832), new Uint16Array(832).fill(0xFFFF), syntheticEeprom(2).slice(0, 700)]
  ) {
    assert.equal(bench.keeper.eeprom(words).kind, "ignored");
    assert.equal(bench.keeper.needsEeprom, true, "it is worth asking again");
  }
  assert.deepEqual(bench.frame(chipFrame(25), 1), ["melexis 25 @1"]);
});

Deno.test("CalibrationKeeper in mode linear converts anything at once, with the offset when it comes", () => {
  const bench = new Bench({ mode: "linear", linear: { scale: 0.02, offsetC: 30 } });
  const words = new Uint16Array(834);
  assert.deepEqual(bench.frame(words, 1), ["linear 30 @1"]);
  bench.keeper.eeprom(simulatorEeprom(500));
  assert.deepEqual(bench.frame(words, 2), ["linear 25 @2"]);
  assert.equal(bench.keeper.decision, "linear");
});

Deno.test("CalibrationKeeper in mode melexis never converts linearly", () => {
  const bench = new Bench({ mode: "melexis" });
  assert.deepEqual(bench.frame(simulatorFrame(25), 1), ["held"]);
  bench.keeper.eepromUnavailable();
  assert.deepEqual(bench.drain(), ["refused eeprom-missing @1"]);
  bench.keeper.eeprom(simulatorEeprom(0));
  assert.deepEqual(bench.frame(simulatorFrame(25), 2), ["refused eeprom-refused @2"]);
  bench.keeper.eeprom(syntheticEeprom(1));
  assert.deepEqual(bench.frame(simulatorFrame(25), 3), ["refused aux-implausible @3"]);
  assert.deepEqual(bench.frame(chipFrame(25), 4), ["melexis 25 @4"]);
});

Deno.test("CalibrationKeeper reports no valid pixel for a frame without gain, and does not call it linear", () => {
  const bench = new Bench({ knownEeprom: syntheticEeprom(1) });
  bench.frame(chipFrame(25), 1);
  const words = chipFrame(25);
  words[WORD_GAIN] = 0;
  const outcome = bench.keeper.frame(words, 834, 2, bench.out);
  assert.ok(outcome.kind === "converted" && outcome.by === "melexis" && outcome.facts.validPixels === 0);
});
