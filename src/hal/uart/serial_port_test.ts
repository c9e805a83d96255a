import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import type { Result } from "../../reading/result.ts";
import { FakeKernel } from "../linux/fake_kernel.ts";
import { type Kernel, POLL } from "../linux/kernel.ts";
import { openKernel } from "../linux/libc.ts";
import { openPty } from "../linux/pty_testdata.ts";
import { describeSerialFault, type SerialFault, SerialPort } from "./serial_port.ts";

const clock = new FakeClock();
const loaded = openKernel();
const ignore = !loaded.ok;

function must<T, F>(result: Result<T, F>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** A pseudo-terminal of this machine with the port open at its slave. */
function realPort(): { kernel: Kernel; master: ReturnType<typeof openPty>["master"]; port: SerialPort } {
  const kernel = must(loaded);
  const { master, slavePath } = openPty(kernel);
  return { kernel, master, port: must(SerialPort.open(kernel, clock, slavePath)) };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function readText(port: SerialPort, length: number): Promise<string> {
  const into = new Uint8Array(64);
  let text = "";
  while (text.length < length) {
    const count = await port.read(into);
    if (count === null) break;
    text += new TextDecoder().decode(into.subarray(0, count));
  }
  return text;
}

Deno.test({
  name: "SerialPort carries packets both ways over a real terminal, every byte as it is",
  ignore,
  async fn() {
    const { kernel, master, port } = realPort();
    // Control characters that a terminal would act upon: interrupt, end of file, stop, carriage return.
    const packet = "#Sensor1234:ADC1=269,DIO=0!\r\n\x03\x04\x13\x11\x00\x7f";
    const reading = readText(port, packet.length);
    must(master.write(bytes(packet.slice(0, 10))));
    must(master.write(bytes(packet.slice(10))));
    assert.equal(await reading, packet);

    assert.equal(await port.write(bytes("EEPROM1\r\n")), 9);
    await kernel.wait([master], POLL.IN, 60_000);
    const into = new Uint8Array(64);
    const count = must(master.read(into));
    assert.equal(new TextDecoder().decode(into.subarray(0, count)), "EEPROM1\r\n");
    assert.equal(await port.write(new Uint8Array(0)), 0);
    port.close();
    master.close();
  },
});

Deno.test({
  name: "SerialPort begins with what comes after it was opened",
  ignore,
  async fn() {
    const kernel = must(loaded);
    const { master, slavePath } = openPty(kernel);
    must(master.write(bytes("half a pac\n")));
    const port = must(SerialPort.open(kernel, clock, slavePath));
    must(master.write(bytes("#new!")));
    assert.equal(await readText(port, 5), "#new!");
    port.close();
    master.close();
  },
});

Deno.test({
  name:
    "SerialPort ends with a fault when the real terminal is hung up, and its writes as a broken connection",
  ignore,
  async fn() {
    const { master, port } = realPort();
    const reading = port.read(new Uint8Array(8));
    master.close();
    assert.equal(await reading, null);
    assert.equal(port.fault?.kind, "gone");
    assert.match(describeSerialFault(port.path, port.fault!), /^serial port \/dev\/pts\/\d+ has vanished: /);
    assert.equal(await port.read(new Uint8Array(8)), null);
    await assert.rejects(port.write(bytes("x")), Deno.errors.BrokenPipe);
  },
});

Deno.test({
  name: "SerialPort ends a waiting read when it is closed, without a fault",
  ignore,
  async fn() {
    const { master, port } = realPort();
    const reading = port.read(new Uint8Array(8));
    port.close();
    assert.equal(await reading, null);
    assert.equal(port.fault, undefined);
    await assert.rejects(port.write(bytes("x")), /it was closed/);
    master.close();
  },
});

Deno.test({
  name: "SerialPort refuses a file that is no terminal",
  ignore,
  fn() {
    const opened = SerialPort.open(must(loaded), clock, "/dev/null");
    assert.equal(!opened.ok && opened.fault.kind, "unsuitable");
  },
});

Deno.test("SerialPort tells ports that are absent, taken, forbidden, or without the speed", () => {
  const kernel = new FakeKernel(clock);
  const kind = (): SerialFault["kind"] | undefined => {
    const opened = SerialPort.open(kernel, clock, "/dev/ttyS0");
    return opened.ok ? undefined : opened.fault.kind;
  };
  const kinds: [number, SerialFault["kind"]][] = [
    [-2, "missing"],
    [-19, "missing"],
    [-5, "missing"],
    [-16, "busy"],
    [-13, "denied"],
    [-24, "failed"],
  ];
  for (const [error, expected] of kinds) {
    kernel.paths.set("/dev/ttyS0", () => error);
    assert.equal(kind(), expected, String(error));
  }
  // A driver that takes any setting and keeps its own 9600 baud.
  kernel.paths.set("/dev/ttyS0", () => ({
    ioctl: (_, argument) => (argument instanceof Uint8Array && (argument[8] = 0x0D), 0),
  }));
  assert.equal(kind(), "unsuitable");
  assert.equal(kernel.openCount, 0);
});

Deno.test("SerialPort gives up a port that takes no byte for two seconds", async () => {
  const ownClock = new FakeClock();
  const kernel = new FakeKernel(ownClock);
  const done: string[] = [];
  let kept: Uint8Array = new Uint8Array(36);
  kernel.paths.set("/dev/ttyS0", () => ({
    ioctl: (request, argument) => {
      done.push(request.name);
      if (request.code === 0x5402n) kept = (argument as Uint8Array).slice();
      if (request.code === 0x5401n) (argument as Uint8Array).set(kept);
      return 0;
    },
    write: () => -11,
    read: () => -11,
    close: () => done.push("close"),
  }));
  const port = must(SerialPort.open(kernel, ownClock, "/dev/ttyS0"));
  done.length = 0;
  const writing = port.write(bytes("x")).catch((error) => error);
  await ownClock.advance(2_500);
  const error = await writing;
  assert.ok(error instanceof Deno.errors.BrokenPipe);
  assert.equal(error.message, "serial port /dev/ttyS0 is stuck: it has taken no byte for 2000 ms");
  assert.deepEqual(done, ["TCFLSH", "close"], "what waits to be sent must not hold up the closing");
  assert.equal(kernel.openCount, 0);
});
