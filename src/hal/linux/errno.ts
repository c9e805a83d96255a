/**
 * Linux error numbers with their names and meanings.
 *
 * Source: the kernel's `asm-generic/errno-base.h`, `asm-generic/errno.h` and `linux/errno.h`; the same on x86-64 and arm64.
 */

/** The numbers that device files answer with. */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOTTY: 25,
  ENOSPC: 28,
  EROFS: 30,
  EPIPE: 32,
  ERANGE: 34,
  ENAMETOOLONG: 36,
  ENOSYS: 38,
  EPROTO: 71,
  EBADMSG: 74,
  EOPNOTSUPP: 95,
  ESHUTDOWN: 108,
  ETIMEDOUT: 110,
  EHOSTUNREACH: 113,
  EREMOTEIO: 121,
  ECANCELED: 125,
  ENOTSUPP: 524,
} as const;

/** The name of a number in {@linkcode ERRNO}. */
export type ErrnoName = keyof typeof ERRNO;

const MEANINGS: Record<ErrnoName, string> = {
  EPERM: "operation not permitted",
  ENOENT: "no such file or device",
  EINTR: "interrupted",
  EIO: "input/output error",
  ENXIO: "no such device or address",
  EBADF: "bad file descriptor",
  EAGAIN: "try again",
  ENOMEM: "out of memory",
  EACCES: "permission denied",
  EFAULT: "bad address",
  EBUSY: "device or resource busy",
  ENODEV: "no such device",
  ENOTDIR: "not a directory",
  EISDIR: "is a directory",
  EINVAL: "invalid argument",
  ENFILE: "too many open files in the system",
  EMFILE: "too many open files in this process",
  ENOTTY: "the device does not know this request",
  ENOSPC: "no space left",
  EROFS: "read-only file system",
  EPIPE: "broken pipe",
  ERANGE: "out of range",
  ENAMETOOLONG: "name too long",
  ENOSYS: "the kernel does not know this call",
  EPROTO: "protocol error",
  EBADMSG: "bad message",
  EOPNOTSUPP: "operation not supported",
  ESHUTDOWN: "the device was shut down",
  ETIMEDOUT: "timed out",
  EHOSTUNREACH: "host unreachable",
  EREMOTEIO: "remote input/output error",
  ECANCELED: "cancelled",
  ENOTSUPP: "operation not supported by the driver",
};

const NAMES: ReadonlyMap<number, ErrnoName> = new Map(
  Object.entries(ERRNO).map(([name, errno]) => [errno, name as ErrnoName]),
);

/** The name of `errno`, as `ENODEV`; `errno 999` for one that is not listed. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`;
}

/** The name of `errno` with its meaning, as `ENODEV (no such device)`. */
export function describeErrno(errno: number): string {
  const name = NAMES.get(errno);
  return name === undefined ? `errno ${errno}` : `${name} (${MEANINGS[name]})`;
}
