import assert from "node:assert/strict";
import { type CalibrationState, CleanAirCalibration } from "./clean_air.ts";

/** Feeds `count(index)` every `everyMs` for four minutes. */
function calibrate(count: (index: number) => number, everyMs = 4_089): CalibrationState {
  const calibration = new CleanAirCalibration(10_000);
  for (let index = 0; index * everyMs <= 240_000; index++) calibration.feed(count(index), index * everyMs);
  return calibration.state;
}

function faultOf(state: CalibrationState): string {
  assert.ok(state.kind === "failed", state.kind);
  return state.fault.kind;
}

Deno.test("CleanAirCalibration finds the resistance in clean air through noise", () => {
  const state = calibrate((index) => 143 + (index % 5) - 2);
  assert.ok(state.kind === "done");
  assert.ok(Math.abs(state.cleanAirOhm - 276_000) < 3_000, String(state.cleanAirOhm));
});

Deno.test("CleanAirCalibration measures for its whole time and then changes no more", () => {
  const calibration = new CleanAirCalibration(10_000);
  for (let atMs = 0; atMs < 180_000; atMs += 1_000) {
    assert.deepEqual(calibration.feed(143, atMs), { kind: "measuring", samples: atMs / 1_000 + 1 });
  }
  const done = calibration.feed(143, 180_000);
  assert.equal(done.kind, "done");
  assert.equal(calibration.feed(0, 181_000), done);
});

Deno.test("CleanAirCalibration says why it failed", () => {
  assert.equal(faultOf(calibrate((index) => index === 20 ? 1 : 143)), "implausible");
  assert.equal(faultOf(calibrate(() => 143, 20_000)), "too-few-samples");
  assert.equal(faultOf(calibrate((index) => 143 + index)), "unsteady");
  assert.equal(faultOf(calibrate(() => 1500)), "not-clean-air");
});
