/**
 * Hardware watchdogs for tests that speak the kernel's own structures, byte by byte.
 */
import type { Clock } from "../../clock/clock.ts";
import { FakeClock } from "../../clock/fake_clock.ts";
import { FakeKernel } from "../linux/fake_kernel.ts";

/** A machine with two watchdogs, of which the second is of use. */
export function fakeWatchdogs(clock: Clock = new FakeClock()) {
  const kernel = new FakeKernel(clock);
  const device = {
    options: 0x8180,
    timeoutS: 30,
    timeoutMaxS: 2046,
    boot: 0x20,
    pets: 0,
    written: "",
    armed: false,
    error: 0,
  };
  kernel.text("/sys/class/watchdog/watchdog10/identity", "i6300ESB timer");
  kernel.text("/sys/class/watchdog/watchdog10/state", "inactive");
  kernel.text("/sys/class/watchdog/watchdog10/nowayout", "0");
  kernel.text("/sys/class/watchdog/watchdog10/bootstatus", String(device.boot));
  kernel.text("/sys/class/watchdog/watchdog2/identity", "iTCO_wdt");
  kernel.text("/sys/class/watchdog/watchdog2/state", "active");
  kernel.text("/sys/class/watchdog/watchdog2/nowayout", "1");
  kernel.paths.set("/dev/watchdog2", () => -16);
  kernel.paths.set("/dev/watchdog10", () => {
    device.armed = true;
    return {
      ioctl(request, argument) {
        if (device.error !== 0) return device.error;
        const view = new DataView((argument as Uint8Array).buffer);
        switch (request.code) {
          case 0x80285700n:
            view.setUint32(0, device.options, true);
            new TextEncoder().encodeInto("i6300ESB timer", new Uint8Array(view.buffer).subarray(8));
            return 0;
          case 0x80045702n:
            view.setInt32(0, device.boot, true);
            return 0;
          case 0x80045705n:
            device.pets++;
            return 0;
          case 0xC0045706n:
            if (view.getInt32(0, true) > device.timeoutMaxS) return -22;
            device.timeoutS = view.getInt32(0, true);
            return 0;
          case 0x80045707n:
            view.setInt32(0, device.timeoutS, true);
            return 0;
          default:
            return -25;
        }
      },
      write: (bytes) => (device.written += new TextDecoder().decode(bytes), bytes.length),
      close: () => device.armed = !device.written.endsWith("V"),
    };
  });
  return { kernel, device };
}
