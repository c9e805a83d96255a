/**
 * A kernel for tests: its device files are objects of the test, and its waits end when the test says so.
 */
import type { Clock } from "../../clock/clock.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import { errnoName } from "./errno.ts";
import {
  type Arena,
  type DeviceFile,
  type IoctlRequest,
  type Kernel,
  POLL,
  type SyscallFault,
} from "./kernel.ts";

/** What stands behind an open device file. Like in the kernel, a negative result is an error number. */
export interface FakeDevice {
  ioctl?(request: IoctlRequest, argument: Uint8Array<ArrayBuffer> | number): number;
  read?(into: Uint8Array<ArrayBuffer>): number;
  write?(bytes: Uint8Array<ArrayBuffer>): number;
  conditions?(): number;
  close?(): void;
}

/** EOPNOTSUPP: what a device answers that has no such method. */
const UNSUPPORTED = -95;

/** A {@linkcode Kernel} that a test moves by hand. */
export class FakeKernel implements Kernel {
  /** What opening a path gives: a device or a negative error number. A path that is not named gives ENOENT. */
  readonly paths = new Map<string, (flags: number) => FakeDevice | number>();
  /** Links, by their path. What they name is to be put into {@linkcode paths} under both names. */
  readonly links = new Map<string, string>();
  /** Files opened or adopted and not closed. */
  openCount = 0;
  readonly #clock: Clock;
  readonly #given = new Map<number, FakeDevice>();
  readonly #arenas: Arena[] = [];
  #nextFd = 100;
  #wake = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts the text file `path` there, as those under /sys are. */
  text(path: string, text: string): void {
    this.paths.set(path, () => ({
      read: (into) => new TextEncoder().encodeInto(`${text}\n`, into).written,
    }));
  }

  /** A descriptor for a device that a request returns inside its structure. */
  give(device: FakeDevice): number {
    const fd = this.#nextFd++;
    this.#given.set(fd, device);
    return fd;
  }

  /** Ends the waits that are going on. */
  wake(): void {
    this.#wake.abort(WOKEN);
    this.#wake = new AbortController();
  }

  /** The bytes of an arena that the kernel was given the address of. */
  memory(address: bigint, byteLength: number): Uint8Array<ArrayBuffer> {
    for (const arena of this.#arenas) {
      const at = Number(address - arena.address);
      if (at >= 0 && at + byteLength <= arena.bytes.length) return arena.bytes.subarray(at, at + byteLength);
    }
    throw new Error(`${byteLength} bytes at ${address} lie in no arena: the kernel would answer EFAULT`);
  }

  open(path: string, flags: number): Result<DeviceFile, SyscallFault> {
    const opened = this.paths.get(path)?.(flags) ?? -2;
    if (typeof opened === "number") return failed("open", path, opened);
    return ok(this.#file(opened, path));
  }

  adopt(fd: number, path: string): DeviceFile {
    const device = this.#given.get(fd);
    if (device === undefined) throw new Error(`descriptor ${fd} was never given`);
    this.#given.delete(fd);
    return this.#file(device, path);
  }

  list(folder: string): readonly string[] {
    const start = `${folder}/`;
    const names = [...this.paths.keys()].filter((path) => path.startsWith(start))
      .map((path) => path.slice(start.length).split("/")[0]);
    return [...new Set(names)];
  }

  target(path: string): string | undefined {
    return this.links.get(path);
  }

  arena(byteLength: number): Arena {
    const arena = { bytes: new Uint8Array(byteLength), address: BigInt(this.#arenas.length + 1) << 32n };
    this.#arenas.push(arena);
    return arena;
  }

  async wait(files: readonly DeviceFile[], wanted: number, timeoutMs: number): Promise<void> {
    const ends = wanted | POLL.ERROR | POLL.HANG_UP;
    if (files.some((file) => (file.conditions() & ends) !== 0)) return;
    try {
      await this.#clock.sleep(timeoutMs, this.#wake.signal);
    } catch (error) {
      if (error !== WOKEN) throw error;
    }
  }

  #file(device: FakeDevice, path: string): DeviceFile {
    this.openCount++;
    let open = true;
    const use = (): FakeDevice => {
      if (!open) throw new Error(`${path} is used after it was closed`);
      return device;
    };
    const call = (name: string, result: number | undefined): Result<number, SyscallFault> => {
      const value = result ?? UNSUPPORTED;
      return value < 0 ? failed(name, path, value) : ok(value);
    };
    return {
      path,
      ioctl: (request, argument) => call(`ioctl ${request.name}`, use().ioctl?.(request, argument)),
      ioctlInThread: (request, argument) =>
        Promise.resolve((use().ioctl?.(request, argument) ?? UNSUPPORTED) >= 0),
      read: (into) => call("read", use().read?.(into)),
      write: (bytes) => call("write", use().write?.(bytes)),
      conditions: () => use().conditions?.() ?? 0,
      close: () => {
        if (!open) return;
        open = false;
        this.openCount--;
        device.close?.();
      },
    };
  }
}

const WOKEN = new Error("woken by the test");

function failed(call: string, path: string, result: number): Result<never, SyscallFault> {
  return fail({ call, path, errno: -result, name: errnoName(-result) });
}
