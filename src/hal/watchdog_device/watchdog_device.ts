/**
 * The machine's hardware watchdog: it resets the machine unless it is petted in time.
 *
 * Opening it starts its clock, so it must only be opened to be held; letting go of it disarms it, where the driver allows that.
 * Source: `linux/watchdog.h` and the kernel's document "The Linux Watchdog driver API".
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import {
  describeSyscallFault,
  type DeviceFile,
  type IoctlRequest,
  type Kernel,
  kindOfFault,
  OPEN,
  readText,
  type SyscallFault,
} from "../linux/kernel.ts";

export const WDIOC_GETSUPPORT: IoctlRequest = { name: "WDIOC_GETSUPPORT", code: 0x80285700n };
export const WDIOC_GETBOOTSTATUS: IoctlRequest = { name: "WDIOC_GETBOOTSTATUS", code: 0x80045702n };
export const WDIOC_KEEPALIVE: IoctlRequest = { name: "WDIOC_KEEPALIVE", code: 0x80045705n };
export const WDIOC_SETTIMEOUT: IoctlRequest = { name: "WDIOC_SETTIMEOUT", code: 0xC0045706n };
export const WDIOC_GETTIMEOUT: IoctlRequest = { name: "WDIOC_GETTIMEOUT", code: 0x80045707n };

/** `struct watchdog_info`: options at 0, firmware version at 4, identity of 32 bytes at 8. */
export const WATCHDOG_INFO_BYTES = 40;
const IDENTITY_AT = 8;
const FLAG_CARD_RESET = 0x0020;
const FLAG_SET_TIMEOUT = 0x0080;
const FLAG_MAGIC_CLOSE = 0x0100;
/** Written before closing, it tells the driver that the end is wanted. */
const MAGIC = new TextEncoder().encode("V");

/** A watchdog of this machine, seen without opening it. */
export interface WatchdogSeen {
  /** As `/dev/watchdog0`. */
  readonly path: string;
  /** As `i6300ESB timer`. Numbers may change from one boot to the next, identities do not. */
  readonly identity: string;
  /** Somebody holds it, as systemd does with `RuntimeWatchdogSec`. */
  readonly active: boolean;
  /** Once opened it cannot be disarmed: the machine resets after an orderly stop as well. */
  readonly noWayOut: boolean;
  /** The machine's last start was its doing. Drivers that do not know it say no. */
  readonly causedLastReset: boolean;
}

/** What an open watchdog is. */
export interface WatchdogInfo {
  readonly path: string;
  readonly identity: string;
  /** It resets the machine this long after the last petting, as the driver has set it: it may differ from what was asked. */
  readonly timeoutMs: number;
  /** An orderly end disarms it. */
  readonly magicClose: boolean;
  /** The machine's last reset was its doing. */
  readonly causedLastReset: boolean;
}

/** Why the watchdog cannot be held. */
export type WatchdogFault =
  /** No such watchdog. */
  | { readonly kind: "missing"; readonly detail: string }
  /** Somebody else holds it: systemd, as a rule. */
  | { readonly kind: "busy"; readonly detail: string }
  /** This process may not use it. */
  | { readonly kind: "denied"; readonly detail: string }
  /** It cannot be set to a time in which it could be petted. */
  | { readonly kind: "timeout"; readonly timeoutMs: number; readonly detail: string }
  /** It was there and has vanished. */
  | { readonly kind: "gone"; readonly detail: string }
  /** The driver refused for another reason. */
  | { readonly kind: "failed"; readonly detail: string };

/** Says what is wrong with the watchdog, as a sentence for people. */
export function describeWatchdogFault(fault: WatchdogFault): string {
  switch (fault.kind) {
    case "missing":
      return `the hardware watchdog does not exist: ${fault.detail}`;
    case "busy":
      return `the hardware watchdog is held by somebody else, as systemd does with RuntimeWatchdogSec: ${fault.detail}`;
    case "denied":
      return `the hardware watchdog may not be used: ${fault.detail}`;
    case "timeout":
      return `the hardware watchdog is of no use: ${fault.detail}`;
    case "gone":
      return `the hardware watchdog has vanished: ${fault.detail}`;
    case "failed":
      return `the hardware watchdog failed: ${fault.detail}`;
  }
}

/** A shorter time cannot be kept by a busy machine: it would be reset while it works. */
export const TIMEOUT_MIN_MS = 4_000;
const SEEN_FOLDER = "/sys/class/watchdog";

/** The watchdogs of this machine. None is opened. */
export function seeWatchdogs(kernel: Kernel): readonly WatchdogSeen[] {
  const names = kernel.list(SEEN_FOLDER).filter((name) => /^watchdog\d+$/.test(name))
    .sort((a, b) => Number(a.slice(8)) - Number(b.slice(8)));
  const text = (name: string, attribute: string): string => {
    const read = readText(kernel, `${SEEN_FOLDER}/${name}/${attribute}`);
    // Kernels without these files for watchdogs say nothing of them.
    return read.ok ? read.value : "";
  };
  return names.map((name) => ({
    path: `/dev/${name}`,
    identity: text(name, "identity"),
    active: text(name, "state") === "active",
    noWayOut: text(name, "nowayout") === "1",
    // A number of the same flags as WDIOC_GETBOOTSTATUS gives; no text is 0.
    causedLastReset: (Number(text(name, "bootstatus")) & FLAG_CARD_RESET) !== 0,
  }));
}

