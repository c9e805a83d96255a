/**
 * TLS for connections that were accepted as plain ones.
 *
 * The runtime's TLS listener does the handshake by itself from the accept on, and a connection closed before its end stays open until
 * the peer does something: strangers could hold sockets for ever. So the world's port is a plain one, which can be closed at any time;
 * whoever may come in is led to a TLS listener of this machine's own, known by the port it comes from. That also lets the certificate
 * change while the port stays open.
 */
import { isConnectionError } from "../bus/channel.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type { TlsMaterial } from "./tls_material.ts";

/** Why there is no TLS: `late` where the signal was first, `not-tls` where something else came, `failed` where the peer would not. */
export type HandshakeFault = "late" | "not-tls" | "failed";

/** A connection after its handshake. */
export interface Secured {
  readonly conn: Deno.Conn;
  /** Resolves when all that was written has gone out after the end of `conn`, or the connection was cut. */
  readonly ended: Promise<void>;
}

const OWN = "127.0.0.1";
/** Copied at once, each way: a TLS record, and so four frames of a device. */
const COPY_BYTES = 16 * 1024;

/** A listener that is reached from within this process alone. */
export class TlsTunnel {
  readonly #alpnProtocols: string[] | undefined;
  #listener: Deno.TlsListener;
  /** One pair at a time, so that each can be told from what others of this machine send here. */
  #last: Promise<unknown> = Promise.resolve();

  /** Throws where the certificate cannot be used. */
  constructor(tls: TlsMaterial, alpnProtocols?: string[]) {
    this.#alpnProtocols = alpnProtocols;
    this.#listener = this.#listen(tls);
  }

  /** Where it listens, reached from this machine alone; whoever looks for connections left behind finds them by it. */
  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  /** Another certificate for whoever comes from now on. Throws where it cannot be used; the one before then stays. */
  change(tls: TlsMaterial): void {
    const next = this.#listen(tls);
    // Whoever is between the two is let go, and comes again.
    this.#listener.close();
    this.#listener = next;
  }

  /**
   * Shakes hands with whoever is at the other end of `outer`. The connection is cut when `signal` is aborted, then or later; where there
   * is no TLS it is closed.
   */
  async secure(outer: Deno.TcpConn, signal: AbortSignal): Promise<Result<Secured, HandshakeFault>> {
    const made = this.#last.then(() => this.#pair());
    this.#last = made.catch(() => undefined);
    let pair: readonly [Deno.TcpConn, Deno.TlsConn];
    try {
      pair = await made;
    } catch (error) {
      close(outer);
      if (!isConnectionError(error)) throw error;
      return fail("failed");
    }
    const [inner, secured] = pair;
    const cut = () => {
      close(outer);
      close(inner);
    };
    // Cut while it waited for its turn: who is let go then, in a crowd above all, must leave no socket behind.
    if (signal.aborted) {
      close(secured);
      cut();
      return fail("late");
    }
    signal.addEventListener("abort", cut, { once: true });
    outer.setNoDelay(true);
    inner.setNoDelay(true);
    void copy(outer, inner).then(() => inner.closeWrite()).catch(cut);
    const ended = copy(inner, outer).then(cut, cut).finally(() => signal.removeEventListener("abort", cut));
    try {
      await secured.handshake();
      return ok({ conn: secured, ended });
    } catch (error) {
      close(secured);
      cut();
      if (signal.aborted) return fail("late");
      // The peer's own refusals (of our certificate, say) come as alerts, which are TLS; what is none is named as such.
      return fail(/corrupt message/.test((error as Error).message) ? "not-tls" : "failed");
    }
  }

  close(): void {
    this.#listener.close();
  }

  #listen(tls: TlsMaterial): Deno.TlsListener {
    return Deno.listenTls({
      hostname: OWN,
      port: 0,
      cert: tls.certificate,
      key: tls.key.reveal(),
      ...(this.#alpnProtocols === undefined ? {} : { alpnProtocols: this.#alpnProtocols }),
    });
  }

  async #pair(): Promise<readonly [Deno.TcpConn, Deno.TlsConn]> {
    const listener = this.#listener;
    const inner = await Deno.connect({ hostname: OWN, port: (listener.addr as Deno.NetAddr).port });
    const { port } = inner.localAddr as Deno.NetAddr;
    try {
      for (;;) {
        const secured = await listener.accept();
        if ((secured.remoteAddr as Deno.NetAddr).port === port) return [inner, secured];
        close(secured);
      }
    } catch (error) {
      close(inner);
      throw error;
    }
  }
}

async function copy(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const chunk = new Uint8Array(COPY_BYTES);
  for (;;) {
    const count = await from.read(chunk);
    if (count === null) return;
    for (let at = 0; at < count;) at += await to.write(chunk.subarray(at, count));
  }
}

/** Closes what may be closed already. */
function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    if (!isConnectionError(error)) throw error;
  }
}
