import assert from "node:assert/strict";
import type { Result } from "../../reading/result.ts";
import { fakeWatchdogs } from "./fake_watchdog.ts";
import {
  describeWatchdogFault,
  openWatchdog,
  seeWatchdogs,
  WATCHDOG_INFO_BYTES,
  type WatchdogFault,
  WDIOC_GETBOOTSTATUS,
  WDIOC_GETSUPPORT,
  WDIOC_GETTIMEOUT,
  WDIOC_KEEPALIVE,
  WDIOC_SETTIMEOUT,
} from "./watchdog_device.ts";

function must<T, F>(result: Result<T, F>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function faultOf(result: Result<unknown, WatchdogFault>): WatchdogFault {
  assert.ok(!result.ok);
  return result.fault;
}

Deno.test("the watchdog requests have the numbers that a C program prints from linux/watchdog.h", () => {
  const codes = [WDIOC_GETSUPPORT, WDIOC_GETBOOTSTATUS, WDIOC_KEEPALIVE, WDIOC_SETTIMEOUT, WDIOC_GETTIMEOUT];
  assert.deepEqual(codes.map(({ code }) => code), [
    0x80285700n,
    0x80045702n,
    0x80045705n,
    0xC0045706n,
    0x80045707n,
  ]);
  assert.equal(WATCHDOG_INFO_BYTES, Number((WDIOC_GETSUPPORT.code >> 16n) & 0x3FFFn));
});

Deno.test("openWatchdog takes the one of the wanted identity, whatever its number, and sets its time", () => {
  const { kernel, device } = fakeWatchdogs();
  const watchdog = must(openWatchdog(kernel, { device: "i6300ESB timer", timeoutMs: 19_500 }));
  assert.deepEqual(watchdog.info, {
    path: "/dev/watchdog10",
    identity: "i6300ESB timer",
    timeoutMs: 20_000,
    magicClose: true,
    causedLastReset: true,
  });
  must(watchdog.pet());
  must(watchdog.pet());
  assert.equal(device.pets, 2);
  assert.equal(device.armed, true);
  must(watchdog.release());
  must(watchdog.release());
  assert.equal(device.written, "V");
  assert.equal(device.armed, false);
  assert.throws(() => watchdog.pet(), /after it was let go/);
});

Deno.test("openWatchdog keeps the time of a driver that cannot be set", () => {
  const { kernel, device } = fakeWatchdogs();
  device.options = 0x8000;
  device.boot = 0;
  const { info } = must(openWatchdog(kernel, { device: "/dev/watchdog10", timeoutMs: 10_000 }));
  assert.equal(info.timeoutMs, 30_000);
  assert.equal(info.magicClose, false);
  assert.equal(info.causedLastReset, false);
});

Deno.test("openWatchdog lets go of a watchdog whose time is refused or too short, disarmed", () => {
  const { kernel, device } = fakeWatchdogs();
  device.timeoutMaxS = 60;
  const long = faultOf(openWatchdog(kernel, { device: "/dev/watchdog10", timeoutMs: 120_000 }));
  assert.equal(
    describeWatchdogFault(long),
    "the hardware watchdog is of no use: it refuses a time of 120 s: " +
      "ioctl WDIOC_SETTIMEOUT of /dev/watchdog10 failed: EINVAL (invalid argument)",
  );
  assert.equal(device.armed, false);
  device.options = 0x8100;
  device.timeoutS = 2;
  const short = faultOf(openWatchdog(kernel, { device: "/dev/watchdog10", timeoutMs: 10_000 }));
  assert.equal(
    describeWatchdogFault(short),
    "the hardware watchdog is of no use: it resets after 2000 ms, at least 4000 are needed to pet it in time",
  );
  assert.equal(device.armed, false);
  assert.equal(kernel.openCount, 0);
});

Deno.test("openWatchdog says who holds it, and which there are where the wanted one is not", () => {
  const { kernel, device } = fakeWatchdogs();
  assert.equal(
    describeWatchdogFault(faultOf(openWatchdog(kernel, { device: "iTCO_wdt", timeoutMs: 10_000 }))),
    "the hardware watchdog is held by somebody else, as systemd does with RuntimeWatchdogSec: " +
      "open of /dev/watchdog2 failed: EBUSY (device or resource busy)",
  );
  assert.equal(
    describeWatchdogFault(faultOf(openWatchdog(kernel, { device: "softdog", timeoutMs: 10_000 }))),
    "the hardware watchdog does not exist: no watchdog calls itself 'softdog': " +
      "there are 'iTCO_wdt' (/dev/watchdog2), 'i6300ESB timer' (/dev/watchdog10)",
  );
  assert.equal(device.armed, false, "looking for one must not start another");
  kernel.paths.set("/dev/watchdog10", () => -13);
  assert.equal(
    faultOf(openWatchdog(kernel, { device: "/dev/watchdog10", timeoutMs: 10_000 })).kind,
    "denied",
  );
  kernel.paths.clear();
  const none = faultOf(openWatchdog(kernel, { device: "softdog", timeoutMs: 10_000 }));
  assert.match(describeWatchdogFault(none), /this machine has none$/);
  assert.equal(faultOf(openWatchdog(kernel, { device: "/dev/watchdog", timeoutMs: 10_000 })).kind, "missing");
});

Deno.test("a watchdog that has vanished says so when it is petted", () => {
  const { kernel, device } = fakeWatchdogs();
  const watchdog = must(openWatchdog(kernel, { device: "/dev/watchdog10", timeoutMs: 10_000 }));
  device.error = -19;
  assert.equal(faultOf(watchdog.pet()).kind, "gone");
});

Deno.test("seeWatchdogs tells what there is without opening any", () => {
  const { kernel, device } = fakeWatchdogs();
  assert.deepEqual(seeWatchdogs(kernel), [
    {
      path: "/dev/watchdog2",
      identity: "iTCO_wdt",
      active: true,
      noWayOut: true,
      // Its driver has no such file.
      causedLastReset: false,
    },
    {
      path: "/dev/watchdog10",
      identity: "i6300ESB timer",
      active: false,
      noWayOut: false,
      causedLastReset: true,
    },
  ]);
  assert.equal(device.armed, false);
});
