/**
 * The page's listening socket, plain or with TLS, with the front behind it.
 */
import type { Clock } from "../clock/clock.ts";
import { type FrontOptions, HttpFront } from "./http_front.ts";
import { acceptAll, rememberedPort, rememberPort } from "./listen.ts";
import type { TlsMaterial } from "./tls_material.ts";

/** How the page is served. */
export interface HttpOptions extends FrontOptions {
  readonly host: string;
  /** 0: the system chooses, and `remember` keeps its choice for the next start. */
  readonly port: number;
  readonly remember: string;
  /** Absent: plain HTTP. */
  readonly tls?: TlsMaterial | undefined;
}

/** A running server. */
export interface HttpServer {
  readonly port: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Goes on with another certificate. Whoever is connected stays so. */
  changeCertificate(tls: TlsMaterial): Promise<void>;
  /** The list of who may come in has changed. */
  recheck(): void;
  /** Ends it; open streams are cut after a moment. */
  stop(): Promise<void>;
}

/** How long an answer under way may take when the role ends. Event streams never end by themselves. */
const STOP_WAIT_MS = 300;
/** The supervisor answers on the port while this role is down, and gives it back within moments of our start. */
const PORT_WAIT_MS = 2_000;
const PORT_PAUSE_MS = 50;

type Listener = Deno.TcpListener | Deno.TlsListener;

/** Starts serving. Throws where the port cannot be had; the message says which and why. */
export async function listenHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, clock, tls } = options;
  const wanted = options.port !== 0 ? options.port : await rememberedPort(options.remember);
  let listener = await bind(host, wanted, tls, clock);
  const { port } = listener.addr as Deno.NetAddr;
  if (options.port === 0) await rememberPort(options.remember, port);
  const front = new HttpFront(options);
  let accepting = accept(listener, front, tls !== undefined);
  return {
    port,
    get connections() {
      return front.size;
    },
    changeCertificate: async (next) => {
      // Tried where it does no harm, before the socket that works is given up.
      bindOnce("127.0.0.1", 0, next).close();
      accepting.abort();
      listener = await bind(host, port, next, clock);
      accepting = accept(listener, front, true);
    },
    recheck: () => front.recheck(),
    stop: async () => {
      accepting.abort();
      const endMs = clock.monotonicMs() + STOP_WAIT_MS;
      while (front.size > 0 && clock.monotonicMs() < endMs) await clock.sleep(PORT_PAUSE_MS);
      await front.close();
    },
  };
}

function accept(listener: Listener, front: HttpFront, isTls: boolean): AbortController {
  const abort = new AbortController();
  void acceptAll<Deno.Conn>(listener, (connection) => front.take(connection, isTls), abort.signal);
  return abort;
}

async function bind(
  host: string,
  port: number,
  tls: TlsMaterial | undefined,
  clock: Clock,
): Promise<Listener> {
  const endMs = clock.monotonicMs() + PORT_WAIT_MS;
  for (;;) {
    try {
      return bindOnce(host, port, tls);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || clock.monotonicMs() >= endMs) {
        throw new Error(`cannot listen on ${host}:${port}: ${(error as Error).message}`);
      }
      await clock.sleep(PORT_PAUSE_MS);
    }
  }
}

function bindOnce(hostname: string, port: number, tls: TlsMaterial | undefined): Listener {
  if (tls === undefined) return Deno.listen({ hostname, port });
  // HTTP/2 would let one connection ask without end: its deadlines could not be kept apart.
  return Deno.listenTls({
    hostname,
    port,
    cert: tls.certificate,
    key: tls.key.reveal(),
    alpnProtocols: ["http/1.1"],
  });
}
