/**
 * The page's listening socket, plain or with TLS, with the front behind it.
 */
import { type FrontOptions, HttpFront } from "./http_front.ts";
import { openPort, type PortOptions, type PortPlace } from "./open_port.ts";
import type { TlsMaterial } from "./tls_material.ts";

/** How the page is served. */
export type HttpOptions = FrontOptions & PortPlace & Pick<PortOptions, "isPatient" | "deaf">;

/** A running server. */
export interface HttpServer {
  readonly port: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Goes on with another certificate. Whoever is connected stays so. */
  changeCertificate(tls: TlsMaterial): void;
  /** The list of who may come in has changed. */
  recheck(): void;
  /** Ends it; open streams are cut after a moment. */
  stop(): Promise<void>;
}

/** How long an answer under way may take when the role ends. Event streams never end by themselves. */
const STOP_WAIT_MS = 300;
const LOOK_MS = 50;

/** Starts serving. Throws {@linkcode PortUnavailable} where the port cannot be had; the message says which and why. */
export async function listenHttp(options: HttpOptions): Promise<HttpServer> {
  const { clock } = options;
  const front = new HttpFront(options);
  const open = await openPort({
    ...options,
    // HTTP/2 would let one connection ask without end: its deadlines could not be kept apart.
    alpnProtocols: ["http/1.1"],
    take: (connection, tunnel) => front.take(connection, tunnel),
  }).catch(async (error) => {
    await front.close();
    throw error;
  });
  return {
    port: open.port,
    get connections() {
      return front.size;
    },
    changeCertificate: (next) => open.changeCertificate(next),
    recheck: () => front.recheck(),
    stop: async () => {
      open.close();
      const endMs = clock.monotonicMs() + STOP_WAIT_MS;
      while (front.size > 0 && clock.monotonicMs() < endMs) await clock.sleep(LOOK_MS);
      await front.close();
    },
  };
}
