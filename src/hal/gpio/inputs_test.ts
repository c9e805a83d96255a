import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import { FakeKernel } from "../linux/fake_kernel.ts";
import { FakeChip } from "./fake_chip.ts";
import { describeInputFault, type InputSpec } from "./input_keeper.ts";
import { GpioInputs } from "./inputs.ts";

const BUTTON: InputSpec = {
  id: "button",
  role: { kind: "call-point" },
  wiring: { chip: "board", line: "BUTTON", activeLow: true, bias: "pull-up", debounceMs: 20 },
};
const TAMPER: InputSpec = {
  id: "lid",
  role: { kind: "tamper" },
  wiring: { chip: "board", line: "LID", activeLow: false, bias: "none", debounceMs: 0 },
};

/** Inputs on a chip whose contacts are open: the button's pull-up holds it high, the lid is low. */
function rig(inputs: readonly InputSpec[] = [BUTTON, TAMPER]) {
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const kernel = new FakeKernel(clock);
  const plug = () => {
    const chip = new FakeChip(kernel, "/dev/gpiochip0", "board", ["BUTTON", "LID"]);
    chip.lines[0].high = true;
    return chip;
  };
  const told: string[] = [];
  const gpio = new GpioInputs({
    kernel,
    clock,
    inputs,
    sink: {
      level: ({ id }, active, atMs) => told.push(`${id} ${active} at ${atMs}`),
      fault: ({ id }, fault) => told.push(fault === undefined ? "well" : describeInputFault(id, fault)),
    },
  });
  const abort = new AbortController();
  const start = async () => {
    const running = gpio.run(abort.signal);
    await clock.advance(5);
    return running;
  };
  const stop = async (running: Promise<void>) => {
    abort.abort();
    await clock.advance(1_000);
    await running;
  };
  return { clock, kernel, plug, told, gpio, start, stop };
}

Deno.test("GpioInputs tells the first levels, then each change with the kernel's time", async () => {
  const { clock, plug, told, gpio, start, stop } = rig();
  const chip = plug();
  const running = { until: start() };
  await clock.advance(100);
  assert.deepEqual(told.splice(0), ["button false at 1000", "lid false at 1000"]);
  const flags = chip.lines.map(({ request }) => new DataView(request!.buffer).getBigUint64(288, true));
  assert.deepEqual(flags, [0x136n, 0x434n], "input, both edges, active low, biases");

  chip.drive(0, false, 1_101.5);
  await clock.advance(10);
  assert.deepEqual(told.splice(0), ["button true at 1101.5"]);
  chip.drive(0, true, 1_112);
  chip.drive(0, false, 1_113);
  chip.drive(1, true, 1_114);
  await clock.advance(10);
  assert.deepEqual(told.splice(0), [
    "button false at 1112",
    "button true at 1113",
    "lid true at 1114",
  ]);
  await clock.advance(5_000);
  assert.deepEqual(told, [], "nothing is told twice");
  await stop(running.until);
  assert.equal(chip.lines[0].request, undefined);
  assert.equal(gpio.keepers[0].active, undefined);
});

Deno.test("GpioInputs tells a call point that was pressed before the start", async () => {
  const { plug, told, start, stop } = rig([BUTTON]);
  plug().lines[0].high = false;
  const running = { until: start() };
  await stop(running.until);
  assert.deepEqual(told, ["button true at 1000"]);
});

Deno.test("GpioInputs makes good for changes that the kernel dropped, and counts them", async () => {
  const { clock, plug, told, gpio, start, stop } = rig([BUTTON]);
  const chip = plug();
  const running = { until: start() };
  await clock.advance(100);
  told.length = 0;
  for (let i = 0; i < 41; i++) chip.drive(0, i % 2 === 1, 1_100 + i);
  await clock.advance(10);
  assert.equal(gpio.keepers[0].droppedCount, 25);
  assert.equal(gpio.keepers[0].active, true);
  assert.equal(told.at(-1), "button true at 1140");
  assert.equal(told.length, 15, "of the 16 kept ones, the first said what was known");
  await stop(running.until);
});

Deno.test("GpioInputs says that a chip was unplugged, and reads the input anew when it is back", async () => {
  const { clock, plug, told, gpio, start, stop } = rig([BUTTON]);
  const chip = plug();
  const running = { until: start() };
  await clock.advance(100);
  told.length = 0;
  chip.unplug();
  await clock.advance(2_000);
  assert.deepEqual(told.splice(0), [
    "input button has vanished: the chip of /dev/gpiochip0 line 0 was unplugged",
    "input button does not exist: no GPIO chip has the label 'board': this machine has no GPIO chip",
  ]);
  assert.equal(gpio.keepers[0].active, undefined, "the level is not known");
  plug();
  const pluggedAtMs = clock.monotonicMs();
  await clock.advance(2_100);
  assert.equal(told[0], "well");
  const toldAtMs = Number(/^button false at (\d+)$/.exec(told[1])![1]);
  assert.ok(toldAtMs - pluggedAtMs <= 2_010, "tried at least every 2 s");
  assert.equal(told.length, 2);
  await stop(running.until);
});

Deno.test("GpioInputs watches the other inputs while one is held by somebody else, and takes it when it is free", async () => {
  const { clock, plug, told, start, stop } = rig();
  const chip = plug();
  chip.lines[0].consumer = "gpio-keys";
  const running = { until: start() };
  await clock.advance(300);
  assert.deepEqual(told.splice(0), [
    "input button is held by somebody else: line 0 of /dev/gpiochip0 is in use by 'gpio-keys'",
    "lid false at 1000",
  ]);
  chip.drive(1, true, 1_301);
  await clock.advance(10);
  assert.deepEqual(told.splice(0), ["lid true at 1301"]);
  chip.lines[0].consumer = "";
  await clock.advance(2_000);
  assert.equal(told[0], "well");
  assert.match(told[1], /^button false at/);
  await stop(running.until);
});

Deno.test("GpioInputs says of a chip without interrupts that it cannot be watched", async () => {
  const { plug, told, start, stop } = rig([BUTTON]);
  plug().requestError = -6;
  const running = { until: start() };
  await stop(running.until);
  assert.match(told[0], /^input button failed: line 0 of .* cannot be watched: its chip gives no interrupts/);
});
