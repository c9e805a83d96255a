import assert from "node:assert/strict";
import {
  CLEAN_AIR_OHM,
  CLEAN_AIR_RATIO,
  GAS_CURVES,
  type GasName,
  gasPpm,
  PPM_MAX,
  sensorOhm,
} from "./gas.ts";

const LOAD = 10_000;
const NAMES = Object.keys(GAS_CURVES) as GasName[];

/** The count at which the sensor has that resistance. */
const countAt = (ohm: number) => 4095 / (ohm / LOAD + 1);

const near = (value: number | "implausible", expected: number, tolerance: number) =>
  assert.ok(
    typeof value === "number" && Math.abs(value - expected) <= tolerance,
    `${value}, not ${expected}`,
  );

Deno.test("sensorOhm is the voltage divider backwards", () => {
  near(sensorOhm(2047.5, LOAD), LOAD, 1e-9);
  near(sensorOhm(countAt(76_630), LOAD), 76_630, 1e-6);
});

Deno.test("gasPpm gives the datasheet's points within the width of its lines", () => {
  // Figure 3 of the datasheet: Rs / R0 at 100 ppm.
  const points: [GasName, number][] = [
    ["co", 1.539],
    ["co2", 1.053],
    ["ammonia", 1.0],
    ["alcohol", 0.933],
    ["toluene", 0.803],
    ["acetone", 0.742],
  ];
  const r0Ohm = 50_000;
  for (const [curve, ratio] of points) {
    const settings = { curve, loadOhm: LOAD, cleanAirOhm: r0Ohm * CLEAN_AIR_RATIO };
    near(gasPpm(countAt(ratio * r0Ohm), settings), 100, 15);
  }
});

Deno.test("gasPpm of any gas is far below 400 in clean air, calibrated or not", () => {
  for (const curve of NAMES) {
    for (const cleanAirOhm of [undefined, 108_000, 276_000, 720_000]) {
      const settings = { curve, loadOhm: LOAD, cleanAirOhm };
      assert.ok(Number(gasPpm(countAt(cleanAirOhm ?? CLEAN_AIR_OHM), settings)) < 10);
    }
    // The two extremes of the datasheet, read with the middling value.
    assert.ok(Number(gasPpm(countAt(108_000), { curve, loadOhm: LOAD })) < 200);
    assert.ok(Number(gasPpm(countAt(720_000), { curve, loadOhm: LOAD })) < 10);
  }
});

Deno.test("gasPpm takes an input with nothing connected for no value", () => {
  // The captured device's unconnected ADC3 reads 0 to 17.
  for (let count = 0; count <= 17; count++) {
    assert.equal(gasPpm(count, { curve: "co", loadOhm: LOAD }), "implausible");
  }
  for (const count of [33, -1, 4095, 5000, NaN, Infinity]) {
    assert.equal(gasPpm(count, { curve: "co", loadOhm: LOAD }), "implausible", String(count));
  }
  assert.notEqual(gasPpm(34, { curve: "co", loadOhm: LOAD }), "implausible");
});

Deno.test("gasPpm rises with the count and stays within its bound", () => {
  for (const curve of NAMES) {
    let last = 0;
    for (let count = 34; count < 4095; count++) {
      const ppm = gasPpm(count, { curve, loadOhm: LOAD });
      assert.ok(typeof ppm === "number" && ppm >= last && ppm <= PPM_MAX, `${curve} at ${count}: ${ppm}`);
      last = ppm;
    }
    assert.equal(last, PPM_MAX);
  }
});
