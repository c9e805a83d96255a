import assert from "node:assert/strict";
import { checkFirewall } from "./firewall.ts";
import { verdicts } from "./testing.ts";

Deno.test("checkFirewall warns only of a ruleset that is in force and not what the configuration says", () => {
  const [different] = checkFirewall({ kind: "different" });
  assert(different.verdict === "warning");
  assert.equal(different.remedy, "embereye firewall apply");
  for (const kind of ["as-configured", "absent", "chosen-ports"] as const) {
    assert.equal(verdicts(checkFirewall({ kind })), "ok", kind);
  }
  assert.equal(verdicts(checkFirewall({ kind: "unseen", detail: "nft is not installed" })), "ok");
});
