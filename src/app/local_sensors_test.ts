import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { FakeChip } from "../hal/gpio/fake_chip.ts";
import { FakeKernel } from "../hal/linux/fake_kernel.ts";
import { Desk } from "../ingest/sensors/desk_for_tests.ts";
import { LocalSensors } from "./local_sensors.ts";

const SENSORS =
  "{id: ceiling, zone: boiler, attached: {bus: i2c, path: /dev/i2c-1, power: {chip: board, line: SUPPLY}}}";

async function rig(config = SENSORS) {
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const kernel = new FakeKernel(clock);
  const told: string[] = [];
  const abort = new AbortController();
  const sensors = new LocalSensors({
    clock,
    reception: new Desk({ sensors: config }).reception,
    fault: ({ code, subject, active }) => told.push(`${active ? "+" : "-"} ${code} ${subject}`),
    signal: abort.signal,
  });
  const running = sensors.run(kernel);
  await clock.advance(20);
  const stop = async () => {
    abort.abort();
    await clock.advance(1_000);
    await running;
  };
  return { clock, kernel, told, sensors, stop };
}

Deno.test("LocalSensors supplies a sensor as soon as the line of its supply is to be had, however late that is", async () => {
  const { clock, kernel, told, sensors, stop } = await rig();
  assert(told.includes("+ device-missing ceiling supply"), told.join());
  // The chip is there, and its file has no group yet.
  kernel.paths.set("/dev/gpiochip0", () => -13);
  await clock.advance(120_000);
  assert(told.includes("+ device-denied ceiling supply"), told.join());
  const chip = new FakeChip(kernel, "/dev/gpiochip0", "board", ["SUPPLY"]);
  await clock.advance(2_100);
  assert.equal(chip.lines[0].high, true);
  assert.equal(told.at(-1), "- device-denied ceiling supply");
  assert.deepEqual(sensors.standing.map(({ subject }) => subject), ["ceiling"], "its bus is still missing");
  await stop();
  assert.equal(chip.lines[0].high, true, "let go with the supply on");
});

Deno.test("LocalSensors finds out that the chip of a supply was unplugged, and supplies the sensor again", async () => {
  const { clock, kernel, told, stop } = await rig();
  const first = new FakeChip(kernel, "/dev/gpiochip0", "board", ["SUPPLY"]);
  // The missing bus has its power switched once, which helps nothing.
  await clock.advance(10_000);
  assert.equal(first.lines[0].high, true);
  told.length = 0;
  first.unplug();
  await clock.advance(2_100);
  assert(told.some((text) => text === "+ device-missing ceiling supply"), told.join());
  const second = new FakeChip(kernel, "/dev/gpiochip0", "board", ["SUPPLY"]);
  await clock.advance(2_100);
  assert.equal(second.lines[0].high, true);
  await stop();
});

Deno.test("LocalSensors names what stands in the way of a serial port, and takes the port when it is to be had", async () => {
  const { clock, kernel, told, sensors, stop } = await rig(
    "{id: oven, zone: boiler, attached: {bus: serial, path: /dev/ttyUSB0}}",
  );
  let kept: Uint8Array = new Uint8Array(36);
  let isGone = false;
  const port = () => ({
    ioctl: (request: { code: bigint }, argument: Uint8Array<ArrayBuffer> | number) => {
      if (request.code === 0x5402n) kept = (argument as Uint8Array).slice();
      if (request.code === 0x5401n) (argument as Uint8Array).set(kept);
      return 0;
    },
    read: () => isGone ? -5 : -11,
    write: (bytes: Uint8Array) => bytes.length,
  });
  for (
    const [error, code] of [[-13, "device-denied"], [-16, "device-busy"], [-24, "device-failed"]] as const
  ) {
    kernel.paths.set("/dev/ttyUSB0", () => error);
    await clock.advance(2_100);
    assert.equal(told.at(-1), `+ ${code} oven`);
  }
  kernel.paths.set("/dev/ttyUSB0", port);
  await clock.advance(2_100);
  assert.deepEqual([told.at(-1), sensors.standing.length], ["- device-failed oven", 0]);
  // Pulled out while it is used, and back.
  isGone = true;
  kernel.paths.delete("/dev/ttyUSB0");
  await clock.advance(2_100);
  assert.equal(told.at(-1), "+ device-gone oven");
  isGone = false;
  kernel.paths.set("/dev/ttyUSB0", port);
  await clock.advance(2_100);
  assert.deepEqual([told.at(-1), sensors.standing.length], ["- device-gone oven", 0]);
  await stop();
});
