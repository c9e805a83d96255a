import assert from "node:assert/strict";
import { type AccessFacts, checkAccess, checkCertificates } from "./access.ts";
import { verdicts } from "./testing.ts";

const SAFE: AccessFacts = {
  sensors: 3,
  isClosedToSensors: false,
  unproven: 0,
  openToAll: [],
  kernel: "as-configured",
};

Deno.test("checkAccess calls a box that no sensor can reach what it is", () => {
  assert.equal(verdicts(checkAccess(SAFE)), "ok ok");
  const closed = checkAccess({ ...SAFE, isClosedToSensors: true, unproven: 3 });
  assert.equal(verdicts(closed), "failed ok");
  assert.match(closed[0].found, /3 sensors are to come by network/);
  assert.equal(verdicts(checkAccess({ ...SAFE, sensors: 0 })), "ok ok");
});

Deno.test("checkAccess warns of sensors that anybody can pretend to be, and of lists that hold the world", () => {
  assert.equal(verdicts(checkAccess({ ...SAFE, unproven: 2 })), "warning ok");
  assert.equal(
    verdicts(checkAccess({ ...SAFE, openToAll: ["sensorPort.allow", "page.allow"] })),
    "ok warning warning ok",
  );
});

Deno.test("checkAccess tells how the kernel's firewall stands, where it can be seen", () => {
  assert.equal(verdicts(checkAccess({ ...SAFE, kernel: "absent" })), "ok ok");
  assert.equal(verdicts(checkAccess({ ...SAFE, kernel: "different" })), "ok warning");
  assert.equal(verdicts(checkAccess({ ...SAFE, kernel: undefined })), "ok");
});

Deno.test("checkCertificates shows the fingerprint, and judges what runs out or cannot be used", () => {
  const of = (daysLeft: number) =>
    checkCertificates([{ listener: "page", shown: { fingerprint: "AB:CD", daysLeft } }]);
  assert.match(of(300)[0].found, /of the page has the SHA-256 fingerprint AB:CD and is good for 300 days/);
  assert.deepEqual([300, 21, 20.9, 0.5, -0.5].map((days) => verdicts(of(days))), [
    "ok",
    "ok",
    "warning",
    "warning",
    "failed",
  ]);
  const broken = checkCertificates([{ listener: "sensor port", shown: { fault: "k is open to others" } }]);
  assert.equal(verdicts(broken), "failed");
  assert.match(broken[0].found, /sensor port cannot be used: k is open to others/);
});
