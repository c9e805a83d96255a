import assert from "node:assert/strict";
import { checkPermissions } from "./permissions.ts";
import { verdicts } from "./testing.ts";

const FACTS = {
  user: "embereye",
  isRoot: false,
  askedBy: undefined,
  files: [{ path: "/var/lib/embereye", mode: 0o40700, isOwn: true }],
  devices: [{ path: "/dev/gpiochip0", group: "gpio", mode: 0o20660, allowed: true }],
};

Deno.test("checkPermissions is content with a user of its own that may use its devices", () => {
  const checks = checkPermissions(FACTS);
  assert.equal(verdicts(checks), "ok");
  assert.match(checks[0].found, /gpiochip0/);
});

Deno.test("checkPermissions gives the command that lets the user use a device: its group, or a rule where the group is root's", () => {
  const device = { ...FACTS.devices[0], allowed: false };
  const [byGroup] = checkPermissions({ ...FACTS, devices: [device] });
  assert(byGroup.verdict === "failed");
  assert.match(byGroup.remedy, /^usermod -aG gpio embereye/);
  for (const other of [{ ...device, group: "root" }, { ...device, mode: 0o20600 }]) {
    const [byRule] = checkPermissions({ ...FACTS, devices: [other] });
    assert(byRule.verdict === "failed");
    assert.match(byRule.remedy, /60-embereye\.rules/);
  }
});

Deno.test("checkPermissions finds a state folder of somebody else, or open to others", () => {
  const files = [{ path: "/var/lib/embereye", mode: 0o40755, isOwn: false }];
  const checks = checkPermissions({ ...FACTS, files });
  assert.equal(verdicts(checks), "failed warning");
  assert.match(checks[1].found, /mode 755/);
});

Deno.test("checkPermissions warns of a service that runs as root, which may use everything", () => {
  const devices = [{ ...FACTS.devices[0], allowed: false }];
  assert.equal(verdicts(checkPermissions({ ...FACTS, user: "root", isRoot: true, devices })), "warning");
});

Deno.test("checkPermissions says that somebody asked who may not look at everything", () => {
  const checks = checkPermissions({ ...FACTS, askedBy: "anna" });
  assert.equal(verdicts(checks), "warning");
  assert.match(checks[0].found, /asked by anna/);
});
