import assert from "node:assert/strict";
import { fail } from "../../reading/result.ts";
import { InputKeeper, type InputSpec } from "./input_keeper.ts";

const SPEC: InputSpec = {
  id: "button",
  role: { kind: "call-point" },
  wiring: { chip: "board", line: "BUTTON", activeLow: true, bias: "pull-up", debounceMs: 20 },
};

Deno.test("InputKeeper leaves the process its time where a bus that hangs holds each attempt up for a second", () => {
  let nowMs = 0;
  let attempts = 0;
  const faults: string[] = [];
  const keeper = new InputKeeper(
    SPEC,
    () => {
      attempts++;
      nowMs += 1_000;
      return fail({ kind: "failed", detail: "ETIMEDOUT" });
    },
    {
      level: () => assert.fail("nothing was read"),
      fault: (_spec, fault) => faults.push(fault?.kind ?? "well"),
    },
    () => nowMs,
  );
  while (nowMs < 120_000) {
    keeper.service();
    nowMs += 500;
  }
  assert(attempts <= 12, `${attempts} s of two minutes`);
  assert(attempts >= 5, "it is tried for ever");
  assert.deepEqual(faults, ["failed"]);
  assert.equal(keeper.active, undefined);
});
