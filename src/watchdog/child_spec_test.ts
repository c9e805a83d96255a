import assert from "node:assert/strict";
import { roleOf, ROLES } from "../reading/ids.ts";
import { childSpecs } from "./child_spec.ts";

Deno.test("childSpecs starts what sounds sirens before what feeds it, whatever order the roles are named in", () => {
  assert.deepEqual(childSpecs(["ui", "sensors", "outputs", "fusion"]).map((spec) => spec.role), [
    "outputs",
    "fusion",
    "sensors",
    "ui",
  ]);
  assert.deepEqual(childSpecs().map((spec) => roleOf(spec.role)), [...ROLES]);
  const twins = childSpecs(["ui", "cameras-1", "detect", "cameras-0"]).map((spec) => spec.role);
  assert.deepEqual(twins, ["detect", "cameras-1", "cameras-0", "ui"]);
});

Deno.test("childSpecs gives every role deadlines that its restart policy can live with", () => {
  for (const spec of childSpecs()) {
    const { budget, slowDelayMs, windowMs, firstDelayMsMax } = spec.restart;
    assert.ok(
      1.25 * slowDelayMs * (budget + 1) < windowMs,
      `${spec.role}: slow retries would renew the budget`,
    );
    assert.ok(firstDelayMsMax <= 50, `${spec.role}: the first restart must be near-immediate`);
    assert.ok(
      spec.readyDeadlineMs >= spec.heartbeatDeadlineMs,
      `${spec.role}: killed before it can be ready`,
    );
  }
});
