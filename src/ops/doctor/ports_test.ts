import assert from "node:assert/strict";
import { checkPorts, type PortState } from "./ports.ts";
import { verdicts } from "./testing.ts";

function judge(state: PortState, port = 9001, host = "0.0.0.0") {
  return checkPorts([{ name: "sensors", host, port, state }]);
}

Deno.test("checkPorts fails a port that is another program's, forbidden, unusable, or not served although the service runs", () => {
  assert.equal(verdicts(judge({ kind: "free" })), "ok");
  assert.equal(verdicts(judge({ kind: "ours" })), "ok");
  const taken = judge({ kind: "taken" });
  assert.equal(verdicts(taken), "failed");
  assert(taken[0].verdict === "failed");
  assert.match(taken[0].remedy, /sport = :9001/);
  assert.equal(verdicts(judge({ kind: "denied" }, 80)), "failed");
  assert.equal(verdicts(judge({ kind: "silent" })), "failed");
  assert.equal(verdicts(judge({ kind: "failed", detail: "cannot assign requested address" })), "failed");
});

Deno.test("checkPorts writes addresses as people do, and says nothing of a port that is chosen at the start", () => {
  assert.match(judge({ kind: "free" }, 9001, "::")[0].found, /\[::\]:9001/);
  assert.match(judge({ kind: "free" }, 0)[0].found, /chosen at the start/);
});
