/**
 * The kernel port by FFI to libc: the only place that calls it for device files.
 *
 * `ioctl(2)` is variadic in C; on Linux for x86-64 and arm64 such arguments are passed like any others. The request is declared
 * as 64 bits, since numbers with the top bit set do not fit the signed 32 bits that FFI would check them against.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import { ERRNO, errnoName } from "./errno.ts";
import {
  type Arena,
  type DeviceFile,
  type IoctlRequest,
  type Kernel,
  OPEN,
  POLL,
  type SyscallFault,
} from "./kernel.ts";

/** The system has no Linux kernel. */
export interface UnsupportedSystem {
  readonly kind: "unsupported-system";
  /** As Deno calls it. */
  readonly system: string;
}

/** `fault` as one sentence. */
export function describeUnsupportedSystem(fault: UnsupportedSystem): string {
  return `hardware lines, buses and watchdogs are driven through Linux device files; this system is ${fault.system}`;
}

const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  ioctlNumber: { name: "ioctl", parameters: ["i32", "u64", "u64"], result: "i32" },
  ioctlInThread: { name: "ioctl", parameters: ["i32", "u64", "buffer"], result: "i32", nonblocking: true },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32" },
  pollInThread: { name: "poll", parameters: ["buffer", "u64", "i32"], result: "i32", nonblocking: true },
  __errno_location: { parameters: [], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `struct pollfd`: descriptor at 0, wanted conditions at 4, those that hold at 6. */
const POLLFD_BYTES = 8;
/** Descriptors polled at once; more lines than that are a mistake, not a site. */
const POLL_FILES_MAX = 256;

/**
 * Loads libc. Needs the permission for FFI now and for {@linkcode Kernel.arena}, not for any later call.
 *
 * @param system For tests alone. @default {Deno.build.os}
 */
export function openKernel(system: string = Deno.build.os): Result<Kernel, UnsupportedSystem> {
  if (system !== "linux") return fail({ kind: "unsupported-system", system });
  return ok(new LibcKernel());
}

class LibcKernel implements Kernel {
  readonly #libc = Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  /** The error number of this thread. The address stays the same while the thread lives. */
  readonly #errno: Int32Array;

  constructor() {
    const address = this.#libc.__errno_location();
    if (address === null) throw new Error("libc gives no address for errno");
    this.#errno = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(address, 4));
  }

  open(path: string, flags: number): Result<DeviceFile, SyscallFault> {
    const fd = this.#libc.open(new TextEncoder().encode(`${path}\0`), flags | OPEN.CLOSE_ON_EXEC);
    return fd < 0 ? fail(this.fault("open", path)) : ok(this.adopt(fd, path));
  }

  adopt(fd: number, path: string): DeviceFile {
    return new LibcFile(this, this.#libc, fd, path);
  }

  list(folder: string): readonly string[] {
    try {
      return Array.from(Deno.readDirSync(folder), ({ name }) => name);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  target(path: string): string | undefined {
    try {
      const target = Deno.realPathSync(path);
      return target === path ? undefined : target;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  arena(byteLength: number): Arena {
    // The array buffer comes first: a small typed array made directly lies on the heap, where the collector moves it.
    const bytes = new Uint8Array(new ArrayBuffer(byteLength));
    const address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
    return { bytes, address: BigInt(address) };
  }

  async wait(files: readonly DeviceFile[], wanted: number, timeoutMs: number): Promise<void> {
    if (files.length > POLL_FILES_MAX) throw new RangeError(`wait: ${files.length} files`);
    const waiting = files.map((file) => {
      if (!(file instanceof LibcFile)) throw new TypeError(`wait: ${file.path} is not of this kernel`);
      return file;
    });
    const buffer = new ArrayBuffer(Math.max(1, waiting.length) * POLLFD_BYTES);
    const view = new DataView(buffer);
    waiting.forEach((file, i) => {
      view.setInt32(i * POLLFD_BYTES, file.hold(), true);
      view.setInt16(i * POLLFD_BYTES + 4, wanted, true);
    });
    const fds = new Uint8Array(buffer);
    try {
      const count = await this.#libc.pollInThread(fds, BigInt(waiting.length), Math.ceil(timeoutMs));
      if (count >= 0) return;
      // A signal ends the wait early; anything else would make the caller spin, and is a mistake here.
      if (this.#libc.poll(fds, BigInt(waiting.length), 0) >= 0 || this.#errno[0] === ERRNO.EINTR) return;
      throw new Error(`wait: poll failed: ${errnoName(this.#errno[0])}`);
    } finally {
      for (const file of waiting) file.release();
    }
  }

  /** The fault of the call that has just failed on this thread. */
  fault(call: string, path: string): SyscallFault {
    const errno = this.#errno[0];
    return { call, path, errno, name: errnoName(errno) };
  }
}

class LibcFile implements DeviceFile {
  readonly path: string;
  readonly #kernel: LibcKernel;
  readonly #libc: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
  readonly #fd: number;
  readonly #pollfd = new Uint8Array(new ArrayBuffer(POLLFD_BYTES));
  /** Calls in threads that use the descriptor: closing it under them could give its number to another file. */
  #holders = 0;
  #open = true;

  constructor(
    kernel: LibcKernel,
    libc: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"],
    fd: number,
    path: string,
  ) {
    this.#kernel = kernel;
    this.#libc = libc;
    this.#fd = fd;
    this.path = path;
  }

  ioctl(request: IoctlRequest, argument: Uint8Array<ArrayBuffer> | number): Result<number, SyscallFault> {
    const fd = this.#use();
    const result = typeof argument === "number"
      ? this.#libc.ioctlNumber(fd, request.code, BigInt(argument))
      : this.#libc.ioctl(fd, request.code, argument);
    return result < 0 ? fail(this.#kernel.fault(`ioctl ${request.name}`, this.path)) : ok(result);
  }

  async ioctlInThread(request: IoctlRequest, argument: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const fd = this.hold();
    try {
      return await this.#libc.ioctlInThread(fd, request.code, argument) >= 0;
    } finally {
      this.release();
    }
  }

  read(into: Uint8Array<ArrayBuffer>): Result<number, SyscallFault> {
    const count = Number(this.#libc.read(this.#use(), into, BigInt(into.length)));
    return count < 0 ? fail(this.#kernel.fault("read", this.path)) : ok(count);
  }

  write(bytes: Uint8Array<ArrayBuffer>): Result<number, SyscallFault> {
    const count = Number(this.#libc.write(this.#use(), bytes, BigInt(bytes.length)));
    return count < 0 ? fail(this.#kernel.fault("write", this.path)) : ok(count);
  }

  conditions(): number {
    const view = new DataView(this.#pollfd.buffer);
    view.setInt32(0, this.#use(), true);
    view.setInt16(4, POLL.IN | POLL.OUT, true);
    view.setInt16(6, 0, true);
    this.#libc.poll(this.#pollfd, 1n, 0);
    return view.getInt16(6, true);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.#holders === 0) this.#libc.close(this.#fd);
  }

  /** Keeps the descriptor from being closed until {@linkcode release}. */
  hold(): number {
    const fd = this.#use();
    this.#holders++;
    return fd;
  }

  release(): void {
    if (--this.#holders === 0 && !this.#open) this.#libc.close(this.#fd);
  }

  #use(): number {
    if (!this.#open) throw new Error(`${this.path} is used after it was closed`);
    return this.#fd;
  }
}
