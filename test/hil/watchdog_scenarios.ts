/**
 * The hardware watchdog: a machine whose supervisor hangs is reset by its chipset, and comes back protecting.
 */
import assert from "node:assert/strict";
import type { SharedRig } from "./hil_test_case.ts";
import { type Rig, SIREN } from "./rig.ts";

/** The identity of the emulated chip's driver: numbers of watchdogs change from boot to boot, and this machine has two. */
const IDENTITY = "i6300ESB timer";
/** The emulator on a loaded machine makes the supervisor late by seconds. */
const TIMEOUT_SECONDS = 20;

/** Systemd does not watch here: else it would be faster than the chip. */
const DROP_IN = `
[Service]
WatchdogSec=0
DeviceAllow=char-watchdog rw
`;
const RULES = 'SUBSYSTEM=="watchdog", GROUP="embereye", MODE="0660"';

/** Registers the test. The last one on its machine: it is reset. */
export function watchdogScenarios(shared: SharedRig): void {
  shared.test("a hung supervisor: the hardware watchdog resets the machine, and the siren sounds again", async (rig) => {
    const { appliance, guest } = rig;
    await guest.run("mkdir -p /etc/systemd/system/embereye.service.d");
    await guest.write("/etc/systemd/system/embereye.service.d/watchdog.conf", DROP_IN);
    await guest.write("/etc/udev/rules.d/61-watchdog.rules", `${RULES}\n`);
    await guest.run(
      "modprobe i6300esb; udevadm control --reload; udevadm trigger --settle --subsystem-match=watchdog; systemctl daemon-reload",
    );
    await appliance.enable();
    await appliance.configure(
      `${rig.site}\nhardwareWatchdog: {device: "${IDENTITY}", timeoutSeconds: ${TIMEOUT_SECONDS}}\n`,
    );
    await guest.eventually("the watchdog to be held", async () => await stateOf(rig) === "active");
    const id = await rig.standingAlarm();
    await rig.line(SIREN, 1, "after the button");
    // What was installed by hand must survive the reset; what the service itself keeps is on the disk already.
    await guest.run("sync -f /etc/fstab");

    const before = guest.bootId;
    const startMs = performance.now();
    const since = () => performance.now() - startMs;
    await guest.run("kill -STOP $(systemctl show -P MainPID embereye)");
    await guest.eventually(
      "the watchdog's bite",
      () => Promise.resolve(guest.machine.qmp.events.some(({ event }) => event === "WATCHDOG")),
    );
    rig.measured(`from the hang to the reset by the watchdog, which has ${TIMEOUT_SECONDS} s`, since());
    await guest.rebooted(before);
    rig.measured("from the hang until the machine has booted again", since());
    // The simulated chip is not there after a boot; the service waits for it.
    await rig.plugAfterBoot();
    await rig.line(SIREN, 1, "after the reset of the machine");
    rig.measured("from the hang to the siren's sounding again, the machine's start included", since());
    assert.equal(await rig.alarm(), id, "the alarm keeps its name");
    await rig.trouble("watchdog-reset watchdog", true);
  });
}

/** The state of the emulated chip's watchdog: `active` while somebody holds it. */
async function stateOf({ guest }: Rig): Promise<string> {
  return await guest.run(`cat $(dirname $(grep -l '${IDENTITY}' /sys/class/watchdog/*/identity))/state`);
}
