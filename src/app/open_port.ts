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
}

/** A port that is open. */
export interface OpenPort {
  readonly port: number;
  /** Goes on with another certificate. Throws where it cannot be used; the one before then stays. */
  changeCertificate(tls: TlsMaterial): void;
  /** Accepts nobody any more. */
  close(): void;
}

/** The supervisor answers on the page's port while that role is down, and gives it back within moments of its start. */
const PORT_WAIT_MS = 2_000;
const PORT_PAUSE_MS = 50;

/** Opens it. Throws where it cannot be had; the message says which and why. */
export async function openPort(options: PortOptions): Promise<OpenPort> {
  const { remember, tls, alpnProtocols, take } = options;
  const wanted = options.port !== 0 ? options.port : await rememberedPort(remember);
  const listener = await bind(options, wanted);
  const { port } = listener.addr;
  if (options.port === 0) await rememberPort(remember, port);
  const tunnel = tls === undefined ? undefined : new TlsTunnel(tls, alpnProtocols);
  const accepting = new AbortController();
  void acceptAll(listener, (connection) => take(connection, tunnel), accepting.signal);
  return {
    port,
    changeCertificate: (next) => tunnel?.change(next),
    close: () => {
      accepting.abort();
      tunnel?.close();
    },
  };
}

async function bind({ host, clock }: PortOptions, port: number): Promise<Deno.TcpListener> {
  const endMs = clock.monotonicMs() + PORT_WAIT_MS;
  for (;;) {
    try {
      return Deno.listen({ hostname: host, port });
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || clock.monotonicMs() >= endMs) {
        throw new Error(`cannot listen on ${host}:${port}: ${(error as Error).message}`);
      }
      await clock.sleep(PORT_PAUSE_MS);
    }
  }
}
