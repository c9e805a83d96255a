import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import { parseConfig } from "../../config/load.ts";
import { FakeChip } from "../../hal/gpio/fake_chip.ts";
import { FakeKernel } from "../../hal/linux/fake_kernel.ts";
import { gatherDevices } from "./gather_devices.ts";

const SITE = `
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: gpio, chip: board, line: BELL}]
inputs: [{id: lid, kind: tamper, chip: board, line: 7}]
sensors:
  - {id: s1, zone: hall, attached: {bus: serial, path: /dev/serial/by-id/usb-FTDI-if00}}
  - {id: s2, zone: hall, attached: {bus: i2c, path: /dev/i2c-1}}
cameras:
  - {id: c1, zone: hall, source: "v4l2:/dev/v4l/by-id/usb-Cam-video-index0"}
  - {id: c2, zone: hall, source: "rtsp://cam.example/1", user: u, password: p}
`;

function rig() {
  const parsed = parseConfig(SITE);
  assert(parsed.ok, JSON.stringify(parsed));
  const kernel = new FakeKernel(new FakeClock());
  const chip = new FakeChip(kernel, "/dev/gpiochip0", "board", ["BELL"]);
  return { config: parsed.value, kernel, chip };
}

Deno.test("gatherDevices finds each configured device as it stands, opens no serial port, and lists what there is", async () => {
  const { config, kernel, chip } = rig();
  const opened: string[] = [];
  for (const path of ["/dev/serial/by-id/usb-FTDI-if00", "/dev/v4l/by-id/usb-Cam-video-index0"]) {
    kernel.paths.set(path, (flags) => {
      opened.push(`${path} ${flags.toString(8)}`);
      return {};
    });
  }
  chip.lines[0].consumer = "embereye bell";
  chip.lines[0].request = new Uint8Array(592);
  const { devices, inventory, paths } = await gatherDevices({
    config,
    kernel,
    serviceRuns: true,
    troubles: [],
  });
  assert.deepEqual(devices.map(({ purpose, state }) => `${purpose} ${state.kind}`), [
    "siren bell ours",
    "tamper contact lid missing",
    "sensor s1 ours",
    "sensor s2 missing",
    "camera c1 ours",
  ]);
  assert.deepEqual(
    opened.map((line) => line.split(" ")[1]),
    ["10000000", "10000000"],
    "O_PATH: no driver is called",
  );
  assert.deepEqual(inventory.gpioChips, ["'board' (/dev/gpiochip0, 1 lines)"]);
  assert(paths.includes("/dev/gpiochip0") && paths.includes("/dev/i2c-1"));
  assert.equal(kernel.openCount, 0, "everything is closed");
});

Deno.test("gatherDevices calls a line busy that a stopped service cannot hold, or that another program does", async () => {
  const { config, kernel, chip } = rig();
  chip.lines[0].request = new Uint8Array(592);
  for (
    const [consumer, serviceRuns] of [["embereye bell", false], ["gpio-keys", true], ["", true]] as const
  ) {
    chip.lines[0].consumer = consumer;
    const { devices } = await gatherDevices({ config, kernel, serviceRuns, troubles: [] });
    assert.equal(devices[0].state.kind, "busy", consumer);
  }
});

Deno.test("gatherDevices asks a chip on an I2C bus for a byte only while no service uses it", async () => {
  const { config, kernel } = rig();
  let transfers = 0;
  kernel.paths.set("/dev/i2c-1", () => ({
    ioctl: (request, argument) => {
      if (request.code === 0x0705n) (argument as Uint8Array)[0] = 1;
      if (request.code === 0x0707n) transfers++;
      return request.code === 0x0707n ? -6 : 0;
    },
  }));
  const asked = await gatherDevices({ config, kernel, serviceRuns: false, troubles: [] });
  const state = asked.devices.find(({ purpose }) => purpose === "sensor s2")!.state;
  assert.equal(state.kind, "failed");
  assert(state.kind === "failed" && /no chip answers/.test(state.detail), JSON.stringify(state));
  const before = transfers;
  await gatherDevices({ config, kernel, serviceRuns: true, troubles: [] });
  assert.equal(transfers, before);
});

Deno.test("gatherDevices does not call a device in use that the service cannot use, nor a line held that nobody holds", async () => {
  const { config, kernel } = rig();
  for (const path of ["/dev/serial/by-id/usb-FTDI-if00", "/dev/i2c-1"]) kernel.paths.set(path, () => ({}));
  const told = { subject: "s1", detail: "it may not be opened", active: true } as const;
  const troubles = [
    { ...told, code: "device-denied" },
    { ...told, subject: "s2", code: "device-busy", active: false },
    { ...told, subject: "s2", code: "tamper" },
  ] as const;
  const { devices } = await gatherDevices({ config, kernel, serviceRuns: true, troubles });
  assert.deepEqual(devices.map(({ purpose, state }) => `${purpose} ${state.kind}`), [
    "siren bell unheld",
    "tamper contact lid missing",
    "sensor s1 trouble",
    "sensor s2 ours",
    "camera c1 missing",
  ]);
});

Deno.test("gatherDevices lists each port and camera once, by the name that stays the same", async () => {
  const { kernel } = rig();
  for (const name of ["ttyUSB0", "ttyUSB1", "ttyACM0", "video0", "video1"]) {
    kernel.paths.set(`/dev/${name}`, () => ({}));
  }
  const links = {
    "/dev/serial/by-id/usb-FTDI-if00": "/dev/ttyUSB0",
    "/dev/serial/by-path/pci-1-usb-1": "/dev/ttyUSB0",
    "/dev/serial/by-path/pci-1-usb-2": "/dev/ttyUSB1",
    "/dev/v4l/by-path/platform-vivid.0-video-index0": "/dev/video1",
    "/dev/v4l/by-path/platform-gone-video-index0": "/dev/video7",
  };
  for (const [path, target] of Object.entries(links)) {
    kernel.paths.set(path, () => ({}));
    kernel.links.set(path, target);
  }
  const { inventory } = await gatherDevices({ config: undefined, kernel, serviceRuns: false, troubles: [] });
  assert.deepEqual(
    [...inventory.serialPorts].sort(),
    ["/dev/serial/by-id/usb-FTDI-if00", "/dev/serial/by-path/pci-1-usb-2", "/dev/ttyACM0"],
  );
  assert.deepEqual(inventory.cameras, ["/dev/video0", "/dev/v4l/by-path/platform-vivid.0-video-index0"]);
});
