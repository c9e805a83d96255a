/**
 * Tells systemd how the service is (sd_notify(3)): one datagram to the socket that it names in NOTIFY_SOCKET.
 *
 * Without that variable every message is a success that does nothing: the service runs the same without systemd. It is
 * libc through FFI, because neither Deno nor its `node:dgram` can send to such a socket, least of all an abstract one.
 * Only the supervisor may send: systemd believes the main process alone.
 */
import { fail, ok, type Result } from "../reading/result.ts";

/** The variables that are meant for the supervisor alone: what it starts must not inherit them. */
export const NOTIFY_VARIABLES = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] as const;

/** Why systemd cannot be told anything. */
export type SdOpenFault =
  /** NOTIFY_SOCKET is neither a path nor an abstract name that fits in an address. */
  | { readonly kind: "address-refused"; readonly address: string; readonly rule: string }
  | { readonly kind: "socket-refused"; readonly errno: number };

/** A message that did not go out. Nothing waits: systemd is busy (EAGAIN) or gone. */
export interface SdSendFault {
  readonly kind: "send-failed";
  readonly message: string;
  readonly errno: number;
}

/** What systemd wants of us, from the environment. */
export interface SdEnvironment {
  /** Absent where nobody listens. */
  readonly address?: string;
  /** A WATCHDOG=1 must come at least this often, or systemd kills us; absent where it does not watch. */
  readonly watchdogMs?: number;
}

/** `sun_path` of unix(7). */
const PATH_BYTES_MAX = 108;
const AF_UNIX = 1;
/** SOCK_DGRAM | SOCK_CLOEXEC, `<sys/socket.h>` of Linux. */
const DATAGRAM_CLOSE_ON_EXEC = 2 | 0o2000000;
/** MSG_DONTWAIT | MSG_NOSIGNAL. */
const AT_ONCE_WITHOUT_SIGNAL = 0x40 | 0x4000;
/** A status line is for one line of `systemctl status`; a longer one would only make the datagram fail. */
const STATUS_CHARACTERS_MAX = 300;

/**
 * Reads the environment. A WATCHDOG_PID that is not ours means the watch is over another process (sd_watchdog_enabled(3)).
 */
export function readSdEnvironment(get: (name: string) => string | undefined, pid: number): SdEnvironment {
  const address = get("NOTIFY_SOCKET");
  const watchdogUs = Number(get("WATCHDOG_USEC"));
  const watchdogPid = get("WATCHDOG_PID");
  const watched = watchdogUs > 0 && Number.isSafeInteger(watchdogUs) &&
    (watchdogPid === undefined || watchdogPid === String(pid));
  return {
    ...(address ? { address } : {}),
    ...(address && watched ? { watchdogMs: watchdogUs / 1_000 } : {}),
  };
}

/** The link to systemd. */
export interface SdNotify {
  /** Whether somebody listens. */
  readonly active: boolean;
  /** The service is up: what `systemctl start` waits for. Also ends a reload. */
  ready(status: string): Result<void, SdSendFault>;
  /** One sentence for `systemctl status`. */
  status(sentence: string): Result<void, SdSendFault>;
  /** The service lives; see `sd_notify_feed.ts` for when to say so. */
  feed(): Result<void, SdSendFault>;
  /** The configuration is being taken in anew, from `nowMs` of the monotonic clock on, until `ready`. */
  reloading(nowMs: number): Result<void, SdSendFault>;
  /** The service is on its way down: systemd stops expecting anything but its end. */
  stopping(status: string): Result<void, SdSendFault>;
  close(): void;
}

/** Opens the link to `address`. Needs the permission for FFI now and not later. */
export function openSdNotify(address: string | undefined): Result<SdNotify, SdOpenFault> {
  if (address === undefined) return ok(silentNotify());
  const encoded = encodeAddress(address);
  if (!encoded.ok) return encoded;
  const to = encoded.value;
  const libc = Deno.dlopen("libc.so.6", {
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    sendto: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"], result: "isize" },
    close: { parameters: ["i32"], result: "i32" },
    __errno_location: { parameters: [], result: "pointer" },
  });
  const { symbols } = libc;
  // Where this thread's errno lies, once and for all: reading through a pointer needs the permission each time.
  const errno = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(symbols.__errno_location()!, 4));
  const descriptor = symbols.socket(AF_UNIX, DATAGRAM_CLOSE_ON_EXEC, 0);
  if (descriptor < 0) {
    const fault = { kind: "socket-refused", errno: errno[0] } as const;
    libc.close();
    return fail(fault);
  }
  const send = (message: string): Result<void, SdSendFault> => {
    const bytes = new TextEncoder().encode(message);
    const flags = AT_ONCE_WITHOUT_SIGNAL;
    const sent = symbols.sendto(descriptor, bytes, BigInt(bytes.length), flags, to, to.length);
    return sent < 0n ? fail({ kind: "send-failed", message, errno: errno[0] }) : ok(undefined);
  };
  return ok(notifier(true, send, () => {
    symbols.close(descriptor);
    libc.close();
  }));
}

/** A link to nobody: every message is a success that does nothing. */
export function silentNotify(): SdNotify {
  return notifier(false, () => ok(undefined), () => undefined);
}

function notifier(
  active: boolean,
  send: (message: string) => Result<void, SdSendFault>,
  close: () => void,
): SdNotify {
  return {
    active,
    ready: (status) => send(`READY=1\nSTATUS=${oneLine(status)}`),
    status: (sentence) => send(`STATUS=${oneLine(sentence)}`),
    feed: () => send("WATCHDOG=1"),
    reloading: (nowMs) => send(`RELOADING=1\nMONOTONIC_USEC=${Math.floor(nowMs * 1_000)}`),
    stopping: (status) => send(`STOPPING=1\nSTATUS=${oneLine(status)}`),
    close,
  };
}

/** A line break would begin another assignment. */
function oneLine(text: string): string {
  return [...text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim()].slice(0, STATUS_CHARACTERS_MAX).join("");
}

/** A `struct sockaddr_un`, as long as the address is: in an abstract name every byte counts, zeros too. */
function encodeAddress(address: string): Result<Uint8Array<ArrayBuffer>, SdOpenFault> {
  const refuse = (rule: string) => fail({ kind: "address-refused", address, rule } as const);
  const abstract = address.startsWith("@");
  if (!abstract && !address.startsWith("/")) return refuse("it must begin with '/' or '@'");
  const name = new TextEncoder().encode(address);
  if (name.length < 2) return refuse("it must name something");
  if (name.includes(0)) return refuse("it must not hold a zero byte");
  const bytes = new Uint8Array(2 + name.length + (abstract ? 0 : 1));
  if (bytes.length - 2 > PATH_BYTES_MAX) return refuse(`it must fit in ${PATH_BYTES_MAX} bytes`);
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, true);
  bytes.set(name, 2);
  if (abstract) bytes[2] = 0;
  return ok(bytes);
}
