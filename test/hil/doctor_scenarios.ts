/**
 * `embereye doctor` on real drivers while the service runs: it finds each device, port and clock as it stands.
 */
import { systemClock } from "../../src/clock/system_clock.ts";
import { ChipModel } from "../../src/hal/thermal/mlx90640/bus_sensor_model.ts";
import { ADDRESS_DEFAULT } from "../../src/hal/thermal/mlx90640/bus_sensor_registers.ts";
import { CAMERA_DEVICE, cameraOf, configureCamera, plugCamera } from "./camera_scenarios.ts";
import { wordsOf } from "./capture_device.ts";
import { Findings } from "./doctor.ts";
import type { SharedRig } from "./hil_test_case.ts";
import { type Rig, SERIAL_PORT } from "./rig.ts";
import { I2cAdapter } from "./usbip/i2c_adapter.ts";
import { HOSTS } from "./virtual_machine.ts";

/** Registers the test. */
export function doctorScenarios(shared: SharedRig): void {
  shared.test("the doctor finds devices, ports, clock and watchdog of a running service as they stand", async (rig) => {
    const { appliance, guest, chip, bus } = rig;
    await configureCamera(rig);
    const port = await rig.usbPort();
    await port.unplug();
    const adapter = new I2cAdapter();
    adapter.chips.set(ADDRESS_DEFAULT, livingChip(rig));
    await port.plug(adapter);
    await plugCamera(rig);
    // The service tries a bus again that was not there, at its own pace.
    await guest.eventually("all devices to be used", async () => {
      const sensors: { id: string; fresh: boolean }[] = await appliance.get("/api/v1/sensors");
      return (await cameraOf(rig)).isLive && sensors.some(({ id, fresh }) => id === "wall" && fresh);
    });

    const found = await Findings.of(guest);
    const board = "of 'embereye-board'";
    for (
      const device of [
        `siren bell: line siren-hall ${board}`,
        `siren horn: line siren-yard ${board}`,
        `feedback of siren horn: line siren-yard-feedback ${board}`,
        `call point exit: line call-point ${board}`,
        `sensor wall: address 0x33 of ${bus}`,
        `camera door: ${CAMERA_DEVICE}`,
      ]
    ) found.says("devices", "ok", `${device} is in use by the service.`);
    found.says("devices", "failed", `sensor oven: ${SERIAL_PORT}`);
    for (const named of [`'embereye-board' (${await chip.device()}, 4 lines)`, bus, CAMERA_DEVICE]) {
      found.says("devices", "ok", "here: ", named);
    }
    found.says("service", "ok", "runs with all its parts: outputs, fusion, sensors");
    found.says("configuration", "ok");
    found.says("permissions", "ok", "embereye owns", bus, await chip.device(), CAMERA_DEVICE);
    found.says("ports", "ok", "TCP 0.0.0.0:9001 (sensors) is served.");
    found.says("ports", "ok", "TCP 0.0.0.0:8080 (page) is served.");
    found.says("kernel", "ok", "Linux 6.1.");
    found.says("time", "warning", `Time server ${HOSTS[0]}:${rig.silentServer.port} gives no time`);
    found.says("watchdog", "warning", "Nobody holds", "'i6300ESB timer'");
    found.says("ffmpeg", "ok", "ffmpeg");
    found.says("model", "ok");
    found.says("disk", "ok");
    found.says("tmpfs", "ok");
    // Priorities and cgroup weights, under the unit's own limits.
    found.says("resources", "ok", "Given: supervisor ", "outputs ");
    found.says("resources", "ok", "Weights are given: supervisor ", "outputs ");
    found.isWellBut("service", "devices", "model", "time", "watchdog", "access", "disk");
  });
}

/** A chip that sees the recorded room, frame by frame: one that sees the same for ever is a fault of its own. */
function livingChip({ capture }: Rig): ChipModel {
  const frames = capture.frames.map(wordsOf);
  let next = 0;
  return new ChipModel({
    eeprom: wordsOf(capture.eeprom),
    frame: () => frames[next++ % frames.length],
    clock: systemClock(),
  });
}
