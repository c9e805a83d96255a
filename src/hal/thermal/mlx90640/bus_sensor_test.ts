import assert from "node:assert/strict";
import { fail, ok } from "../../../reading/result.ts";
import { calibrationOf, EMISSIVITY, roomC, sensorRig, SETTINGS } from "./bus_sensor_testdata.ts";
import { controlWordOf, isInSubPage } from "./bus_sensor_registers.ts";
import { Converter } from "./converter.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

const RAM = 0x0400;

Deno.test("BusSensor delivers the EEPROM and a frame for each sub-page, half of it new", async () => {
  const rig = sensorRig();
  await rig.pass(3_100);
  await rig.stop();
  const { told, sensor, eeprom } = rig;
  assert.deepEqual(told.faults, []);
  assert.deepEqual(told.eeproms, [eeprom]);
  assert.equal(rig.chip.control, 0x1981, "4 Hz instead of the EEPROM's 2 Hz");
  // Twelve sub-pages, of which two are skipped after the change and a third has no other half yet.
  assert.equal(told.frames.length, 9);
  assert.equal(sensor.counts.frames, 9);
  assert.deepEqual([sensor.counts.torn, sensor.counts.missed, sensor.counts.retries], [0, 0, 0]);
  assert.equal(rig.site.bus!.isOpen, false);

  const controlWord = controlWordOf(SETTINGS);
  const converter = new Converter(calibrationOf(eeprom), { emissivity: EMISSIVITY, controlWord });
  const celsius = new Float32Array(768);
  for (const { words, atMs } of told.frames) {
    assert.equal(words.length, 834);
    assert.deepEqual([words[832], words[833]], [1, 1]);
    const measuredMs = Math.floor(atMs / 250) * 250;
    assert.ok(atMs - measuredMs <= 10, `read ${atMs - measuredMs} ms after it was measured`);
    const facts = converter.convert(words, celsius);
    assert.ok(Math.abs(facts.taC - 30) < 0.1 && Math.abs(facts.vddV - 3.29) < 0.01);
    const newest = measuredMs / 250 % 2 === 1 ? 0 : 1;
    celsius.forEach((value, p) => {
      const isNew = isInSubPage(controlWord, newest, p >> 5, p & 31);
      const drawn = roomC(isNew ? measuredMs : measuredMs - 250);
      assert.ok(Math.abs(value - drawn) < 0.2, `pixel ${p}: ${value}, drawn ${drawn}`);
    });
  }
});

