/**
 * The port to the Linux kernel's device files: what drivers call, whether libc or a double answers.
 *
 * Every failure is a {@linkcode SyscallFault}. Calls that answer at once are synchronous; only those that wait (for an event,
 * for a bus) run in a thread.
 */
import { ok, type Result } from "../../reading/result.ts";
import { describeErrno, ERRNO } from "./errno.ts";

/** A system call that failed. */
export interface SyscallFault {
  /** The call, with the request's name for `ioctl`: `open`, `ioctl GPIO_V2_GET_LINE_IOCTL`. */
  readonly call: string;
  /** The device file. */
  readonly path: string;
  readonly errno: number;
  /** As `EBUSY`. */
  readonly name: string;
}

/** `fault` as a part of a sentence. */
export function describeSyscallFault(fault: SyscallFault): string {
  return `${fault.call} of ${fault.path} failed: ${describeErrno(fault.errno)}`;
}

/** A request of `ioctl(2)` with the name that faults give it. */
export interface IoctlRequest {
  readonly name: string;
  /** As the kernel's `_IOC` makes it. */
  readonly code: bigint;
}

/** Bytes whose address the kernel may be given: they never move and live as long as the process. */
export interface Arena {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly address: bigint;
}

/** An open device file. */
export interface DeviceFile {
  readonly path: string;
  /** Performs `request` at once. `argument` is the structure, changed in place, or the plain number some requests take. */
  ioctl(request: IoctlRequest, argument: Uint8Array<ArrayBuffer> | number): Result<number, SyscallFault>;
  /**
   * Performs a request that waits, in a thread. Says only whether it succeeded: the error number belongs to that thread and is
   * lost. `argument` must not be used until then.
   */
  ioctlInThread(request: IoctlRequest, argument: Uint8Array<ArrayBuffer>): Promise<boolean>;
  /** Reads what is there; a file opened without `O_NONBLOCK` must be ready. @returns the number of bytes, 0 at the end */
  read(into: Uint8Array<ArrayBuffer>): Result<number, SyscallFault>;
  /** @returns the number of bytes taken, which may be fewer than given */
  write(bytes: Uint8Array<ArrayBuffer>): Result<number, SyscallFault>;
  /** Which of the `POLL` conditions of {@linkcode POLL} hold now. Waits for nothing. */
  conditions(): number;
  /** Closes the file, once calls that run in threads have ended. Again does nothing. */
  close(): void;
}

/** What drivers need of the system. */
export interface Kernel {
  /** @param flags Of {@linkcode OPEN}; close-on-exec is always added. */
  open(path: string, flags: number): Result<DeviceFile, SyscallFault>;
  /** Takes over the descriptor `fd` that a request has returned inside its structure. */
  adopt(fd: number, path: string): DeviceFile;
  /** The names in `folder`; none where it is not there. */
  list(folder: string): readonly string[];
  /** The file that `path` is a link to, as udev makes them under `/dev`; undefined where it is none, or leads nowhere. */
  target(path: string): string | undefined;
  /** Makes an arena. To be called before the process gives up its permission for FFI. */
  arena(byteLength: number): Arena;
  /**
   * Waits in a thread until one of `files` has one of the conditions `wanted` or is in error, at most `timeoutMs`. May return
   * early without a reason: ask the files. A thread is taken for that time, so wait for many files in one call.
   */
  wait(files: readonly DeviceFile[], wanted: number, timeoutMs: number): Promise<void>;
}

/** Flags of `open(2)`: `asm-generic/fcntl.h`. */
export const OPEN = {
  READ: 0,
  WRITE: 1,
  READ_WRITE: 2,
  /** A terminal must not become the controlling one of the process. */
  NO_TERMINAL: 0o400,
  NON_BLOCKING: 0o4000,
  /** Names the file without opening what is behind it: no driver is called. */
  PATH: 0o10000000,
  CLOSE_ON_EXEC: 0o2000000,
} as const;

/** Conditions of `poll(2)`: `asm-generic/poll.h`. */
export const POLL = { IN: 1, OUT: 4, ERROR: 8, HANG_UP: 16, INVALID: 32 } as const;

/** Files under /sys hold one page at most. */
const TEXT_BYTES_MAX = 4096;

/** The text of the small file at `path`, as those under /sys are, without the spaces around it. */
export function readText(kernel: Kernel, path: string): Result<string, SyscallFault> {
  const opened = kernel.open(path, OPEN.READ);
  if (!opened.ok) return opened;
  const bytes = new Uint8Array(TEXT_BYTES_MAX);
  const count = opened.value.read(bytes);
  opened.value.close();
  if (!count.ok) return count;
  return ok(new TextDecoder().decode(bytes.subarray(0, count.value)).trim());
}

/** What an error number says of a device in general; drivers add what it means at their own. */
export type DeviceFaultKind = "missing" | "busy" | "denied" | "gone" | "failed";

/** What `fault` says of the device, while it is being opened or while it was in use. */
export function kindOfFault(fault: SyscallFault, phase: "open" | "use"): DeviceFaultKind {
  switch (fault.errno) {
    case ERRNO.ENOENT:
    case ERRNO.ENODEV:
    case ERRNO.ENXIO:
    case ERRNO.ENOTDIR:
    case ERRNO.ESHUTDOWN:
      return phase === "open" ? "missing" : "gone";
    case ERRNO.EBUSY:
      return "busy";
    case ERRNO.EACCES:
    case ERRNO.EPERM:
      return "denied";
    default:
      return "failed";
  }
}
