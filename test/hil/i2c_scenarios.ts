/**
 * The MLX90640 on the kernel's I2C character device: a chip on USB that carries the recorded device's own EEPROM and frames.
 *
 * It shows register addressing, combined transfers, errors and unplugging; it shows nothing of a real bus's timing.
 */
import assert from "node:assert/strict";
import { systemClock } from "../../src/clock/system_clock.ts";
import { ChipModel } from "../../src/hal/thermal/mlx90640/bus_sensor_model.ts";
import { ADDRESS_DEFAULT } from "../../src/hal/thermal/mlx90640/bus_sensor_registers.ts";
import { wordsOf } from "./capture_device.ts";
import type { SharedRig } from "./hil_test_case.ts";
import type { Rig } from "./rig.ts";
import { I2cAdapter } from "./usbip/i2c_adapter.ts";

/** Of the maker's own results, as everywhere in this project, kelvin. */
const ERROR_MAX_K = 0.01;

/** Registers the tests. */
export function i2cScenarios(shared: SharedRig): void {
  shared.test("an MLX90640 on I2C gives the temperatures it gives over TCP; pulled out and back, it heals", async (rig) => {
    const { capture } = rig;
    const [{ index, to: expected }] = capture.reference.frames.slice(-1);
    await rig.trouble("device-missing wall", true);
    const port = await rig.usbPort();
    const adapter = new I2cAdapter();
    adapter.chips.set(ADDRESS_DEFAULT, chipOf(rig, index));
    assert.equal(await port.plug(adapter), rig.bus);
    const overI2c = await pictureOf(rig, "wall", expected);
    using device = await rig.connectDevice();
    await device.send(capture.frames[index]);
    const overTcp = await pictureOf(rig, "ceiling", expected);
    assert.deepEqual(overI2c, overTcp);

    await port.unplug();
    await rig.trouble("device-gone wall", true);
    // Another chip of the same kind: its control register is as the factory left it, and is set up anew.
    adapter.chips.set(ADDRESS_DEFAULT, chipOf(rig, 0));
    await port.plug(adapter);
    await rig.timed(
      "from plugging a chip in to the end of its trouble",
      rig.trouble("device-gone wall", false),
    );
    await pictureOf(rig, "wall", capture.reference.frames.find((frame) => frame.index === 0)!.to);
  });
}

/** A chip with the recorded device's EEPROM that sees frame `index` for ever. */
function chipOf({ capture }: Rig, index: number): ChipModel {
  const frame = wordsOf(capture.frames[index]);
  return new ChipModel({ eeprom: wordsOf(capture.eeprom), frame: () => frame, clock: systemClock() });
}

/** The sensor's picture, degrees Celsius, once it is the expected one. */
async function pictureOf(
  { appliance, guest }: Rig,
  id: string,
  expected: readonly number[],
): Promise<number[]> {
  let worstK = Infinity;
  return await guest.eventually(`the picture of ${id}`, async () => {
    const { celsius }: { celsius: number[] } = await appliance.get(`/api/v1/sensors/${id}/frame`);
    worstK = Math.max(...expected.map((c, i) => Math.abs(c - celsius[i])));
    if (worstK >= ERROR_MAX_K) throw new Error(`${id} is ${worstK.toFixed(3)} K off`);
    return celsius;
  });
}
