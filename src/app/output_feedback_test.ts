import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { parseConfig } from "../config/load.ts";
import { FakeChip } from "../hal/gpio/fake_chip.ts";
import { FakeKernel } from "../hal/linux/fake_kernel.ts";
import { ok } from "../reading/result.ts";
import { OutputFeedback } from "./output_feedback.ts";

const SITE = `
zones: [{id: hall}]
outputs:
  - id: bell
    kind: siren
    driver: gpio
    chip: board
    line: BELL
    feedback: {chip: board, line: CURRENT, activeLow: false, confirmMs: 200}
`;

Deno.test("OutputFeedback says of an unplugged contact that it is gone, and judges nothing by it meanwhile", async () => {
  const parsed = parseConfig(SITE);
  assert(parsed.ok, JSON.stringify(parsed));
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const kernel = new FakeKernel(clock);
  const plug = () => new FakeChip(kernel, "/dev/gpiochip0", "board", ["BELL", "CURRENT"]);
  const chip = plug();
  const told: string[] = [];
  const feedback = new OutputFeedback({
    outputs: parsed.value.outputs,
    kernel: ok(kernel),
    clock,
    fault: ({ code, subject, active }) => told.push(`${active ? "+" : "-"} ${code} ${subject}`),
  });
  const abort = new AbortController();
  feedback.ordered("bell", false);
  const running = feedback.run(abort.signal);
  await clock.advance(20);
  assert.equal(chip.lines[1].consumer, "embereye feedback bell");

  feedback.ordered("bell", true);
  chip.drive(1, true, clock.monotonicMs() + 30);
  await clock.advance(1_000);
  assert.deepEqual(told, [], "confirmed");

  chip.unplug();
  await clock.advance(1_000);
  assert.deepEqual([...new Set(told.splice(0))], ["+ device-gone bell"]);
  assert.deepEqual(feedback.standing.map(({ code }) => code), ["device-gone"]);
  plug();
  await clock.advance(2_500);
  assert.deepEqual(
    told,
    ["- device-gone bell", "+ siren-unconfirmed bell"],
    "it is told to sound, and the contact that is back sees no current",
  );
  abort.abort();
  await clock.advance(1_000);
  await running;
});
