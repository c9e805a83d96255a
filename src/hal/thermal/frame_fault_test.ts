import assert from "node:assert/strict";
import { describeFrameFault, type FrameFault, isPlausible, noDataReasonOf } from "./frame_fault.ts";

Deno.test("describeFrameFault and noDataReasonOf know every fault", () => {
  const cases: [FrameFault, RegExp, string][] = [
    [{ kind: "eeprom-missing" }, /has not sent/, "calibration-pending"],
    [{ kind: "eeprom-refused", fault: { kind: "erased", word: 0 } }, /0x0000/, "calibration-refused"],
    [{ kind: "aux-missing" }, /auxiliary words/, "calibration-refused"],
    [{ kind: "aux-implausible", vddV: 1.234, taC: 200 }, /1\.23 V.*200\.00 C/, "implausible"],
    [{ kind: "aux-implausible", vddV: NaN, taC: NaN }, /supply is not measured/, "implausible"],
  ];
  for (const [fault, sentence, reason] of cases) {
    assert.match(describeFrameFault(fault), sentence);
    assert.equal(noDataReasonOf(fault), reason);
  }
});

Deno.test("isPlausible draws the line at 3.0..3.6 V and -40..85 C, and refuses NaN", () => {
  assert.ok(isPlausible({ vddV: 3.0, taC: -40 }) && isPlausible({ vddV: 3.6, taC: 85 }));
  for (
    const [vddV, taC] of [[2.99, 25], [3.61, 25], [3.3, -41], [3.3, 86], [NaN, 25], [3.3, NaN], [
      Infinity,
      25,
    ]]
  ) {
    assert.ok(!isPlausible({ vddV, taC }), `${vddV} V, ${taC} C`);
  }
});
