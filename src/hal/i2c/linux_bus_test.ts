import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import type { Result } from "../../reading/result.ts";
import { FakeKernel } from "../linux/fake_kernel.ts";
import { type BusFault, describeBusFault, type I2cBus } from "./bus.ts";
import { I2C_FUNCS, I2C_RDWR, I2C_TIMEOUT, LinuxI2c } from "./linux_bus.ts";

interface Message {
  readonly address: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
}

/** An adapter that reads the kernel's structures byte by byte, with one chip at 0x33 that answers 1, 2, 3... */
function rig() {
  const kernel = new FakeKernel(new FakeClock());
  const adapter = {
    functions: 0x0EFF0001,
    /** Error numbers of the next transfers, negative or 0. */
    errors: [] as number[],
    transfers: [] as Message[][],
    timeouts: [] as number[],
  };
  kernel.paths.set("/dev/i2c-1", () => ({
    ioctl(request, argument) {
      if (typeof argument === "number") {
        assert.equal(request.code, 0x0702n);
        adapter.timeouts.push(argument);
        return 0;
      }
      const view = new DataView(argument.buffer, argument.byteOffset);
      if (request.code === 0x0705n) {
        view.setBigUint64(0, BigInt(adapter.functions), true);
        return 0;
      }
      assert.equal(request.code, 0x0707n);
      const messages = kernel.memory(view.getBigUint64(0, true), view.getUint32(8, true) * 16);
      const parts = new DataView(messages.buffer, messages.byteOffset);
      const transfer = Array.from({ length: messages.length / 16 }, (_, i): Message => ({
        address: parts.getUint16(i * 16, true),
        flags: parts.getUint16(i * 16 + 2, true),
        bytes: kernel.memory(parts.getBigUint64(i * 16 + 8, true), parts.getUint16(i * 16 + 4, true)),
      }));
      const error = adapter.errors.shift() ?? 0;
      for (const { flags, bytes } of transfer) if (flags === 1) bytes.forEach((_, i) => bytes[i] = i + 1);
      adapter.transfers.push(transfer.map((message) => ({ ...message, bytes: message.bytes.slice() })));
      return error < 0 ? error : transfer.length;
    },
  }));
  return { kernel, adapter, i2c: new LinuxI2c(kernel, "/dev/i2c-1") };
}

function must<T, F>(result: Result<T, F>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

async function faultOf(bus: I2cBus): Promise<BusFault> {
  const done = await bus.transfer(0x33, [{ kind: "read", into: new Uint8Array(2) }]);
  assert.ok(!done.ok);
  return done.fault;
}

Deno.test("the I2C requests have the numbers of linux/i2c-dev.h", () => {
  assert.equal(I2C_TIMEOUT.code, 0x0702n);
  assert.equal(I2C_FUNCS.code, 0x0705n);
  assert.equal(I2C_RDWR.code, 0x0707n);
});

Deno.test("LinuxI2c performs the parts of a transfer as messages of one request", async () => {
  const { adapter, i2c } = rig();
  const bus = must(i2c.open());
  const into = new Uint8Array(1664);
  must(
    await bus.transfer(0x33, [{ kind: "write", bytes: Uint8Array.of(0x24, 0x00) }, { kind: "read", into }]),
  );
  assert.deepEqual(adapter.transfers[0].map(({ address, flags, bytes }) => [address, flags, bytes.length]), [
    [0x33, 0, 2],
    [0x33, 1, 1664],
  ]);
  assert.deepEqual([...adapter.transfers[0][0].bytes], [0x24, 0x00]);
  assert.deepEqual([into[0], into[255], into[1663]], [1, 0, 128]);
  assert.deepEqual(adapter.timeouts, [25], "a quarter of a second, not the kernel's whole one");
  bus.close();
});

Deno.test("LinuxI2c says why a transfer failed by asking the chip for one byte", async () => {
  const { adapter, i2c } = rig();
  const bus = must(i2c.open());
  const kinds: string[] = [];
  for (const error of [-6, -121, -110, -11, -16, -95, -19, -5]) {
    adapter.errors.push(error, error);
    kinds.push((await faultOf(bus)).kind);
  }
  assert.deepEqual(kinds, [
    "no-answer",
    "no-answer",
    "stuck",
    "stuck",
    "stuck",
    "unsupported",
    "gone",
    "failed",
  ]);
  assert.deepEqual(adapter.transfers.at(-1)!.map(({ flags, bytes }) => [flags, bytes.length]), [[1, 1]]);
  adapter.errors.push(-6, -6);
  assert.equal(
    describeBusFault(await faultOf(bus)),
    "no chip answers on the I2C bus: /dev/i2c-1 address 0x33: " +
      "ioctl I2C_RDWR of /dev/i2c-1 failed: ENXIO (no such device or address)",
  );
  adapter.errors.push(-5, 0);
  assert.deepEqual(await faultOf(bus), {
    kind: "failed",
    detail: "a transfer with /dev/i2c-1 address 0x33 broke off; the chip answers",
  });
  must(await bus.transfer(0x33, [{ kind: "read", into: new Uint8Array(2) }]));
  bus.close();
});

Deno.test("LinuxI2c tells buses that are absent, forbidden, or no plain I2C", () => {
  const { kernel, adapter, i2c } = rig();
  const kind = (opened: Result<I2cBus, BusFault>) => {
    assert.ok(!opened.ok);
    return opened.fault.kind;
  };
  adapter.functions = 0x0EFF0000;
  const opened = i2c.open();
  assert.equal(kind(opened), "unsupported");
  assert.equal(kernel.openCount, 0);
  kernel.paths.set("/dev/i2c-1", () => -13);
  assert.equal(kind(i2c.open()), "denied");
  kernel.paths.delete("/dev/i2c-1");
  assert.equal(kind(i2c.open()), "missing");
  kernel.paths.set("/dev/i2c-1", () => ({ ioctl: () => -25 }));
  assert.equal(kind(i2c.open()), "unsupported");
});

Deno.test("LinuxI2c opens again after it was closed, not before", () => {
  const { kernel, i2c } = rig();
  const bus = must(i2c.open());
  assert.throws(() => i2c.open(), /opened while it is open/);
  bus.close();
  bus.close();
  must(i2c.open()).close();
  assert.equal(kernel.openCount, 0);
});

Deno.test("LinuxI2c refuses what no transfer can be", async () => {
  const { i2c } = rig();
  const bus = must(i2c.open());
  await assert.rejects(bus.transfer(0x78, []), /address 120/);
  await assert.rejects(bus.transfer(0x33, [{ kind: "read", into: new Uint8Array(4097) }]), /4096 bytes/);
  const first = bus.transfer(0x33, [{ kind: "read", into: new Uint8Array(2) }]);
  await assert.rejects(bus.transfer(0x33, []), /a transfer is going on/);
  must(await first);
  bus.close();
});
