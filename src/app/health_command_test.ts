import assert from "node:assert/strict";
import { healthAnswer } from "./box_report.ts";
import { healthLine } from "./health_command.ts";

Deno.test("healthLine says in one line whether the box protects, and what is wrong", () => {
  const line = (answer: unknown) => healthLine(healthAnswer.parse(answer));
  const trouble = { code: "sensor-silent", subject: "s1", detail: "s1 is silent", active: true };
  assert.equal(line({ status: "ok", ready: true }), "ready");
  assert.equal(
    line({
      status: "trouble",
      ready: true,
      troubles: [trouble, { ...trouble, active: false, detail: "gone" }],
    }),
    "ready, with trouble: s1 is silent",
  );
  const reasons = [{ code: "zone-blind", subject: "a", detail: "no sensor of A delivers" }];
  assert.equal(line({ status: "not-ready", ready: false, reasons }), "not ready: no sensor of A delivers");
  assert.equal(line({ status: "not-ready", ready: false }), "not ready", "all that a stranger is told");
});
