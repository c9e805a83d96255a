/**
 * HTTP on one connection that has been accepted already.
 *
 * `Deno.serve` accepts by itself: nobody could be turned away before a byte is read, no request head could be given a deadline, and no
 * certificate could be changed under it. The runtime serves single connections as well, by a function that it does not document
 * (`ext/http/00_serve.ts`). The version of the runtime is pinned, so it is there or this module's test fails.
 */

/** What a handler is told of its request. */
export interface ServedRequest {
  /** Settles when the answer has gone out, or the connection has ended. */
  readonly completed: Promise<void>;
}

/** All that the runtime does with its signal. */
type AbortEar = { addEventListener(type: "abort", listener: () => void): void };

type ServeOnConnection = (
  connection: Deno.Conn,
  signal: AbortEar,
  handler: (request: Request, info: ServedRequest) => Response | Promise<Response>,
  onError: (error: unknown) => Response,
  onListen: (scheme: string) => void,
) => { readonly finished: Promise<void>; shutdown(): Promise<void> };

/** The runtime's own name for what it keeps to itself. */
interface WithInternals {
  readonly internal: symbol;
  readonly [internal: symbol]: { readonly serveHttpOnConnection?: ServeOnConnection };
}

/**
 * Answers the requests of `connection` until it ends or `signal` is aborted.
 *
 * @returns when it has ended. Peers end connections in many ways; none of them is an error here.
 */
export async function serveConnection(
  connection: Deno.Conn,
  signal: AbortSignal,
  handler: (request: Request, info: ServedRequest) => Response | Promise<Response>,
): Promise<void> {
  const deno = Deno as unknown as WithInternals;
  const serve = deno[deno.internal]?.serveHttpOnConnection;
  if (serve === undefined) throw new Error(`Deno ${Deno.version.deno} cannot serve HTTP on one connection`);
  const failed = () => new Response(null, { status: 500 });
  let cancel = () => {};
  const ear: AbortEar = { addEventListener: (_, listener) => cancel = listener };
  // Given `signal` itself, the runtime would throw out of its listener where the connection has just ended or ends now: out of reach of
  // every `catch`, and so the end of the process.
  const cut = () => {
    try {
      cancel();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  };
  const server = serve(connection, ear, handler, failed, () => {});
  signal.addEventListener("abort", cut, { once: true });
  if (signal.aborted) cut();
  try {
    await server.finished;
  } catch (error) {
    if (!(error instanceof Deno.errors.Http) && !isEnded(error)) throw error;
    // Otherwise the runtime keeps what it had set up for this connection for ever.
    await server.shutdown();
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

/** A peer that has gone, a TLS greeting that is none, a connection that was cut: `finished` tells all of them as errors. */
function isEnded(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.UnexpectedEof || error instanceof Deno.errors.InvalidData ||
    error instanceof Deno.errors.ConnectionAborted || error instanceof Deno.errors.NotConnected ||
    error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.TimedOut;
}
