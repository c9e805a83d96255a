/**
 * Memory that two processes share: a file on a tmpfs, mapped through libc.
 *
 * Deno's own file descriptors are not the kernel's, so the file is opened by libc too. All space is claimed before the
 * file is mapped: a tmpfs that is full is found out here, never later as a bus error (mmap(2), posix_fallocate(3)).
 */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { fail, ok, type Result } from "../reading/result.ts";
import { HEADER_GENERATION } from "./frame_ring_layout.ts";

/** Why a ring cannot be had. */
export type RingFault =
  | { readonly kind: "unsupported-system"; readonly system: string }
  | { readonly kind: "not-memory"; readonly path: string }
  | {
    readonly kind: "no-space";
    readonly path: string;
    readonly neededBytes: number;
    readonly freeBytes: number;
  }
  | { readonly kind: "in-use"; readonly path: string }
  | { readonly kind: "not-a-ring"; readonly path: string; readonly detail: string }
  | { readonly kind: "system"; readonly path: string; readonly action: string; readonly detail: string };

/** The fault as one sentence with its values. */
export function describeRingFault(fault: RingFault): string {
  switch (fault.kind) {
    case "unsupported-system":
      return `the frame ring needs Linux; this is ${fault.system}`;
    case "not-memory":
      return `the frame ring ${fault.path} must lie on a tmpfs, such as /run or /dev/shm: on a disk it would wear it out`;
    case "no-space":
      return `the frame ring ${fault.path} needs ${megabytes(fault.neededBytes)}, its tmpfs has ` +
        `${megabytes(fault.freeBytes)} free: fewer or smaller camera pictures, or a larger tmpfs`;
    case "in-use":
      return `the frame ring ${fault.path} is being written by another process`;
    case "not-a-ring":
      return `${fault.path} is not a frame ring of this version: ${fault.detail}`;
    case "system":
      return `the frame ring ${fault.path}: ${fault.action} failed: ${fault.detail}`;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** A mapped file. Buffers made from it must be released before {@linkcode SharedMemory.unmap}. */
export class SharedMemory {
  readonly byteLength: number;
  readonly #pointer: Deno.PointerObject;
  readonly #descriptor: number;
  readonly #libc: Libc;
  #mapped = true;

  constructor(libc: Libc, pointer: Deno.PointerObject, byteLength: number, descriptor: number) {
    this.#libc = libc;
    this.#pointer = pointer;
    this.byteLength = byteLength;
    this.#descriptor = descriptor;
  }

  /** A buffer over part of the memory; nothing is copied. */
  buffer(offset: number, byteLength: number): ArrayBuffer {
    if (!this.#mapped || offset < 0 || offset + byteLength > this.byteLength) {
      throw new RangeError(`shared memory: ${byteLength} bytes at ${offset} of ${this.byteLength}`);
    }
    return Deno.UnsafePointerView.getArrayBuffer(this.#pointer, byteLength, offset);
  }

  /** Gives the memory back, and with it the lock. Every buffer given must be detached already. */
  unmap(): void {
    if (!this.#mapped) return;
    this.#mapped = false;
    this.#libc.symbols.munmap(this.#pointer, BigInt(this.byteLength));
    this.#libc.symbols.close(this.#descriptor);
    this.#libc.close();
  }
}

/** Makes `buffer` empty for everybody who still holds it, so that no late access touches memory that is gone. */
export function detach(buffer: ArrayBuffer): void {
  if (!buffer.detached) buffer.transfer();
}

/**
 * Opens the file at `path` for its one writer with exactly `byteLength` bytes, all of them claimed. A file of that size
 * that is there already is taken over, so that its memory is never needed twice.
 */
export function claimSharedMemory(path: string, byteLength: number): Result<SharedMemory, RingFault> {
  if (Deno.build.os !== "linux") return fail({ kind: "unsupported-system", system: Deno.build.os });
  const folder = statfsSync(dirname(path));
  if (folder.type !== TMPFS_MAGIC) return fail({ kind: "not-memory", path });
  return withLibc((libc) => {
    const opened = openLocked(libc, path, byteLength);
    if (!opened.ok) return opened;
    const { descriptor, isNew } = opened.value;
    const fault = claimSpace(libc, path, descriptor, byteLength, isNew);
    if (fault !== undefined) {
      libc.symbols.unlink(cString(path));
      libc.symbols.close(descriptor);
      return fail(fault);
    }
    return map(libc, path, descriptor, byteLength, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE);
  });
}

/** Maps the file at `path` for reading: a write to its memory ends the process, it can never harm the writer. */
export function openSharedMemory(path: string): Result<SharedMemory, RingFault> {
  if (Deno.build.os !== "linux") return fail({ kind: "unsupported-system", system: Deno.build.os });
  return withLibc((libc) => {
    const descriptor = libc.symbols.open(cString(path), O_RDONLY | O_CLOEXEC, 0);
    if (descriptor < 0) return fail(systemFault(libc, path, "open"));
    const size = Number(libc.symbols.lseek(descriptor, 0n, SEEK_END));
    if (size <= 0) {
      libc.symbols.close(descriptor);
      return fail({ kind: "not-a-ring", path, detail: "the file is empty" });
    }
    return map(libc, path, descriptor, size, PROT_READ, MAP_SHARED);
  });
}

/** Loads libc for `open`, and for as long as the memory it gives is mapped. */
function withLibc(open: (libc: Libc) => Result<SharedMemory, RingFault>): Result<SharedMemory, RingFault> {
  const libc = Deno.dlopen("libc.so.6", SYMBOLS);
  const result = open(libc);
  if (!result.ok) libc.close();
  return result;
}

/** Opens or makes the file, and locks it: two writers of one ring would tear every frame. */
function openLocked(
  libc: Libc,
  path: string,
  byteLength: number,
): Result<{ readonly descriptor: number; readonly isNew: boolean }, RingFault> {
  const old = libc.symbols.open(cString(path), O_RDWR | O_CLOEXEC, 0);
  if (old >= 0) {
    if (libc.symbols.flock(old, LOCK_EX | LOCK_NB) !== 0) {
      libc.symbols.close(old);
      return fail({ kind: "in-use", path });
    }
    if (Number(libc.symbols.lseek(old, 0n, SEEK_END)) === byteLength) {
      return ok({ descriptor: old, isNew: false });
    }
    // Shrinking it under a reader would be the bus error; a new file leaves the reader its old one, which is told so.
    libc.symbols.pwrite(old, new Uint32Array([0]), 4n, BigInt(HEADER_GENERATION * 4));
    libc.symbols.unlink(cString(path));
    libc.symbols.close(old);
  }
  const descriptor = libc.symbols.open(cString(path), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600);
  if (descriptor < 0) return fail(systemFault(libc, path, "open"));
  libc.symbols.flock(descriptor, LOCK_EX | LOCK_NB);
  return ok({ descriptor, isNew: true });
}

/**
 * Claims every byte of the file. The free space is asked first, since a claim that fails half way starves others for that
 * moment; a file that was taken over has its space already.
 */
function claimSpace(
  libc: Libc,
  path: string,
  descriptor: number,
  byteLength: number,
  isNew: boolean,
): RingFault | undefined {
  const { bavail, bsize } = statfsSync(dirname(path));
  const noSpace: RingFault = { kind: "no-space", path, neededBytes: byteLength, freeBytes: bavail * bsize };
  if (isNew && bavail * bsize < byteLength) return noSpace;
  const error = libc.symbols.posix_fallocate(descriptor, 0n, BigInt(byteLength));
  if (error === ENOSPC) return noSpace;
  if (error !== 0) return { kind: "system", path, action: "posix_fallocate", detail: errorText(libc, error) };
  return undefined;
}

function map(
  libc: Libc,
  path: string,
  descriptor: number,
  byteLength: number,
  protection: number,
  flags: number,
): Result<SharedMemory, RingFault> {
  const pointer = libc.symbols.mmap(null, BigInt(byteLength), protection, flags, descriptor, 0n);
  if (pointer === null || BigInt.asIntN(64, BigInt(Deno.UnsafePointer.value(pointer))) === MAP_FAILED) {
    const fault = systemFault(libc, path, "mmap");
    libc.symbols.close(descriptor);
    return fail(fault);
  }
  return ok(new SharedMemory(libc, pointer, byteLength, descriptor));
}

// Linux, the same on x86-64 and arm64: fcntl.h, sys/mman.h, sys/file.h, linux/magic.h.
const O_RDONLY = 0;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_CLOEXEC = 0o2000000;
const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;
const MAP_POPULATE = 0x8000;
const MAP_FAILED = -1n;
const LOCK_EX = 2;
const LOCK_NB = 4;
const SEEK_END = 2;
const ENOSPC = 28;
const TMPFS_MAGIC = 0x01021994;

function systemFault(libc: Libc, path: string, action: string): RingFault {
  const location = libc.symbols.__errno_location();
  const error = location === null ? 0 : new Deno.UnsafePointerView(location).getInt32();
  return { kind: "system", path, action, detail: errorText(libc, error) };
}

function errorText(libc: Libc, error: number): string {
  const text = libc.symbols.strerror(error);
  return text === null ? `error ${error}` : Deno.UnsafePointerView.getCString(text);
}

function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

const SYMBOLS = {
  open: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" },
  flock: { parameters: ["i32", "i32"], result: "i32" },
  pwrite: { parameters: ["i32", "buffer", "usize", "i64"], result: "i64" },
  unlink: { parameters: ["buffer"], result: "i32" },
  posix_fallocate: { parameters: ["i32", "i64", "i64"], result: "i32" },
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  strerror: { parameters: ["i32"], result: "pointer" },
  __errno_location: { parameters: [], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

type Libc = Deno.DynamicLibrary<typeof SYMBOLS>;
