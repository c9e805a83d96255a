import assert from "node:assert/strict";
import { checkKernel } from "./kernel.ts";
import { verdicts } from "./testing.ts";

const LINUX = { os: "linux", needsGpio: true, needsDevices: true };

Deno.test("checkKernel refuses a kernel without the GPIO interface where lines are configured, and names the version needed", () => {
  const old = checkKernel({ ...LINUX, release: "5.9.16-generic" });
  assert.equal(verdicts(old), "failed");
  assert.match(old[0].found, /5\.9\.16-generic .* 5\.10 or later/);
  assert.equal(verdicts(checkKernel({ ...LINUX, release: "4.19.0-27-amd64" })), "failed");
  assert.equal(verdicts(checkKernel({ ...LINUX, release: "4.19.0", needsGpio: false })), "warning");
});

Deno.test("checkKernel compares versions as numbers", () => {
  for (const release of ["5.10.0", "5.10", "5.100.1", "6.1.0-18-amd64", "10.0.0-rc1"]) {
    assert.equal(verdicts(checkKernel({ ...LINUX, release })), "ok", release);
  }
  for (const release of [undefined, "", "unknown", "6"]) {
    assert.equal(verdicts(checkKernel({ ...LINUX, release })), "warning", `${release}`);
  }
});

Deno.test("checkKernel says of another system what will not work there", () => {
  const mac = { os: "darwin", release: "24.1.0", needsGpio: false };
  assert.equal(verdicts(checkKernel({ ...mac, needsDevices: false })), "warning");
  assert.equal(verdicts(checkKernel({ ...mac, needsDevices: true })), "failed");
});
