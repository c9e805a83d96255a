import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import { FakeKernel } from "../linux/fake_kernel.ts";
import { FakeChip } from "./fake_chip.ts";
import { GpioPower } from "./power_line.ts";

function rig() {
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const kernel = new FakeKernel(clock);
  const plug = () => new FakeChip(kernel, "/dev/gpiochip0", "board", ["SUPPLY"]);
  const power = new GpioPower(
    kernel,
    clock,
    { chip: "board", line: "SUPPLY", activeLow: false, drive: "push-pull", offMs: 500 },
    "ceiling",
  );
  return { clock, plug, power };
}

Deno.test("GpioPower supplies the sensor, switches it off for its time, and returns when the chip has started", async () => {
  const { clock, plug, power } = rig();
  const chip = plug();
  assert(power.on()?.ok);
  assert.deepEqual([chip.lines[0].high, chip.lines[0].consumer], [true, "embereye ceiling supply"]);
  let done = false;
  const cycle = power.cycle(new AbortController().signal).then((result) => {
    assert(result.ok);
    done = true;
  });
  await clock.advance(499);
  assert.equal(power.on(), undefined, "nobody cuts the cycle short");
  assert.equal(chip.lines[0].high, false);
  await clock.advance(10);
  assert.equal(chip.lines[0].high, true);
  assert.equal(done, false, "the chip has not started yet");
  await clock.advance(200);
  await cycle;
  power.close();
  assert.equal(chip.lines[0].high, true, "let go with the supply on");
});

Deno.test("GpioPower that is stopped in the middle of a cycle leaves the sensor supplied", async () => {
  const { clock, plug, power } = rig();
  const chip = plug();
  const abort = new AbortController();
  const cycle = power.cycle(abort.signal);
  await clock.advance(100);
  assert.equal(chip.lines[0].high, false);
  abort.abort();
  await cycle;
  assert.equal(chip.lines[0].high, true);
});

Deno.test("GpioPower says why it cannot switch, and finds its line again on a chip that is plugged in anew", async () => {
  const { clock, plug, power } = rig();
  const missing = power.on();
  assert(missing?.ok === false);
  assert.equal(missing.fault.kind, "missing");
  const chip = plug();
  assert(power.on()?.ok);
  chip.unplug();
  const back = plug();
  const cycle = power.cycle(new AbortController().signal);
  await clock.advance(1_000);
  assert((await cycle).ok);
  assert.equal(back.lines[0].high, true);
});
