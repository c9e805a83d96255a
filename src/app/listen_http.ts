/**
 * The HTTP server of the page.
 */
import { rememberedPort, rememberPort } from "./listen.ts";

/** How the page is served. */
export interface HttpOptions {
  readonly host: string;
  /** 0: the system chooses, and `remember` keeps its choice for the next start. */
  readonly port: number;
  readonly remember: string;
  handle(request: Request, remoteAddr: Deno.NetAddr): Response | Promise<Response>;
}

/** A running server. */
export interface HttpServer {
  readonly port: number;
  /** Ends it; open streams are cut after a moment. */
  stop(): Promise<void>;
}

/** How long an answer under way may take when the role ends. Event streams never end by themselves. */
const STOP_WAIT_MS = 300;

/** Starts serving. Throws where the port cannot be had; the message says which and why. */
export async function listenHttp(options: HttpOptions): Promise<HttpServer> {
  const { host } = options;
  const port = options.port !== 0 ? options.port : await rememberedPort(options.remember);
  const abort = new AbortController();
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve(
      { hostname: host, port, signal: abort.signal, onListen: () => {} },
      (request, { remoteAddr }) => options.handle(request, remoteAddr),
    );
  } catch (error) {
    throw new Error(`cannot listen on ${host}:${port}: ${(error as Error).message}`);
  }
  if (options.port === 0) await rememberPort(options.remember, server.addr.port);
  return {
    port: server.addr.port,
    stop: async () => {
      const timer = setTimeout(() => abort.abort(), STOP_WAIT_MS);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
}
