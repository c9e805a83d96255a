import assert from "node:assert/strict";
import { eventually } from "../../../test/eventually.ts";
import type { Result } from "../../reading/result.ts";
import { describeSyscallFault, type DeviceFile, type Kernel, OPEN, POLL, readText } from "./kernel.ts";
import { describeUnsupportedSystem, openKernel } from "./libc.ts";
import { openPty } from "./pty_testdata.ts";

const ignore = Deno.build.os !== "linux";

/** Loaded once, since it stays loaded while the process lives. */
const opened = openKernel();

function kernelOfThisMachine(): Kernel {
  return must(opened);
}

function must<T, F>(result: Result<T, F>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Whether the terminal is there, which it is while its master is open. */
function exists(slavePath: string): boolean {
  try {
    Deno.statSync(slavePath);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return false;
  }
}

Deno.test("openKernel refuses other systems by name", () => {
  const refused = openKernel("darwin");
  assert.ok(!refused.ok);
  assert.equal(
    describeUnsupportedSystem(refused.fault),
    "hardware lines, buses and watchdogs are driven through Linux device files; this system is darwin",
  );
});

Deno.test({
  name: "the libc kernel names the call, the path and the error of what fails",
  ignore,
  fn() {
    const kernel = kernelOfThisMachine();
    const missing = kernel.open("/dev/no-such-device", OPEN.READ_WRITE);
    assert.deepEqual(missing, {
      ok: false,
      fault: { call: "open", path: "/dev/no-such-device", errno: 2, name: "ENOENT" },
    });
    const file = must(kernel.open("/dev/null", OPEN.READ_WRITE));
    const refused = file.ioctl({ name: "TCGETS", code: 0x5401n }, new Uint8Array(60));
    assert.ok(!refused.ok);
    assert.equal(
      describeSyscallFault(refused.fault),
      "ioctl TCGETS of /dev/null failed: ENOTTY (the device does not know this request)",
    );
    const folder = must(kernel.open("/", OPEN.READ));
    const read = folder.read(new Uint8Array(4));
    assert.equal(!read.ok && read.fault.name, "EISDIR");
    folder.close();
    file.close();
  },
});

Deno.test({
  name: "the libc kernel reads, writes and tells the conditions of a real terminal",
  ignore,
  async fn() {
    const kernel = kernelOfThisMachine();
    const { master, slavePath } = openPty(kernel);
    const slave = must(kernel.open(slavePath, OPEN.READ_WRITE | OPEN.NO_TERMINAL | OPEN.NON_BLOCKING));
    const into = new Uint8Array(16);
    const early = slave.read(into);
    assert.equal(!early.ok && early.fault.name, "EAGAIN");
    assert.equal(slave.conditions(), POLL.OUT);
    // The wait is far longer than any machine needs: it ends because of the bytes.
    const waiting = kernel.wait([slave], POLL.IN, 60_000);
    assert.equal(must(master.write(bytes("hello\n"))), 6);
    await waiting;
    assert.ok((slave.conditions() & POLL.IN) !== 0);
    assert.equal(must(slave.read(into)), 6);
    assert.equal(new TextDecoder().decode(into.subarray(0, 6)), "hello\n");
    master.close();
    await eventually("the end of the line", () => (slave.conditions() & POLL.HANG_UP) !== 0);
    slave.close();
  },
});

Deno.test({
  name: "the libc kernel closes a file that is waited for only when the wait has ended",
  ignore,
  async fn() {
    const kernel = kernelOfThisMachine();
    const { master, slavePath } = openPty(kernel);
    const waiting = kernel.wait([master], POLL.IN, 20);
    master.close();
    assert.equal(exists(slavePath), true);
    await waiting;
    // A program that a test beside this one is starting holds a copy of every open file until it has begun.
    await eventually("the terminal to be gone", () => !exists(slavePath));
    master.close();
    assert.throws(() => master.read(new Uint8Array(1)), /used after it was closed/);
  },
});

Deno.test({
  name: "the libc kernel performs a request in a thread and says whether it succeeded",
  ignore,
  async fn() {
    const kernel = kernelOfThisMachine();
    const { master } = openPty(kernel);
    const arena = kernel.arena(8);
    assert.equal(await master.ioctlInThread({ name: "TIOCGPTN", code: 0x80045430n }, arena.bytes), true);
    assert.equal(await master.ioctlInThread({ name: "none", code: 0xDEADn }, arena.bytes), false);
    master.close();
  },
});

Deno.test({
  name: "the libc kernel works on after the process has given up its permission for FFI",
  ignore,
  async fn() {
    const module = new URL("./libc.ts", import.meta.url).href;
    const script = `import { openKernel } from "${module}";
      const kernel = openKernel().value;
      Deno.permissions.revokeSync({ name: "ffi" });
      const file = kernel.open("/dev/zero", 0).value;
      await kernel.wait([file], 1, 1000);
      console.log(file.read(new Uint8Array(8)).value, kernel.open("/nope", 0).fault.name);`;
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", script],
      stderr: "inherit",
    }).output();
    assert.ok(success);
    assert.equal(new TextDecoder().decode(stdout), "8 ENOENT\n");
  },
});

Deno.test({
  name: "readText reads the small files under /proc and lists folders, absent ones as empty",
  ignore,
  fn() {
    const kernel = kernelOfThisMachine();
    assert.equal(must(readText(kernel, "/proc/sys/kernel/ostype")), "Linux");
    assert.ok(kernel.list("/dev").includes("null"));
    assert.deepEqual(kernel.list("/no/such/folder"), []);
    const folder = Deno.makeTempDirSync({ prefix: "embereye-test-" });
    Deno.symlinkSync("/dev/null", `${folder}/link`);
    Deno.symlinkSync("/dev/no-such-device", `${folder}/stale`);
    const targets = ["link", "stale", "absent"].map((name) => kernel.target(`${folder}/${name}`));
    assert.deepEqual(targets, ["/dev/null", undefined, undefined]);
    assert.equal(kernel.target("/dev/null"), undefined, "it is the file itself");
    Deno.removeSync(folder, { recursive: true });
  },
});

Deno.test({
  name: "an arena of the libc kernel can be written to by the kernel through its address",
  ignore,
  fn() {
    const kernel = kernelOfThisMachine();
    const arena = kernel.arena(4096);
    const view = Deno.UnsafePointer.create(arena.address);
    assert.ok(view !== null);
    arena.bytes.set([1, 2, 3], 4000);
    assert.deepEqual([...new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(view, 3, 4000))], [1, 2, 3]);
    const file: DeviceFile = must(kernel.open("/dev/zero", OPEN.READ));
    assert.equal(must(file.read(arena.bytes.subarray(4000, 4002))), 2);
    assert.deepEqual([...arena.bytes.subarray(4000, 4003)], [0, 0, 3]);
    file.close();
  },
});
