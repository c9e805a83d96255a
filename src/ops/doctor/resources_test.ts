import assert from "node:assert/strict";
import { checkResources } from "./resources.ts";
import { verdicts } from "./testing.ts";

const REFUSED = { cause: "this user may not set it", remedy: "Run it as a systemd service." };

Deno.test("checkResources lists what was given, and says each reason once for all whom it is true of", () => {
  const checks = checkResources({
    misordered: [],
    shares: [
      { subject: "outputs", what: "priority", wanted: "nice -10", refused: REFUSED },
      { subject: "fusion", what: "priority", wanted: "nice -10", refused: REFUSED },
      { subject: "ui", what: "priority", wanted: "nice 10" },
      { subject: "ui", what: "weight", wanted: "weight 50, 0 bytes protected" },
    ],
  });
  assert.equal(verdicts(checks), "ok ok warning");
  assert.match(checks[0].found, /ui nice 10/);
  assert.match(checks[1].found, /ui 50\./);
  assert.match(checks[2].found, /priority: this user may not set it \(outputs, fusion\)/);
});

Deno.test("checkResources warns of a configuration that lets cameras hold up a siren", () => {
  const checks = checkResources({ misordered: ["detect"] });
  assert.equal(verdicts(checks), "warning ok");
  assert.match(checks[0].found, /detect before the fire path/);
});
