/**
 * A connection to the site's NATS servers that comes back by itself.
 *
 * The library's own reconnection is not used: it keeps what is published meanwhile and sends it later, and a call for sirens that is
 * minutes old must never arrive. Each connection is new, and whoever works with it begins anew.
 */
import type { ConnectionOptions, NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { describeNatsFault } from "./fault.ts";

/** A server that has not answered by then is down: the next one is tried. */
const CONNECT_MS = 5_000;
/** A server that hangs is noticed after two to three of these; shorter would let a slow link look like one. */
const PING_MS = 3_000;
/** The pause between attempts, doubled up to the second figure: boxes of a plant must not all hammer a server that comes up. */
const PAUSE_MIN_MS = 250;
const PAUSE_MAX_MS = 4_000;

/**
 * Publishes without waiting. A server that cannot take it, since its max_payload is too small, is left: the next one may. The library
 * throws there, which would end whoever only wanted to say that the box lives.
 */
export function publishOrLeave(
  nc: Pick<NatsConnection, "publish" | "close">,
  subject: string,
  payload: string,
): Result<void, string> {
  try {
    nc.publish(subject, payload);
    return ok(undefined);
  } catch (error) {
    void nc.close();
    return fail(`the server does not take ${subject}: ${describeNatsFault(error)}`);
  }
}

/** What the connection works with. */
export interface FleetConnectionParts {
  readonly clock: Clock;
  /** Where to, with which secrets: read anew for each attempt, since files change. */
  options(): Result<ConnectionOptions, string>;
  /** Makes one connection. */
  connect(options: ConnectionOptions): Promise<NatsConnection>;
  /** From 0 up to 1. */
  random(): number;
  /** Works on one connection until it ends. May throw: the connection is closed and made anew. */
  work(nc: NatsConnection, signal: AbortSignal): Promise<void>;
  /** Connected, or why not. */
  changed(fault: string | undefined): void;
}

/** Keeps one connection, until `signal` is aborted. */
export async function keepConnected(parts: FleetConnectionParts, signal: AbortSignal): Promise<void> {
  const { clock, random } = parts;
  let pauseMs = PAUSE_MIN_MS;
  while (!signal.aborted) {
    const startMs = clock.monotonicMs();
    const fault = await once(parts, signal);
    if (signal.aborted) return;
    parts.changed(fault);
    // One that held for a while has earned a quick return.
    if (clock.monotonicMs() - startMs > 2 * PAUSE_MAX_MS) pauseMs = PAUSE_MIN_MS;
    try {
      await clock.sleep(pauseMs * (0.5 + 0.5 * random()), signal);
    } catch (reason) {
      if (signal.aborted) return;
      throw reason;
    }
    pauseMs = Math.min(PAUSE_MAX_MS, pauseMs * 2);
  }
}

/** One connection, from its making to its end. @returns why it ended. */
async function once(parts: FleetConnectionParts, signal: AbortSignal): Promise<string> {
  const options = parts.options();
  if (!options.ok) return options.fault;
  let nc: NatsConnection;
  try {
    nc = await parts.connect({
      ...options.value,
      reconnect: false,
      timeout: CONNECT_MS,
      pingInterval: PING_MS,
      maxPingOut: 2,
      // A server may not name others to go to.
      ignoreClusterUpdates: true,
    });
  } catch (error) {
    return describeNatsFault(error);
  }
  const ended = new AbortController();
  const stop = () => ended.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  parts.changed(undefined);
  const closed = nc.closed().then((error) =>
    error instanceof Error ? describeNatsFault(error) : "the connection ended"
  );
  const worked = parts.work(nc, ended.signal).then(() => "the work ended", describeNatsFault);
  const stopped = new Promise<string>((resolve) =>
    ended.signal.addEventListener("abort", () => resolve("stopped"), { once: true })
  );
  try {
    return await Promise.race([closed, worked, stopped]);
  } finally {
    stop();
    signal.removeEventListener("abort", stop);
    // A server that hangs takes no farewell: the connection is dropped, not drained.
    await nc.close();
    await worked;
  }
}
