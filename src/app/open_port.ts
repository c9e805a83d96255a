/**
 * A TCP port for the world, plain or with TLS, whose certificate changes while it stays open.
 */
import type { Clock } from "../clock/clock.ts";
import { acceptAll, rememberedPort, rememberPort } from "./listen.ts";
import type { TlsMaterial } from "./tls_material.ts";
import { TlsTunnel } from "./tls_tunnel.ts";

/** Where, and with which certificate. */
export interface PortPlace {
  readonly host: string;
  /** 0: the system chooses, and `remember` keeps its choice for the next start. */
  readonly port: number;
  readonly remember: string;
  /** Absent: plain TCP. */
  readonly tls?: TlsMaterial | undefined;
}

/** How a port is opened. */
export interface PortOptions extends PortPlace {
  readonly clock: Clock;
  readonly alpnProtocols?: string[];
  /** A connection that has just been accepted, plain as yet. `tunnel`: it must speak TLS. */
  take(connection: Deno.TcpConn, tunnel: TlsTunnel | undefined): void;
  /** Waits a moment for whoever is just letting go of it. @default {true} */
  readonly isPatient?: boolean;
  /** Nobody can be let in for some seconds now, and why; undefined: somebody can again. */
  deaf?(reason: string | undefined): void;
}

/** A port that is open. */
export interface OpenPort {
  readonly port: number;
  /** Goes on with another certificate. Throws where it cannot be used; the one before then stays. */
  changeCertificate(tls: TlsMaterial): void;
  /** Accepts nobody any more. */
  close(): void;
}

/** The port cannot be had as things are: they may change. */
export class PortUnavailable extends Error {
  override readonly name = "PortUnavailable";
  /** Of the kernel, as EADDRINUSE; undefined where it was not asked. */
  readonly code: string | undefined;
  /** Why, without what and where. */
  readonly reason: string;

  /** @param what cannot be done, as `cannot listen on 0.0.0.0:9001` */
  constructor(what: string, reason: string, code?: string) {
    super(`${what}: ${reason}`);
    this.reason = reason;
    this.code = code;
  }
}

/** The supervisor answers on the page's port while that role is down, and gives it back within moments of its start. */
const PORT_WAIT_MS = 2_000;
const PORT_PAUSE_MS = 50;

/** Opens it. Throws {@linkcode PortUnavailable} where it cannot be had; the message says which and why. */
export async function openPort(options: PortOptions): Promise<OpenPort> {
  const { remember, tls, alpnProtocols, take, clock, deaf } = options;
  const tunnel = tls === undefined ? undefined : tunnelOf(tls, alpnProtocols);
  let listener: Deno.TcpListener;
  try {
    listener = options.port !== 0 ? await bind(options, options.port) : await bindAny(options);
  } catch (error) {
    tunnel?.close();
    throw error;
  }
  const { port } = listener.addr;
  if (options.port === 0) await rememberPort(remember, port);
  const accepting = new AbortController();
  void acceptAll(
    listener,
    (connection) => take(connection, tunnel),
    accepting.signal,
    deaf && { clock, deaf },
  );
  return {
    port,
    changeCertificate: (next) => tunnel?.change(next),
    close: () => {
      accepting.abort();
      tunnel?.close();
    },
  };
}

function tunnelOf(tls: TlsMaterial, alpnProtocols: string[] | undefined): TlsTunnel {
  try {
    return new TlsTunnel(tls, alpnProtocols);
  } catch (error) {
    throw new PortUnavailable("TLS cannot be spoken", (error as Error).message);
  }
}

/** The port of the last start, since devices and people know it, or any. */
async function bindAny(options: PortOptions): Promise<Deno.TcpListener> {
  const known = await rememberedPort(options.remember);
  if (known === 0) return await bind(options, 0);
  try {
    return await bind(options, known);
  } catch (error) {
    if (!(error instanceof PortUnavailable)) throw error;
    return await bind(options, 0);
  }
}

async function bind(
  { host, clock, isPatient = true }: PortOptions,
  port: number,
): Promise<Deno.TcpListener> {
  const endMs = clock.monotonicMs() + (isPatient ? PORT_WAIT_MS : 0);
  for (;;) {
    const tried = tryPort(host, port);
    if (!(tried instanceof PortUnavailable)) return tried;
    if (tried.code !== "EADDRINUSE" || clock.monotonicMs() >= endMs) throw tried;
    await clock.sleep(PORT_PAUSE_MS);
  }
}

/** Listens there, or says why that cannot be. */
export function tryPort(host: string, port: number): Deno.TcpListener | PortUnavailable {
  try {
    return Deno.listen({ hostname: host, port });
  } catch (error) {
    // The runtime was not allowed to: that is a bug. Whatever else it is, an address that is no address included, people can mend it.
    if (!(error instanceof Error) || error instanceof Deno.errors.NotCapable) throw error;
    const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
    return new PortUnavailable(`cannot listen on ${hostAndPort(host, port)}`, error.message, code);
  }
}

/** As people write it. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
