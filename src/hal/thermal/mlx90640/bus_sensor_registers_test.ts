import assert from "node:assert/strict";
import {
  controlWordOf,
  hasNewData,
  isInSubPage,
  REFRESH_RATES_HZ,
  subPageOf,
  subPagePeriodMs,
} from "./bus_sensor_registers.ts";

Deno.test("controlWordOf gives the word that chips leave the factory with, and keeps reserved bits", () => {
  const factory = { refreshHz: 2, pattern: "chess", resolutionBits: 18 } as const;
  assert.equal(controlWordOf(factory), 0x1901);
  assert.equal(controlWordOf(factory, 0xFFFF), 0xF901);
  assert.equal(controlWordOf({ refreshHz: 8, pattern: "interleaved", resolutionBits: 19 }), 0x0E01);
  assert.equal(controlWordOf({ refreshHz: 0.5, pattern: "interleaved", resolutionBits: 16 }), 0x0001);
});

Deno.test("subPagePeriodMs reads the refresh rate out of a control word", () => {
  for (const refreshHz of REFRESH_RATES_HZ) {
    const word = controlWordOf({ refreshHz, pattern: "chess", resolutionBits: 18 });
    assert.equal(subPagePeriodMs(word), 1000 / refreshHz);
  }
});

Deno.test("isInSubPage divides the picture as a chess board or by rows", () => {
  const [chess, interleaved] = [0x1901, 0x0901];
  assert.equal(isInSubPage(chess, 0, 0, 0), true);
  assert.equal(isInSubPage(chess, 0, 0, 1), false);
  assert.equal(isInSubPage(chess, 1, 1, 0), true);
  assert.equal(isInSubPage(interleaved, 0, 0, 1), true);
  assert.equal(isInSubPage(interleaved, 1, 1, 1), true);
  assert.equal(isInSubPage(interleaved, 1, 2, 1), false);
});

Deno.test("the status register tells new data and the sub-page, and what cannot be one", () => {
  assert.equal(hasNewData(0x0038), true);
  assert.equal(hasNewData(0x0031), false);
  assert.equal(subPageOf(0x0039), 1);
  assert.equal(subPageOf(0x0030), 0);
  assert.equal(subPageOf(0xFFFF), undefined);
});
