/**
 * A pseudo-terminal of the running kernel, for tests that need a real device file without hardware.
 *
 * Source: `asm-generic/ioctls.h`; what posix_openpt, unlockpt and ptsname do.
 */
import { describeSyscallFault, type DeviceFile, type IoctlRequest, type Kernel, OPEN } from "./kernel.ts";

const TIOCSPTLCK: IoctlRequest = { name: "TIOCSPTLCK", code: 0x40045431n };
const TIOCGPTN: IoctlRequest = { name: "TIOCGPTN", code: 0x80045430n };

/** Both ends: the open master, and where the slave, which is the terminal, is to be opened. */
export interface Pty {
  readonly master: DeviceFile;
  readonly slavePath: string;
}

/** Makes a pseudo-terminal. @throws where the system has none. */
export function openPty(kernel: Kernel): Pty {
  const opened = kernel.open("/dev/ptmx", OPEN.READ_WRITE | OPEN.NO_TERMINAL | OPEN.NON_BLOCKING);
  if (!opened.ok) throw new Error(describeSyscallFault(opened.fault));
  const master = opened.value;
  const number = new Uint32Array(1);
  for (const request of [TIOCSPTLCK, TIOCGPTN]) {
    const done = master.ioctl(request, new Uint8Array(number.buffer));
    if (!done.ok) throw new Error(describeSyscallFault(done.fault));
  }
  return { master, slavePath: `/dev/pts/${number[0]}` };
}
