import assert from "node:assert/strict";
import { checkService } from "./service.ts";
import { verdicts } from "./testing.ts";

const ALL = ["outputs", "fusion", "sensors", "ui"] as const;

Deno.test("checkService calls a stopped service a warning, and one without its supervisor a failure", () => {
  const stopped = { supervisorRuns: false, wanted: ALL, running: [] };
  assert.equal(verdicts(checkService(stopped)), "warning");
  const orphaned = checkService({ supervisorRuns: false, wanted: ALL, running: ["outputs", "fusion"] });
  assert.equal(verdicts(orphaned), "failed");
  assert.match(orphaned[0].found, /outputs, fusion go on without it/);
});

Deno.test("checkService names the roles that are missing, and repeats what the service says of itself", () => {
  const checks = checkService({
    supervisorRuns: true,
    wanted: ALL,
    running: ["outputs", "sensors", "ui"],
    health: { ready: false, line: "not ready: fusion cannot be reached" },
  });
  assert.equal(verdicts(checks), "failed failed");
  assert.match(checks[0].found, /without fusion/);
  assert.match(checks[1].found, /fusion cannot be reached/);
  const fine = { supervisorRuns: true, wanted: ALL, running: ALL, health: { ready: true, line: "ready" } };
  assert.equal(verdicts(checkService(fine)), "ok");
});
