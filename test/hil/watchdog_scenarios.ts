/**
 * The hardware watchdog: a machine whose supervisor hangs is reset by its chipset, and comes back protecting.
 */
import assert from "node:assert/strict";
import type { SharedRig } from "./hil_test_case.ts";
import { SIREN, SITE } from "./rig.ts";

/** The identity of the emulated chip's driver: numbers of watchdogs change from boot to boot, and this machine has two. */
const IDENTITY = "i6300ESB timer";
/** The emulator on a loaded machine makes the supervisor late by seconds. */
const TIMEOUT_SECONDS = 20;

/** Systemd does not watch here: else it would be faster than the chip. */
const DROP_IN = `
[Service]
WatchdogSec=0
DeviceAllow=char-watchdog rw
DeviceAllow=/dev/watchdog0 rw
DeviceAllow=/dev/watchdog1 rw
`;
const RULES = 'SUBSYSTEM=="watchdog", GROUP="embereye", MODE="0660"';

/** A machine that is reset boots again in the emulator, on a busy one for longer than all other tests together take. */
const whyNot = Deno.env.get("EMBEREYE_HIL_RESET") === "1"
  ? undefined
  : "set EMBEREYE_HIL_RESET=1 to have the machine reset by its watchdog";

/** Registers the tests. The last ones on their machine: it is reset. */
export function watchdogScenarios(shared: SharedRig): void {
  shared.test(
    "a hung supervisor: the hardware watchdog resets the machine, and the siren sounds again",
    async (rig) => {
      const { appliance, guest } = rig;
      await guest.run("mkdir -p /etc/systemd/system/embereye.service.d");
      await guest.write("/etc/systemd/system/embereye.service.d/watchdog.conf", DROP_IN);
      await guest.write("/etc/udev/rules.d/61-watchdog.rules", `${RULES}\n`);
      await guest.run(
        "modprobe i6300esb; udevadm control --reload; udevadm trigger --settle --subsystem-match=watchdog; systemctl daemon-reload",
      );
      await appliance.enable();
      await appliance.configure(
        `${SITE}\nhardwareWatchdog: {device: "${IDENTITY}", timeoutSeconds: ${TIMEOUT_SECONDS}}\n`,
      );
      await guest.eventually(
        "the watchdog to be held",
        async () =>
          (await guest.run(`grep -l '${IDENTITY}' /sys/class/watchdog/*/identity`)) !== "" &&
          await guest.run(`cat $(dirname $(grep -l '${IDENTITY}' /sys/class/watchdog/*/identity))/state`) ===
            "active",
      );
      const id = await rig.pressCallPoint();
      await rig.line(SIREN, 1, "after the button");
      const before = guest.bootId;
      await guest.run("kill -STOP $(systemctl show -P MainPID embereye)");
      await guest.rebooted(before);
      assert(guest.machine.qmp.events.some(({ event }) => event === "WATCHDOG"), "it was the watchdog");
      // The simulated chip is not there after a boot; the service waits for it.
      await rig.plugAfterBoot();
      await rig.line(SIREN, 1, "after the reset of the machine");
      assert.equal(await rig.alarm(), id, "the alarm keeps its name");
      await rig.reset(id);
    },
    whyNot,
  );
}
