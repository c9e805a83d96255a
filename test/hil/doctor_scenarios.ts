/**
 * `embereye doctor` on real drivers: it finds each device, port and clock as it stands, and each fault that is made here.
 */
import assert from "node:assert/strict";
import { systemClock } from "../../src/clock/system_clock.ts";
import { ChipModel } from "../../src/hal/thermal/mlx90640/bus_sensor_model.ts";
import { ADDRESS_DEFAULT } from "../../src/hal/thermal/mlx90640/bus_sensor_registers.ts";
import type { Check, Topic } from "../../src/ops/doctor/check.ts";
import { startFalseServer } from "../timesync/servers.ts";
import { CAMERA_DEVICE, cameraOf, plugCamera, unplugCamera } from "./camera_scenarios.ts";
import { wordsOf } from "./capture_device.ts";
import type { SharedRig } from "./hil_test_case.ts";
import { type Rig, SITE } from "./rig.ts";
import { I2cAdapter } from "./usbip/i2c_adapter.ts";
import { UsbPort } from "./usbip/usb_port.ts";
import { OTHER_NETWORKS } from "./virtual_machine.ts";

const HOUR_MS = 3_600_000;

/** Registers the tests. */
export function doctorScenarios(shared: SharedRig): void {
  shared.test("the doctor finds devices, ports, clock and watchdog as they stand, and each fault by its name", async (rig) => {
    const { appliance, guest, chip } = rig;
    await using stack = new AsyncDisposableStack();
    const right = stack.adopt(await startFalseServer(() => ({ wrongMs: 0 })), (server) => server.close());
    const wrong = stack.adopt(
      await startFalseServer(() => ({ wrongMs: HOUR_MS })),
      (server) => server.close(),
    );
    using port = await UsbPort.open(guest);
    const adapter = new I2cAdapter();
    adapter.chips.set(ADDRESS_DEFAULT, livingChip(rig));
    const bus = await port.plug(adapter);
    await plugCamera(rig);
    const servers = [`10.0.2.2:${right.port}`, `${OTHER_NETWORKS[0]}.2:${wrong.port}`];
    await appliance.configure(siteWith(bus, servers));
    await guest.eventually("all devices to be used", async () => {
      const sensors: { id: string; fresh: boolean }[] = await appliance.get("/api/v1/sensors");
      return (await cameraOf(rig)).isLive && sensors.some(({ id, fresh }) => id === "wall" && fresh);
    });

    const well = await doctor(rig);
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
    ) assert(has(well, "devices", "ok", `${device} is in use by the service.`), text(well, "devices"));
    for (const named of [`'embereye-board' (${await chip.device()}, 4 lines)`, bus, CAMERA_DEVICE]) {
      assert(has(well, "devices", "ok", `here: `, named), text(well, "devices"));
    }
    assert(
      has(well, "service", "ok", "runs with all its parts: outputs, fusion, sensors"),
      text(well, "service"),
    );
    assert(
      has(well, "permissions", "ok", "embereye owns", bus, await chip.device(), CAMERA_DEVICE),
      text(well, "permissions"),
    );
    assert(has(well, "ports", "ok", "TCP 0.0.0.0:9001 (sensors) is served."), text(well, "ports"));
    assert(has(well, "ports", "ok", "TCP 0.0.0.0:8080 (page) is served."), text(well, "ports"));
    assert(has(well, "kernel", "ok", "Linux 6.1."), text(well, "kernel"));
    assert(has(well, "time", "warning", "No clock daemon keeps the clock."), text(well, "time"));
    assert(has(well, "time", "ok", servers[0]), text(well, "time"));
    assert(has(well, "time", "failed", `s behind ${servers[1]}`), text(well, "time"));
    assert(has(well, "watchdog", "warning", "Nobody holds", "'i6300ESB timer'"), text(well, "watchdog"));
    assert(has(well, "ffmpeg", "ok", "ffmpeg"), text(well, "ffmpeg"));
    assert(has(well, "model", "ok", ""), text(well, "model"));
    // Priorities and cgroup weights, under the unit's own limits.
    assert(has(well, "resources", "ok", "Given: outputs "), text(well, "resources"));
    assert(has(well, "resources", "ok", "Weights are given: "), text(well, "resources"));
    assert(!has(well, "resources", "warning"), text(well, "resources"));
    const failed = well.filter(({ verdict }) => verdict === "failed").map(({ topic }) => topic);
    assert.deepEqual(failed, ["time"], "nothing else is wrong");

    // While the service runs: a file that lost its group, a line that another program took from a chip that came back.
    await guest.run(`chgrp root ${bus}; chmod 600 ${bus}`);
    const forbidden = await doctor(rig);
    assert(
      has(forbidden, "permissions", "failed", `embereye may not use ${bus} (group root, mode 600).`),
      text(forbidden, "permissions"),
    );

    // While it does not: nobody but strangers may hold anything.
    await guest.run("systemctl stop embereye");
    adapter.chips.clear();
    await unplugCamera(rig);
    await guest.run(
      `(setsid gpioset --mode=signal ${await chip.device()} 0=0 >/dev/null 2>&1 & echo $! >/run/holder)`,
    );
    await guest.eventually(
      "the stranger",
      async () => (await guest.run(`gpioinfo ${await chip.device()}`)).includes("gpioset"),
    );
    const stopped = await doctor(rig);
    await guest.run("kill $(cat /run/holder)");
    assert(has(stopped, "service", "warning", "does not run"), text(stopped, "service"));
    assert(
      has(
        stopped,
        "devices",
        "failed",
        `siren bell: line siren-hall ${board} is held by another program: 'gpioset'.`,
      ),
      text(stopped, "devices"),
    );
    assert(
      has(stopped, "devices", "ok", `siren horn: line siren-yard ${board} is there.`),
      text(stopped, "devices"),
    );
    assert(has(stopped, "devices", "failed", "sensor wall: ", "no chip answers"), text(stopped, "devices"));
    assert(
      has(stopped, "devices", "failed", `camera door: ${CAMERA_DEVICE} is missing`),
      text(stopped, "devices"),
    );
    assert(has(stopped, "ports", "ok", "TCP 0.0.0.0:9001 (sensors) is free."), text(stopped, "ports"));
    await appliance.configure(SITE);
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

function siteWith(bus: string, servers: readonly string[]): string {
  return SITE.replace(
    "sensors: [",
    `sensors: [{id: wall, zone: hall, attached: {bus: i2c, path: ${bus}, refreshHz: 1}}, `,
  )
    .replace(
      "timeSync: {watch: false}",
      `timeSync: {offsetMaxMs: 10000, servers: ${JSON.stringify(servers)}}`,
    ) +
    `cameras: [{id: door, zone: hall, source: "v4l2:${CAMERA_DEVICE}", fps: 0.5, width: 320, height: 180}]\n`;
}

/** What it says as root in the guest. */
async function doctor({ guest }: Rig): Promise<readonly Check[]> {
  const { code, output, errors } = await guest.try("embereye doctor --json");
  assert.equal(errors, "");
  const report: { ok: boolean; checks: Check[] } = JSON.parse(output);
  assert.equal(code, report.ok ? 0 : 1);
  return report.checks;
}

/** Whether one finding of `topic` with that verdict holds all of `parts`. */
function has(checks: readonly Check[], topic: Topic, verdict: Check["verdict"], ...parts: string[]): boolean {
  return checks.some((check) =>
    check.topic === topic && check.verdict === verdict && parts.every((part) => check.found.includes(part))
  );
}

function text(checks: readonly Check[], topic: Topic): string {
  return checks.filter((check) => check.topic === topic).map(({ verdict, found }) => `${verdict}: ${found}`)
    .join("\n");
}