/** Which watchdog is meant. */
export interface WatchdogChoice {
  /** The path of its device file, where it begins with `/`; else its identity. */
  readonly device: string;
  /** Rounded up to whole seconds. */
  readonly timeoutMs: number;
}

/** Opens the watchdog and sets its time. From now on it must be petted. */
export function openWatchdog(kernel: Kernel, choice: WatchdogChoice): Result<Watchdog, WatchdogFault> {
  const path = pathOf(kernel, choice.device);
  if (!path.ok) return path;
  const opened = kernel.open(path.value, OPEN.WRITE);
  if (!opened.ok) return fail(watchdogFaultOf(opened.fault, "open"));
  const file = opened.value;
  const info = setUp(file, choice.timeoutMs);
  if (info.ok) return ok(new Watchdog(file, info.value));
  disarm(file);
  return info;
}

/** The watchdog, held. */
export class Watchdog {
  readonly info: WatchdogInfo;
  readonly #file: DeviceFile;
  #open = true;

  constructor(file: DeviceFile, info: WatchdogInfo) {
    this.#file = file;
    this.info = info;
  }

  /** Puts the reset off by the whole time. */
  pet(): Result<void, WatchdogFault> {
    if (!this.#open) throw new Error("the watchdog was petted after it was let go");
    const done = this.#file.ioctl(WDIOC_KEEPALIVE, new Uint8Array(4));
    return done.ok ? ok(undefined) : fail(watchdogFaultOf(done.fault, "use"));
  }

  /**
   * Lets go in good order: the watchdog is disarmed where {@linkcode WatchdogInfo.magicClose} says so and the driver was not
   * loaded without a way out. A process that ends without this leaves it armed.
   */
  release(): Result<void, WatchdogFault> {
    if (!this.#open) return ok(undefined);
    this.#open = false;
    return disarm(this.#file);
  }
}

function disarm(file: DeviceFile): Result<void, WatchdogFault> {
  const written = file.write(MAGIC);
  file.close();
  return written.ok ? ok(undefined) : fail(watchdogFaultOf(written.fault, "use"));
}

function pathOf(kernel: Kernel, device: string): Result<string, WatchdogFault> {
  if (device.startsWith("/")) return ok(device);
  const seen = seeWatchdogs(kernel);
  const found = seen.find(({ identity }) => identity === device);
  if (found !== undefined) return ok(found.path);
  const there = seen.map(({ identity, path }) => `'${identity}' (${path})`).join(", ");
  const what = there === "" ? "this machine has none" : `there are ${there}`;
  return fail({ kind: "missing", detail: `no watchdog calls itself '${device}': ${what}` });
}

function setUp(file: DeviceFile, wantedMs: number): Result<WatchdogInfo, WatchdogFault> {
  const support = new Uint8Array(WATCHDOG_INFO_BYTES);
  const asked = file.ioctl(WDIOC_GETSUPPORT, support);
  if (!asked.ok) return fail(watchdogFaultOf(asked.fault, "open"));
  const options = new DataView(support.buffer).getUint32(0, true);
  const identity = textOf(support.subarray(IDENTITY_AT));
  if ((options & FLAG_SET_TIMEOUT) !== 0) {
    const set = file.ioctl(WDIOC_SETTIMEOUT, numberBytes(Math.ceil(wantedMs / 1000)));
    if (!set.ok) {
      const detail = `it refuses a time of ${Math.ceil(wantedMs / 1000)} s: ${
        describeSyscallFault(set.fault)
      }`;
      return fail({ kind: "timeout", timeoutMs: wantedMs, detail });
    }
  }
  const time = numberBytes(0);
  const got = file.ioctl(WDIOC_GETTIMEOUT, time);
  if (!got.ok) return fail(watchdogFaultOf(got.fault, "open"));
  const timeoutMs = numberOf(time) * 1000;
  if (timeoutMs < TIMEOUT_MIN_MS) {
    const detail = `it resets after ${timeoutMs} ms, at least ${TIMEOUT_MIN_MS} are needed to pet it in time`;
    return fail({ kind: "timeout", timeoutMs, detail });
  }
  // Drivers that do not know what the last reset was answer with an error or 0: then it counts as not theirs.
  const boot = numberBytes(0);
  const known = file.ioctl(WDIOC_GETBOOTSTATUS, boot);
  return ok({
    path: file.path,
    identity,
    timeoutMs,
    magicClose: (options & FLAG_MAGIC_CLOSE) !== 0,
    causedLastReset: known.ok && (numberOf(boot) & FLAG_CARD_RESET) !== 0,
  });
}

function watchdogFaultOf(fault: SyscallFault, phase: "open" | "use"): WatchdogFault {
  return { kind: kindOfFault(fault, phase), detail: describeSyscallFault(fault) };
}

function numberBytes(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

function numberOf(bytes: Uint8Array<ArrayBuffer>): number {
  return new DataView(bytes.buffer).getInt32(0, true);
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
