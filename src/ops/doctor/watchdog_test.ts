import assert from "node:assert/strict";
import { checkWatchdog } from "./watchdog.ts";
import { verdicts } from "./testing.ts";

const IDLE = {
  path: "/dev/watchdog0",
  identity: "i6300ESB timer",
  active: false,
  noWayOut: false,
  causedLastReset: false,
};
const FACTS = { seen: [IDLE], isSystemd: true, serviceRuns: false };

Deno.test("checkWatchdog is content where anybody holds it, and names who should where nobody does", () => {
  assert.equal(verdicts(checkWatchdog({ ...FACTS, seen: [{ ...IDLE, active: true }] })), "ok");
  const [withSystemd] = checkWatchdog(FACTS);
  assert(withSystemd.verdict === "warning");
  assert.match(withSystemd.remedy, /10-embereye-watchdog\.conf/);
  const [without] = checkWatchdog({ ...FACTS, isSystemd: false });
  assert(without.verdict === "warning");
  assert.match(without.remedy, /hardwareWatchdog/);
});

Deno.test("checkWatchdog fails one that is configured and not there, or not held by the running service", () => {
  assert.equal(verdicts(checkWatchdog({ ...FACTS, seen: [] })), "warning");
  assert.equal(verdicts(checkWatchdog({ ...FACTS, seen: [], configured: "/dev/watchdog" })), "failed");
  assert.equal(verdicts(checkWatchdog({ ...FACTS, configured: "iTCO_wdt" })), "failed");
  assert.equal(verdicts(checkWatchdog({ ...FACTS, configured: "/dev/watchdog" })), "ok");
  const running = { ...FACTS, configured: "i6300ESB timer", serviceRuns: true };
  assert.equal(verdicts(checkWatchdog(running)), "failed");
  assert.equal(verdicts(checkWatchdog({ ...running, seen: [{ ...IDLE, active: true }] })), "ok");
});

Deno.test("checkWatchdog warns of one that resets the machine after an orderly stop as well", () => {
  const seen = [{ ...IDLE, active: true, noWayOut: true }];
  assert.equal(verdicts(checkWatchdog({ ...FACTS, seen, configured: "/dev/watchdog" })), "ok warning");
});

Deno.test("checkWatchdog tells of a reset by it, whoever holds it", () => {
  const seen = [{ ...IDLE, active: true, causedLastReset: true }];
  const checks = checkWatchdog({ ...FACTS, seen });
  assert.equal(verdicts(checks), "ok warning");
  assert.match(checks[1].found, /'i6300ESB timer' \(\/dev\/watchdog0\) caused the last start/);
});