Deno.test("BusSensor reads the other pattern and rate as it is told", async () => {
  const settings = { refreshHz: 8, pattern: "interleaved", resolutionBits: 18 } as const;
  const rig = sensorRig({ settings, frame: (atMs) => new Uint16Array(834).fill(atMs / 125 & 0xFF) });
  await rig.pass(1_000);
  await rig.stop();
  assert.equal(rig.chip.control, 0x0A01);
  assert.equal(rig.told.frames.length, 0, "words like these are no chip's");
  assert.match(rig.told.faults[0], /auxiliary words cannot be an MLX90640's/);
});

Deno.test("BusSensor says what is wrong with an EEPROM that is no calibration, and delivers nothing", async () => {
  const rig = sensorRig();
  rig.eeprom.fill(0xFFFF);
  await rig.pass(400);
  assert.deepEqual(rig.told.faults, [
    "Refused the calibration EEPROM: every word is 0xFFFF; it is blank or could not be read.",
  ]);
  assert.deepEqual(rig.told.eeproms, []);
  rig.eeprom.set(syntheticEeprom(3));
  rig.chip.powerOn();
  await rig.pass(3_000);
  await rig.stop();
  assert.equal(rig.told.faults[1], "well");
  assert.ok(rig.told.frames.length > 3);
});

Deno.test("BusSensor does not trust an EEPROM that reads differently the second time", async () => {
  const rig = sensorRig();
  let reads = 0;
  rig.chip.garble = (register, bytes) => {
    if (register >= 0x2400 && register < 0x4000 && reads++ % 2 === 1) bytes[1000] ^= 0x10;
  };
  await rig.pass(1_000);
  await rig.stop();
  assert.match(rig.told.faults[0], /read twice and 1 words differ/);
  assert.deepEqual(rig.told.eeproms, []);
});

Deno.test("BusSensor mends noise by a retry, without a word", async () => {
  const rig = sensorRig();
  await rig.pass(2_000);
  const before = rig.told.frames.length;
  rig.site.bus!.faults.push({ kind: "failed", detail: "noise" }, { kind: "stuck", detail: "noise" });
  await rig.pass(1_000);
  await rig.stop();
  assert.deepEqual(rig.told.faults, []);
  assert.equal(rig.sensor.counts.retries, 2);
  assert.equal(rig.sensor.counts.starts, 1);
  assert.ok(rig.told.frames.length >= before + 3, "at most one sub-page was lost");
});

Deno.test("BusSensor never delivers a garbled frame, and starts the chip anew where they go on", async () => {
  const rig = sensorRig();
  await rig.pass(2_000);
  rig.chip.garble = (register, bytes) => {
    // All wires high from the middle of the frame on, as where the chip's ground is loose.
    if (register === RAM) bytes.fill(0xFF, 800);
  };
  const before = rig.told.frames.length;
  await rig.pass(500);
  assert.deepEqual(rig.told.faults, [], "two in a row are noise");
  await rig.pass(2_000);
  assert.equal(rig.told.frames.length, before);
  assert.deepEqual(rig.told.faults, [
    "the chip's auxiliary words cannot be an MLX90640's: check the wiring",
  ]);
  rig.chip.garble = undefined;
  await rig.pass(3_000);
  await rig.stop();
  assert.deepEqual(rig.told.faults.slice(1), ["well"]);
  assert.ok(rig.told.frames.length > before);
});

Deno.test("BusSensor takes a supply outside of what the chip can work at for garbage", async () => {
  const rig = sensorRig();
  await rig.pass(2_000);
  rig.chip.garble = (register, bytes) => {
    // The supply word: still a chip's number, but 2.7 V.
    if (register === RAM) bytes[810 * 2] += 0x07;
  };
  await rig.pass(3_000);
  await rig.stop();
  assert.match(rig.told.faults[0], /supply or die temperature cannot be/);
});

Deno.test("BusSensor starts a chip anew that has stopped measuring, and switches its power where that does not help", async () => {
  let cycles = 0;
  const rig = sensorRig({
    powerCycle: () => {
      cycles++;
      rig.chip.powerOn();
      return Promise.resolve(ok(undefined));
    },
  });
  await rig.pass(2_000);
  rig.chip.hung = true;
  await rig.pass(2_000);
  assert.match(rig.told.faults[0], /^the chip answers but has measured nothing for 1\d\d\d ms$/);
  assert.equal(cycles, 0);
  const before = rig.told.frames.length;
  await rig.pass(9_000);
  await rig.stop();
  assert.equal(cycles, 1);
  assert.equal(rig.sensor.counts.powerCycles, 1);
  assert.equal(rig.told.faults.at(-1), "well");
  assert.ok(rig.told.frames.length > before);
});

Deno.test("BusSensor says that the power cannot be switched, and goes on trying", async () => {
  const rig = sensorRig({
    powerCycle: () => Promise.resolve(fail({ kind: "busy", detail: "line 3 is in use" })),
  });
  rig.site.plugged = false;
  await rig.pass(3_000);
  assert.deepEqual(rig.told.faults.slice(0, 2), [
    "the I2C bus does not exist: no adapter",
    "the chip's power cannot be switched: line of its supply is held by somebody else: line 3 is in use",
  ]);
  rig.site.plugged = true;
  await rig.pass(9_000);
  await rig.stop();
  assert.equal(rig.told.faults.at(-1), "well");
});

Deno.test("BusSensor comes back by itself when the adapter was pulled out and is there again", async () => {
  const rig = sensorRig();
  await rig.pass(2_000);
  const { bus } = rig.site;
  bus!.fault = { kind: "gone", detail: "ENODEV" };
  rig.site.plugged = false;
  await rig.pass(20_000);
  assert.equal(bus!.isOpen, false);
  assert.deepEqual(rig.told.faults, [
    "the I2C bus has vanished: ENODEV",
    "the I2C bus does not exist: no adapter",
  ]);
  rig.site.plugged = true;
  rig.chip.powerOn();
  const before = rig.told.frames.length;
  await rig.pass(7_000);
  await rig.stop();
  assert.equal(rig.told.faults.at(-1), "well");
  assert.ok(rig.told.frames.length > before);
  assert.equal(rig.told.eeproms.length, 2, "it may be another chip");
});

Deno.test("BusSensor sets a chip up again that has restarted with its own settings", async () => {
  const rig = sensorRig();
  await rig.pass(2_000);
  rig.chip.powerOn();
  assert.equal(rig.chip.control, 0x1901);
  await rig.pass(4_000);
  await rig.stop();
  assert.equal(rig.chip.control, 0x1981);
  assert.deepEqual(rig.told.faults, [
    "the chip's control register is 0x1901 and was set to 0x1981: it has restarted",
    "well",
  ]);
});

Deno.test("BusSensor reads a frame again that was overwritten meanwhile, and says when the bus is too slow for the rate", async () => {
  const rig = sensorRig();
  await rig.pass(2_000);
  let slow = 0;
  // Reading takes longer than a sub-page, the given number of times.
  rig.chip.garble = (register) => {
    if (register === RAM && slow-- > 0) rig.clock.spend(260);
  };
  slow = 1;
  await rig.pass(1_500);
  assert.equal(rig.sensor.counts.torn, 1);
  assert.deepEqual(rig.told.faults, []);
  slow = Infinity;
  await rig.pass(10_000);
  await rig.stop();
  assert.match(rig.told.faults[0], /ms to read, and the next comes after 250 ms \(3 attempts\): lower/);
});

Deno.test("BusSensor finds a chip that measures one sub-page alone", async () => {
  const rig = sensorRig();
  await rig.pass(2_000);
  rig.chip.garble = (register, bytes) => {
    if (register === 0x8000) bytes[1] &= 0xF8;
  };
  await rig.pass(6_000);
  await rig.stop();
  assert.equal(rig.told.faults[0], "the chip measures sub-page 0 alone: half of the picture stands still");
});

Deno.test("BusSensor stops at once, whatever it waits for", async () => {
  for (const afterMs of [0, 60, 500, 1_003]) {
    const rig = sensorRig();
    await rig.pass(afterMs);
    await rig.stop();
    assert.equal(rig.site.bus!.isOpen, false);
  }
});
