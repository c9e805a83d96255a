import assert from "node:assert/strict";
import { checkConfiguration, type ConfigurationOutcome } from "./configuration.ts";
import { verdicts } from "./testing.ts";

const PATH = "/etc/embereye/embereye.yaml";
const FINE = {
  kind: "fine",
  counts: "2 zones",
  simulated: [],
  hasSecrets: false,
  mode: 0o100644,
  isOutdated: false,
} as const;

function judge(outcome: ConfigurationOutcome) {
  return checkConfiguration({ path: PATH, outcome });
}

Deno.test("checkConfiguration fails what cannot be used, with what to do", () => {
  assert.equal(verdicts(judge({ kind: "missing" })), "failed");
  assert.equal(verdicts(judge({ kind: "unreadable", detail: "permission denied" })), "failed");
  const faults = Array.from({ length: 50 }, (_, i) => `zones[${i}].id: it is missing`);
  const refused = judge({ kind: "refused", faults });
  assert.equal(verdicts(refused), "failed");
  assert.match(refused[0].found, /zones\[2\].*and 47 more\.$/);
  assert.doesNotMatch(refused[0].found, /zones\[3\]/);
});

Deno.test("checkConfiguration remarks simulated outputs, open passwords, and a service that runs with another", () => {
  assert.equal(verdicts(judge(FINE)), "ok", "open to read, and nothing secret in it");
  assert.equal(verdicts(judge({ ...FINE, simulated: ["bell"] })), "ok warning");
  assert.equal(verdicts(judge({ ...FINE, isOutdated: true })), "ok warning");
  const open = judge({ ...FINE, hasSecrets: true });
  assert.equal(verdicts(open), "ok warning");
  assert.match(open[1].found, /mode 644/);
  assert.equal(verdicts(judge({ ...FINE, hasSecrets: true, mode: 0o100600 })), "ok");
});
