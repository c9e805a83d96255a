/**
 * A service that finds its devices taken, forbidden or absent when it starts: the doctor and the troubles name each, and each heals.
 */
import assert from "node:assert/strict";
import { CAMERA_DEVICE, CAMERA_SITE } from "./camera_scenarios.ts";
import { Findings } from "./doctor.ts";
import type { SharedRig } from "./hil_test_case.ts";
import { type Rig, SERIAL_PORT, SIREN, SIREN_WITH_FEEDBACK } from "./rig.ts";

/** Has udev apply its rules to the chip's device file again. */
const GIVE_GROUP = "udevadm trigger --settle --subsystem-match=gpio";
const RELEASE = "kill $(cat /run/holder)";

/** Registers the test. The service runs with a camera afterwards, and the alarm stands. */
export function occupiedScenarios(shared: SharedRig): void {
  shared.test("a chip without its group (EACCES) and a line held by another program (EBUSY): named by the doctor and as troubles, and healed", async (rig) => {
    const { appliance, chip, guest } = rig;
    const id = await rig.standingAlarm();
    await appliance.stop();
    await (await rig.usbPort()).unplug();
    await appliance.write(rig.site + CAMERA_SITE);
    const device = await chip.device();
    await guest.run(`(setsid gpioset --mode=signal ${device} 0=0 >/dev/null 2>&1 & echo $! >/run/holder)`);
    try {
      await guest.eventually(
        "the stranger",
        async () => (await guest.run(`gpioinfo ${device}`)).includes("gpioset"),
      );
      // As the kernel makes it, before udev has come to it.
      await guest.run(`chown root:root ${device}; chmod 600 ${device}`);

      await askDoctor(rig, device);

      await appliance.start();
      await rig.trouble("device-denied exit", true);
      await rig.trouble("output-fault bell", true);
      assert.match(await detailOf(rig, "bell"), /may not be used.*EACCES/);
      await guest.run(GIVE_GROUP);
      await rig.timed(
        "from the group's coming to the siren",
        rig.line(SIREN_WITH_FEEDBACK, 1, "since nobody holds it"),
      );
      await rig.trouble("device-denied exit", false);
      await guest.eventually(
        "the other siren's fault",
        async () => /gpioset/.test(await detailOf(rig, "bell")),
      );
      assert.equal(await chip.level(SIREN), 0);
      const [freeMs] = await chip.follow(SIREN, RELEASE, [1]);
      rig.measured("from a line's being free to the siren on it", freeMs);
      await rig.trouble("output-fault bell", false);
      assert.equal(await rig.alarm(), id);
    } finally {
      await guest.try(`${RELEASE}; ${GIVE_GROUP}`);
    }
  });
}

async function askDoctor({ bus, guest }: Rig, device: string): Promise<void> {
  const found = await Findings.of(guest);
  const board = "of 'embereye-board'";
  found.says("service", "warning", "does not run");
  found.says("permissions", "failed", `embereye may not use ${device} (group root, mode 600).`);
  found.says(
    "devices",
    "failed",
    `siren bell: line siren-hall ${board} is held by another program: 'gpioset'.`,
  );
  found.says("devices", "ok", `siren horn: line siren-yard ${board} is there.`);
  found.says("devices", "ok", `feedback of siren horn: line siren-yard-feedback ${board} is there.`);
  found.says("devices", "ok", `call point exit: line call-point ${board} is there.`);
  found.says("devices", "failed", `sensor wall: address 0x33 of ${bus} is missing`);
  found.says("devices", "failed", `sensor oven: ${SERIAL_PORT} is missing`);
  found.says("devices", "failed", `camera door: ${CAMERA_DEVICE} is missing`);
  found.says("ports", "ok", "TCP 0.0.0.0:9001 (sensors) is free.");
  found.says("ports", "ok", "TCP 0.0.0.0:8080 (page) is free.");
}

/** Why `output` is of no use. */
async function detailOf({ appliance }: Rig, output: string): Promise<string> {
  const troubles: { code: string; subject: string; active: boolean; detail: string }[] = await appliance.get(
    "/api/v1/troubles",
  );
  const isIt = ({ code, subject, active }: typeof troubles[number]) =>
    active && code === "output-fault" && subject === output;
  return troubles.find(isIt)?.detail ?? "";
}
