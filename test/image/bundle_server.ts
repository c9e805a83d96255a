/**
 * Gives one file to whoever connects, for guests that have no other way to fetch half a gigabyte.
 */

/** The server; the guest's user network shows it at 10.0.2.2. */
export interface FileServer extends Disposable {
  readonly port: number;
}

/** Serves `file` on the loopback. */
export function serveFile(file: string): FileServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  void (async () => {
    for await (const conn of listener) {
      const opened = await Deno.open(file);
      await opened.readable.pipeTo(conn.writable).catch(() => undefined);
    }
  })();
  return { port: listener.addr.port, [Symbol.dispose]: () => listener.close() };
}
