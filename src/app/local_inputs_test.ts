import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { parseConfig } from "../config/load.ts";
import { FakeChip } from "../hal/gpio/fake_chip.ts";
import { FakeKernel } from "../hal/linux/fake_kernel.ts";
import { LocalInputs } from "./local_inputs.ts";

const SITE = `
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
callPoints: [{id: door, zone: hall, chip: board, line: DOOR}]
inputs:
  - {id: lid, kind: tamper, name: Lid of the box, chip: board, line: LID, activeLow: false}
  - {id: mains, kind: mains-fail, chip: board, line: MAINS, activeLow: false}
`;

async function rig(unplugged = false) {
  const parsed = parseConfig(SITE);
  assert(parsed.ok, JSON.stringify(parsed));
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const kernel = new FakeKernel(clock);
  const plug = () => {
    const chip = new FakeChip(kernel, "/dev/gpiochip0", "board", ["DOOR", "LID", "MAINS"]);
    chip.lines[0].high = true;
    return chip;
  };
  const chip = unplugged ? undefined : plug();
  const told: string[] = [];
  const abort = new AbortController();
  const inputs = new LocalInputs({
    config: parsed.value,
    clock,
    reading: (index, { active }) => told.push(`${index} ${active ? "pressed" : "released"}`),
    fault: ({ code, subject, active, detail }) =>
      told.push(`${active ? "+" : "-"} ${code} ${subject}: ${detail}`),
    signal: abort.signal,
  });
  const running = inputs.run(kernel);
  await clock.advance(20);
  const stop = async () => {
    abort.abort();
    await clock.advance(1_000);
    await running;
  };
  return { clock, chip, plug, told, inputs, stop };
}

Deno.test("LocalInputs reports a pressed call point as a reading of its own sensor, and never as a trouble", async () => {
  const { clock, chip, told, stop } = await rig();
  assert.deepEqual(told.splice(0), ["65535 released"]);
  chip!.drive(0, false, 1_030);
  await clock.advance(20);
  assert.deepEqual(told.splice(0), ["65535 pressed"]);
  await stop();
});

Deno.test("LocalInputs makes an open housing and a mains failure troubles of their own, and ends them", async () => {
  const { clock, chip, told, inputs, stop } = await rig();
  told.length = 0;
  chip!.drive(1, true, 1_030);
  chip!.drive(2, true, 1_040);
  await clock.advance(50);
  const opened = "+ tamper lid: Lid of the box: the housing is open";
  assert.deepEqual(told.splice(0), [
    opened,
    "+ mains-failed mains: mains: the mains supply has failed, the box runs from its battery",
  ]);
  assert.deepEqual(inputs.standing.map(({ code }) => code), ["tamper", "mains-failed"]);
  chip!.drive(1, false, 1_200);
  await clock.advance(50);
  assert.deepEqual(told.splice(0), [opened.replace("+", "-")]);
  assert.deepEqual(inputs.standing.map(({ subject }) => subject), ["mains"]);
  await stop();
});

Deno.test("LocalInputs keeps a trouble of the box while its contact cannot be read: nobody has seen the housing closed", async () => {
  const { clock, chip, plug, told, inputs, stop } = await rig();
  chip!.drive(1, true, 1_030);
  await clock.advance(50);
  told.length = 0;
  chip!.unplug();
  await clock.advance(1_000);
  const codes = inputs.standing.map(({ code, subject }) => `${code} ${subject}`).sort();
  assert.deepEqual(codes, ["device-gone door", "device-gone lid", "device-gone mains", "tamper lid"]);
  plug();
  await clock.advance(3_000);
  assert.deepEqual(inputs.standing, []);
  assert(told.some((line) => line.startsWith("- tamper lid")), told.join("\n"));
  await stop();
});

Deno.test("LocalInputs names every contact of a chip that was never there", async () => {
  const { inputs, stop } = await rig(true);
  assert.deepEqual(inputs.standing.map(({ code, subject }) => `${code} ${subject}`), [
    "device-missing door",
    "device-missing lid",
    "device-missing mains",
  ]);
  await stop();
});
