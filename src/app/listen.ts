/**
 * Listening sockets of the roles: Unix sockets for one another, and what TCP ports have in common with them.
 */
import type { Duplex } from "../bus/channel.ts";
import { isConnectionError } from "../bus/channel.ts";

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

/** The port that {@linkcode rememberPort} wrote into `file`; 0 where there is none. */
export async function rememberedPort(file: string): Promise<number> {
  try {
    const port = Number(await Deno.readTextFile(file));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** The same for who must not wait; undefined where there is none. */
export function rememberedPortSync(file: string): number | undefined {
  try {
    const port = Number(Deno.readTextFileSync(file));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Keeps `port` for the next start. */
export async function rememberPort(file: string, port: number): Promise<void> {
  await Deno.writeTextFile(file, String(port));
}

/** Hands each connection of `listener` to `accept` until `signal` is aborted. */
export async function acceptAll<C extends Deno.Conn>(
  listener: { accept(): Promise<C>; close(): void },
  accept: (conn: C) => void,
  signal: AbortSignal,
): Promise<void> {
  const close = () => listener.close();
  signal.addEventListener("abort", close, { once: true });
  while (!signal.aborted) {
    try {
      accept(await listener.accept());
    } catch (error) {
      if (signal.aborted) return;
      // It cost one place of the queue, as an accepted one does: who waits behind it must not be kept waiting, or connections that
      // are reset at once would keep everybody out.
      if (isPeerGone(error)) continue;
      // No file descriptor for the moment: a later one may do better.
      if (!isConnectionError(error) && !(error instanceof Deno.errors.Http) && !isExhausted(error)) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE_MS));
    }
  }
}

/** Long enough not to burn a core while there are no file descriptors, short enough for nobody to notice. */
const ACCEPT_PAUSE_MS = 20;

/** The peer gave up while it waited to be accepted. */
function isPeerGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotConnected || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted;
}

function isExhausted(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}
