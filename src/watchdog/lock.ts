/**
 * The lock that keeps a second supervisor away from a state directory that one already uses.
 *
 * It is flock(2) through FFI: the kernel lets go of it when the process ends, however it ends. Deno's own lock can only
 * wait for its turn, and cannot be told to answer at once.
 */
import { fail, ok, type Result } from "../reading/result.ts";

/** Somebody else has the lock. */
export interface LockHeld {
  readonly kind: "lock-held";
  readonly path: string;
  /** What the holder wrote into it, as far as it is known. */
  readonly pid?: number;
}

/** A lock that is held until it is let go or the process ends. */
export interface Lock {
  release(): void;
}

/** `<fcntl.h>`: O_CLOEXEC. The roles must not inherit it, or a stray would keep the lock. */
const LIBC: Record<string, { path: string; closeOnExec: number } | undefined> = {
  linux: { path: "libc.so.6", closeOnExec: 0o2000000 },
  darwin: { path: "libSystem.dylib", closeOnExec: 0x1000000 },
};
/** `<fcntl.h>`, the same on both. */
const READ_ONLY = 0;
const READ_WRITE = 2;
/** `<sys/file.h>`: LOCK_EX | LOCK_NB, the same on both. */
const LOCK_EXCLUSIVE_NOW = 2 | 4;

/** Says who is in the way. */
export function describeLockHeld(fault: LockHeld): string {
  const who = fault.pid === undefined ? "another supervisor" : `another supervisor (process ${fault.pid})`;
  return `start refused: ${who} already uses this state directory (it holds ${fault.path}); ` +
    "stop it, or use another state directory";
}

/**
 * Takes the lock of a state directory, at once or not at all, and writes our process number into it. A disk that takes no byte any more, full
 * or gone read-only, keeps nobody from it where the file is there already: a box with such a disk must start and protect.
 *
 * @throws where there is no file to lock and none can be made, or the operating system is not known.
 */
export function takeLock(stateDir: string): Result<Lock, LockHeld> {
  const libc = LIBC[Deno.build.os];
  if (libc === undefined) throw new Error(`lock: no flock known for ${Deno.build.os}`);
  const path = `${stateDir}/supervisor.lock`;
  const cannotMake = failureOf(() => {
    // Made here: open(2) takes its mode as a variadic argument, which FFI cannot pass on every platform.
    Deno.openSync(path, { create: true, append: true }).close();
  });
  const library = Deno.dlopen(libc.path, {
    open: { parameters: ["buffer", "i32"], result: "i32" },
    flock: { parameters: ["i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  const { open, flock, close } = library.symbols;
  const name = new TextEncoder().encode(`${path}\0`);
  const writable = open(name, READ_WRITE | libc.closeOnExec);
  const descriptor = writable < 0 ? open(name, READ_ONLY | libc.closeOnExec) : writable;
  if (descriptor < 0) {
    library.close();
    throw new Error(`lock: ${path} cannot be opened${cannotMake === undefined ? "" : `: ${cannotMake}`}`);
  }
  const release = () => {
    close(descriptor);
    library.close();
  };
  // It also fails on a file system that knows no locks, where nothing can keep a second supervisor away: refused as well.
  if (flock(descriptor, LOCK_EXCLUSIVE_NOW) !== 0) {
    release();
    const text = Deno.readTextFileSync(path);
    return fail(
      /^\d+$/.test(text) ? { kind: "lock-held", path, pid: Number(text) } : { kind: "lock-held", path },
    );
  }
  // The number is for people: that the lock is held is the kernel's word, whatever stands in the file.
  failureOf(() => Deno.writeTextFileSync(path, String(Deno.pid)));
  return ok({ release });
}

function failureOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
