import assert from "node:assert/strict";
import type { Reading } from "../reading/reading.ts";
import { RecordBlock } from "./reading_record.ts";

const READINGS: Reading[] = [
  {
    kind: "thermal",
    sensorId: "boiler-1",
    atMs: 123456.789,
    maxC: 71.25,
    minC: -12.5,
    meanC: 24.1,
    hotSpotC: 69.9,
    hotSpotIndex: 767,
    hotPixels: 768,
    hotCluster: 12,
    validPixels: 767,
    taC: NaN,
    vddV: 3.28,
    fingerprint: 0xffffffff,
  },
  { kind: "smoke", sensorId: "boiler-1", atMs: 1, value: 6.57 },
  { kind: "gas", sensorId: "boiler-1", atMs: 2, value: 412 },
  { kind: "flameDigital", sensorId: "boiler-1", atMs: 3, active: true },
  { kind: "callPoint", sensorId: "boiler-1", atMs: 4, active: false },
  {
    kind: "vision",
    sensorId: "boiler-1",
    atMs: 5,
    fire: 0.92,
    smoke: 0.1,
    x: 0.25,
    y: 0.75,
    width: 0.2,
    height: 0.1,
  },
];

Deno.test("RecordBlock gives back every kind of reading as it was written", () => {
  const block = new RecordBlock(READINGS.length);
  READINGS.forEach((reading, i) => block.write(i, reading, { sensorIndex: 65_535, critical: i % 2 === 0 }));
  READINGS.forEach((reading, i) => {
    assert.deepEqual(block.read(i, "boiler-1"), reading);
    assert.equal(block.sensorIndex(i), 65_535);
    assert.equal(block.critical(i), i % 2 === 0);
  });
});

Deno.test("RecordBlock.read refuses bytes that are no reading", () => {
  const block = new RecordBlock(1);
  block.write(0, READINGS[1], { sensorIndex: 0, critical: false });
  block.bytes[0] = 200;
  assert.equal(block.read(0, "x"), undefined);
  block.write(0, { ...READINGS[1], atMs: NaN }, { sensorIndex: 0, critical: false });
  assert.equal(block.read(0, "x"), undefined);
});
