/**
 * Listening sockets of the roles: Unix sockets for one another, and what TCP ports have in common with them.
 */
import type { Duplex } from "../bus/channel.ts";
import { isConnectionError, isKernelFault } from "../bus/channel.ts";
import type { Clock } from "../clock/clock.ts";

/**
 * Listens on the Unix socket at `path` and hands each connection to `accept`, until `signal` is aborted.
 *
 * A socket file that a killed process left behind is replaced: the supervisor sees to it that only one process of a role runs.
 */
export async function listenUnix(
  path: string,
  accept: (conn: Duplex) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const listener = Deno.listen({ transport: "unix", path });
  acceptAll(listener, accept, signal);
}

/** The port that {@linkcode rememberPort} wrote into `file`; 0 where there is none, or the disk does not give it. */
export async function rememberedPort(file: string): Promise<number> {
  try {
    const port = Number(await Deno.readTextFile(file));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isKernelFault(error)) return 0;
    throw error;
  }
}

/** The same for who must not wait; undefined where there is none. */
export function rememberedPortSync(file: string): number | undefined {
  try {
    const port = Number(Deno.readTextFileSync(file));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isKernelFault(error)) return undefined;
    throw error;
  }
}

/** Keeps `port` for the next start, where the disk takes it: another port then is better than none now. */
export async function rememberPort(file: string, port: number): Promise<void> {
  try {
    await Deno.writeTextFile(file, String(port));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) && !isKernelFault(error)) throw error;
  }
}

/** Told of what keeps a listener from accepting. */
export interface AcceptWatch {
  readonly clock: Clock;
  /** Nobody has been let in for {@linkcode DEAF_MS}, and why; undefined: somebody has again. */
  deaf(reason: string | undefined): void;
}

/**
 * Hands each connection of `listener` to `accept` until `signal` is aborted.
 *
 * What the kernel refuses (no file descriptor, no memory, a network that is down) passes: it is waited for, for ever, and whoever is
 * connected already notices nothing. A bug ends it.
 */
export async function acceptAll<C extends Deno.Conn>(
  listener: { accept(): Promise<C>; close(): void },
  accept: (conn: C) => void,
  signal: AbortSignal,
  watch?: AcceptWatch,
): Promise<void> {
  const close = () => listener.close();
  signal.addEventListener("abort", close, { once: true });
  let pauseMs = ACCEPT_PAUSE_MS;
  let deafSinceMs: number | undefined;
  let isTold = false;
  const heard = () => {
    if (isTold) watch?.deaf(undefined);
    isTold = false;
    deafSinceMs = undefined;
  };
  while (!signal.aborted) {
    let conn: C;
    // Who has nobody at the door any more, and no fault either, is deaf no longer.
    const calm = isTold ? setTimeout(() => heard(), CALM_MS) : undefined;
    try {
      conn = await listener.accept();
    } catch (error) {
      if (signal.aborted) return;
      // It cost one place of the queue, as an accepted one does: who waits behind it must not be kept waiting, or connections that
      // are reset at once would keep everybody out.
      if (isPeerGone(error)) continue;
      // Without its socket it would be deaf for ever.
      if (error instanceof Deno.errors.BadResource || !isConnectionError(error)) throw error;
      deafSinceMs ??= watch?.clock.monotonicMs();
      if (watch !== undefined && !isTold && watch.clock.monotonicMs() - deafSinceMs! >= DEAF_MS) {
        isTold = true;
        watch.deaf(error.message);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, ACCEPT_PAUSE_MS_MAX);
      continue;
    } finally {
      clearTimeout(calm);
    }
    heard();
    pauseMs = ACCEPT_PAUSE_MS;
    accept(conn);
  }
}

/** Long enough not to burn a core while there are no file descriptors, short enough for nobody to notice. */
const ACCEPT_PAUSE_MS = 20;
/** While it lasts; whoever waits to be let in waits so long at most once there is room again. */
const ACCEPT_PAUSE_MS_MAX = 320;
/** A flood that is over sooner has cost the devices that come back nothing but one of their own retries. */
export const DEAF_MS = 5_000;
/** Longer than the pause between two attempts: one that would fail has failed by then. */
const CALM_MS = 1_000;

/** The peer gave up while it waited to be accepted. */
function isPeerGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotConnected || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted;
}
