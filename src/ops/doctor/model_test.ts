import assert from "node:assert/strict";
import { checkModel } from "./model.ts";
import { verdicts } from "./testing.ts";

Deno.test("checkModel fails a site whose cameras would give no evidence, and remarks an unsettled licence", () => {
  const refused = { fault: "firegrid.onnx is not the file that the manifest names" };
  assert.equal(verdicts(checkModel({ cameras: 1, found: refused })), "failed");
  assert.equal(verdicts(checkModel({ cameras: 0, found: refused })), "warning");
  const whole = { model: "firegrid 1.0.0", licenceSettled: false };
  assert.equal(verdicts(checkModel({ cameras: 1, found: whole })), "ok warning");
  assert.equal(verdicts(checkModel({ cameras: 0, found: whole })), "ok");
});
