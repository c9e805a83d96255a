import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { fakeWatchdogs } from "../hal/watchdog_device/fake_watchdog.ts";
import type { RoleState } from "../bus/messages.ts";
import type { ProcessName } from "../reading/ids.ts";
import { HardwareWatchdog } from "./hardware_watchdog.ts";

const DEVICE = "i6300ESB timer";

function rig(options: { device?: string; isSystemd?: boolean } = {}) {
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const { kernel, device } = fakeWatchdogs(clock);
  const told: string[] = [];
  const resets = { count: 0 };
  const keeper = new HardwareWatchdog({
    config: { device: options.device ?? DEVICE, timeoutSeconds: 12, stalledSeconds: 20 },
    kernel,
    clock,
    isSystemd: options.isSystemd ?? false,
    fault: ({ code, subject, active }) => told.push(`${active ? "+" : "-"} ${code} ${subject}`),
    wasReset: () => resets.count++,
    note: (level, text) => told.push(`${level}: ${text}`),
  });
  /** Lets time pass as the supervisor does, with those roles ready. */
  const live = async (seconds: number, ...roles: ProcessName[]) => {
    for (let i = 0; i < seconds; i++) {
      await clock.advance(1_000);
      keeper.heard(roles.map((role) => ({ role, state: "ready" as RoleState })));
      keeper.step();
    }
  };
  return { clock, kernel, device, keeper, told, resets, live };
}

Deno.test("HardwareWatchdog pets while the fire path is ready, and disarms at an orderly end", async () => {
  const { device, keeper, told, live } = rig();
  await live(60, "outputs", "fusion", "sensors");
  assert.equal(device.armed, true);
  assert.equal(device.timeoutS, 12);
  assert.equal(device.pets, 15, "three times in each 12 s");
  keeper.release();
  assert.deepEqual([device.written, device.armed], ["V", false]);
  keeper.step();
  assert.equal(device.armed, false, "not taken again on the way down");
  assert.deepEqual(told, [
    "info: the hardware watchdog /dev/watchdog10 ('i6300ESB timer') is held: it resets the machine after 12 s",
    "info: the hardware watchdog /dev/watchdog10 is disarmed",
  ]);
});

Deno.test("HardwareWatchdog lets the machine be reset where a part of the fire path stands still, whatever the others do", async () => {
  const { device, told, live } = rig();
  await live(5, "outputs", "fusion", "sensors");
  await live(20, "outputs", "fusion", "ui", "cameras-0");
  const pets = device.pets;
  await live(12, "outputs", "fusion", "ui", "cameras-0");
  assert.equal(device.pets, pets, "12 s without a sign of life: the machine is gone");
  assert.match(
    told[1],
    /^error: .* no longer petted: sensors has made no progress for 2\d s; .* within 12 s/,
  );
  await live(1, "outputs", "fusion", "sensors");
  assert.equal(device.pets, pets + 1, "had it come in time, it would go on");
  assert.match(told[2], /^info: sensors makes progress again/);
});

Deno.test("HardwareWatchdog names a watchdog that is missing, busy or forbidden, and takes it when it can", async () => {
  const { kernel, device, told, live } = rig();
  const open = kernel.paths.get("/dev/watchdog10")!;
  for (const errno of [-2, -13, -16]) {
    kernel.paths.set("/dev/watchdog10", () => errno);
    await live(31);
  }
  kernel.paths.set("/dev/watchdog10", open);
  await live(31, "outputs", "fusion", "sensors");
  assert.equal(device.armed, true);
  assert.deepEqual(told.slice(0, -1), [
    "+ device-missing watchdog",
    "- device-missing watchdog",
    "+ device-denied watchdog",
    "- device-denied watchdog",
    "+ device-busy watchdog",
    "- device-busy watchdog",
  ]);
});

Deno.test("HardwareWatchdog says that a watchdog has vanished", async () => {
  const { device, keeper, told, live } = rig();
  await live(5, "outputs", "fusion", "sensors");
  device.error = -19;
  await live(5, "outputs", "fusion", "sensors");
  assert.equal(told[1], "+ device-gone watchdog");
  assert.deepEqual(keeper.standing.map(({ code }) => code), ["device-gone"]);
});

Deno.test("HardwareWatchdog leaves a watchdog to systemd that holds it: nothing is opened and nothing is a trouble", async () => {
  const { kernel, told, live } = rig({ device: "/dev/watchdog2", isSystemd: true });
  kernel.paths.set("/dev/watchdog2", () => assert.fail("it was opened"));
  await live(90, "outputs", "fusion", "sensors");
  assert.deepEqual(told, ["info: the hardware watchdog is left to systemd, which holds it"]);
});

Deno.test("HardwareWatchdog passes on what the driver it holds says of the last reset", async () => {
  const guilty = rig();
  await guilty.live(2);
  const innocent = rig();
  innocent.device.boot = 0x04;
  await innocent.live(2);
  assert(guilty.device.armed && innocent.device.armed);
  assert.deepEqual([guilty.resets.count, innocent.resets.count], [1, 0]);
});
