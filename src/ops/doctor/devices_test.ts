import assert from "node:assert/strict";
import { checkDevices, type DeviceState } from "./devices.ts";
import { verdicts } from "./testing.ts";

const NOTHING = { gpioChips: [], i2cBuses: [], serialPorts: [], cameras: [] };

function judge(...states: DeviceState[]) {
  const devices = states.map((state) => ({ purpose: "outputs[0]", device: "line 17 of 'board'", state }));
  return checkDevices({ devices, inventory: NOTHING });
}

Deno.test("checkDevices tells what is in use by the service from what another program holds", () => {
  assert.equal(verdicts(judge({ kind: "ours" }, { kind: "free" })), "ok ok ok");
  const busy = judge({ kind: "busy", detail: "'gpio-keys'" });
  assert.equal(verdicts(busy), "failed ok");
  assert.match(busy[0].found, /held by another program: 'gpio-keys'/);
});

Deno.test("checkDevices fails what is missing or answers with errors, and only warns of what it was not let look at", () => {
  const detail = "no GPIO chip has the label 'board'";
  assert.equal(verdicts(judge({ kind: "missing", detail })), "failed ok");
  assert.equal(verdicts(judge({ kind: "failed", detail: "EIO" })), "failed ok");
  assert.equal(verdicts(judge({ kind: "denied", detail: "EACCES" })), "warning ok");
});

Deno.test("checkDevices fails what the running service does not hold, and what it says itself cannot be used", () => {
  const denied = { kind: "trouble", code: "device-denied", detail: "EACCES (permission denied)" } as const;
  const checks = judge({ kind: "unheld" }, denied);
  assert.equal(verdicts(checks), "failed failed ok");
  assert.match(checks[0].found, /'board' is there, and the running service does not hold it/);
  assert.match(checks[1].found, /of no use to the running service: EACCES/);
  assert(checks[1].verdict === "failed");
  assert.match(checks[1].remedy, /embereye doctor/, "as the page and the guide say it");
});

Deno.test("checkDevices lists what could be named in a configuration, and not a hundred of it", () => {
  const inventory = {
    ...NOTHING,
    gpioChips: ["'board' (/dev/gpiochip0, 54 lines)"],
    serialPorts: Array.from({ length: 100 }, (_, i) => `/dev/ttyUSB${i}`),
  };
  const checks = checkDevices({ devices: [], inventory });
  assert.equal(verdicts(checks), "ok ok");
  assert.match(checks[0].found, /'board'/);
  assert.match(checks[1].found, /ttyUSB7, and 92 more/);
  assert.equal(verdicts(checkDevices({ devices: [], inventory: NOTHING })), "ok");
});
