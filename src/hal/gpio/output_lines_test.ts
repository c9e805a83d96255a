import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import type { Result } from "../../reading/result.ts";
import { describeLineFault, type LineFault } from "../line.ts";
import { FakeKernel } from "../linux/fake_kernel.ts";
import { FakeChip } from "./fake_chip.ts";
import { GpioOutputs, type OutputWiring } from "./output_lines.ts";

const NAMES = ["", "SIREN", "BELL", "BELL"];
const WIRING: OutputWiring = {
  chip: "board",
  line: "SIREN",
  activeLow: false,
  drive: "push-pull",
  failSafe: "keep",
};

function rig() {
  const kernel = new FakeKernel(new FakeClock());
  const other = new FakeChip(kernel, "/dev/gpiochip0", "other", ["x"]);
  const chip = new FakeChip(kernel, "/dev/gpiochip10", "board", NAMES);
  return { kernel, other, chip, siren: chip.lines[1], outputs: new GpioOutputs(kernel) };
}

function must<T, F>(result: Result<T, F>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function faultOf(result: Result<unknown, LineFault>): LineFault {
  assert.ok(!result.ok);
  return result.fault;
}

Deno.test("GpioOutputs opens a line with its first level, sets it, and leaves the level when it is closed", () => {
  const { kernel, siren, outputs } = rig();
  const line = must(outputs.open(WIRING, "siren-1", true));
  assert.equal(line.id, "siren-1");
  assert.deepEqual(siren.set, [true], "the first level came with the request");
  assert.equal(siren.consumer, "embereye siren-1");
  assert.equal(kernel.openCount, 1, "the chip itself is not kept open");
  must(line.set(false));
  must(line.set(true));
  line.close();
  line.close();
  assert.deepEqual(siren.set, [true, false, true]);
  assert.equal(siren.request, undefined);
  assert.equal(kernel.openCount, 0);
  assert.throws(() => line.set(true), /siren-1 set after it was closed/);
});

Deno.test("GpioOutputs drives an active-low line with low voltage, also as its first level", () => {
  const { siren, outputs } = rig();
  const line = must(outputs.open({ ...WIRING, activeLow: true, drive: "open-drain" }, "s", false));
  must(line.set(true));
  assert.deepEqual(siren.set, [true, false]);
  assert.equal(new DataView(siren.request!.buffer).getBigUint64(288, true), 0x4An);
  line.close();
});

Deno.test("a GPIO output goes to its declared fail-safe level when it is let go, but not after it has failed", () => {
  const { chip, siren, outputs } = rig();
  must(outputs.open({ ...WIRING, failSafe: "off" }, "s", true)).close();
  assert.deepEqual(siren.set, [true, false]);
  must(outputs.open({ ...WIRING, failSafe: "on" }, "s", false)).close();
  assert.deepEqual(siren.set, [true, false, false, true]);
  const failing = must(outputs.open({ ...WIRING, failSafe: "off" }, "s", true));
  chip.unplug();
  assert.equal(faultOf(failing.set(true)).kind, "gone");
  failing.close();
  assert.equal(siren.set.length, 5);
});

Deno.test("GpioOutputs finds lines by path and number", () => {
  const { chip, outputs } = rig();
  must(outputs.open({ ...WIRING, chip: "/dev/gpiochip10", line: 3 }, "s", true));
  assert.deepEqual(chip.lines[3].set, [true]);
});

Deno.test("GpioOutputs says what is not there, and what is", () => {
  const { kernel, outputs } = rig();
  const detail = (wiring: Partial<OutputWiring>) => {
    const fault = faultOf(outputs.open({ ...WIRING, ...wiring }, "s", true));
    return `${fault.kind}: ${fault.detail}`;
  };
  assert.equal(
    detail({ chip: "tree" }),
    "missing: no GPIO chip has the label 'tree': there are 'other', 'board'",
  );
  assert.equal(
    detail({ line: "HORN" }),
    "missing: no line of /dev/gpiochip10 ('board') has the name 'HORN'",
  );
  assert.equal(
    detail({ line: 4 }),
    "missing: /dev/gpiochip10 ('board') has 4 lines, none is number 4",
  );
  assert.equal(
    detail({ chip: "/dev/gpiochip7" }),
    "missing: open of /dev/gpiochip7 failed: ENOENT (no such file or device)",
  );
  assert.equal(
    detail({ line: "BELL" }),
    "failed: lines 2 and 3 of /dev/gpiochip10 ('board') both have the name 'BELL': give the number",
  );
  new FakeChip(kernel, "/dev/gpiochip11", "board", []);
  assert.equal(
    detail({}),
    "failed: /dev/gpiochip10 and /dev/gpiochip11 both have the label 'board': name one by its path",
  );
  kernel.paths.set("/dev/null", () => ({ ioctl: () => -25 }));
  assert.equal(detail({ chip: "/dev/null" }), "missing: /dev/null is no GPIO chip");
  kernel.paths.clear();
  assert.equal(
    detail({}),
    "missing: no GPIO chip has the label 'board': this machine has no GPIO chip",
  );
  assert.equal(kernel.openCount, 0, "no chip stays open");
});

Deno.test("GpioOutputs names who holds a busy line", () => {
  const { siren, outputs } = rig();
  siren.consumer = "leds";
  const fault = faultOf(outputs.open(WIRING, "s", true));
  assert.equal(
    describeLineFault("s", fault),
    "line of s is held by somebody else: line 1 of /dev/gpiochip10 is in use by 'leds'",
  );
});

Deno.test("GpioOutputs tells a chip that may not be used from one that is not there", () => {
  const { kernel, outputs } = rig();
  kernel.paths.set("/dev/gpiochip10", () => -13);
  assert.deepEqual(faultOf(outputs.open(WIRING, "s", true)), {
    kind: "denied",
    detail: "open of /dev/gpiochip10 failed: EACCES (permission denied)",
  });
});

Deno.test("GpioOutputs refuses a kernel from before version 2 and names the one that is needed", () => {
  const { chip, outputs } = rig();
  chip.legacy = true;
  assert.deepEqual(faultOf(outputs.open(WIRING, "s", true)), {
    kind: "failed",
    detail: "this kernel lacks version 2 of the GPIO interface: Linux 5.10 or later is needed",
  });
});

Deno.test("a GPIO output whose chip was unplugged says so even where its level stays the same, and works when it is back", () => {
  const { kernel, chip, outputs } = rig();
  const line = must(outputs.open(WIRING, "s", true));
  must(line.set(true));
  chip.unplug();
  const fault = faultOf(line.set(true));
  assert.equal(fault.kind, "gone");
  assert.match(fault.detail, /GPIO_V2_LINE_SET_VALUES_IOCTL of .*gpiochip10 line 1 failed: ENODEV/);
  line.close();
  assert.equal(faultOf(outputs.open(WIRING, "s", true)).kind, "missing");
  const again = new FakeChip(kernel, "/dev/gpiochip2", "board", NAMES);
  must(outputs.open(WIRING, "s", true));
  assert.deepEqual(again.lines[1].set, [true], "found by its label under another number");
});
