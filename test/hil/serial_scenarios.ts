/**
 * A sensor's serial port that is plugged in and out: an adapter on USB, by the kernel's own driver for FTDI's chips.
 *
 * It shows names, permissions, the terminal's settings and unplugging. What comes over the wire is shown elsewhere, on a terminal of the
 * machine that the tests run on: the emulator's adapter has not brought a byte into the guest.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { SharedRig } from "./hil_test_case.ts";
import { type Rig, SERIAL_NUMBER, SERIAL_PORT, SERIAL_WIRE } from "./rig.ts";

const ADAPTER = "adapter";

/** Registers the tests. */
export function serialScenarios(shared: SharedRig): void {
  shared.test("a sensor's serial port, plugged in after the start and chosen by its stable name, is used; pulled out and back, too", async (rig) => {
    const { guest } = rig;
    // The service has started before the kernel knows any such port: what it may open must not depend on that.
    assert.equal(await guest.run("grep -c ttyUSB /proc/devices || true"), "0", "no adapter was there yet");
    await rig.trouble("device-missing oven", true);
    // The emulator plugs its adapter in only where something is at the far end.
    using _wire = await Deno.connect({ transport: "unix", path: join(guest.machine.folder, SERIAL_WIRE) });
    await plug(rig);
    await rig.timed(
      "from plugging a serial adapter in to its use",
      rig.trouble("device-missing oven", false),
    );
    const settings = await guest.run(`stty -F ${SERIAL_PORT} -a`);
    assert.match(settings, /speed 115200 baud/);
    assert.match(settings, /-parenb .*cs8 .*-cstopb .*-crtscts/);
    assert.match(settings, /-icanon .*-echo /s);

    await guest.machine.qmp.command("device_del", { id: ADAPTER });
    await rig.timed("from pulling it out to its trouble", rig.trouble("device-gone oven", true));
    await plug(rig);
    await rig.trouble("device-gone oven", false);
    await guest.machine.qmp.command("device_del", { id: ADAPTER });
  });
}

async function plug({ guest }: Rig): Promise<void> {
  await guest.machine.qmp.command("device_add", {
    driver: "usb-serial",
    id: ADAPTER,
    serial: SERIAL_NUMBER,
    chardev: SERIAL_WIRE,
  });
  await guest.eventually(
    "the adapter's port",
    async () => (await guest.try(`test -e ${SERIAL_PORT}`)).code === 0,
  );
}
