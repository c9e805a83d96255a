/**
 * How the NATS library reaches a server: over the runtime's own sockets.
 *
 * The library's transport for Node turns a connection into TLS after it has been read from, which the runtime's Node layer cannot
 * (Deno 2.6: the handshake is never sent). This one does it with the runtime's own `startTls`.
 */
import { type ConnectionOptions, errors, type NatsConnection, type Server } from "@nats-io/nats-core";
import {
  checkOptions,
  extractProtocolMessage,
  INFO,
  NatsConnectionImpl,
  setTransportFactory,
  type Transport,
} from "@nats-io/nats-core/internal";
import { VERSION } from "./version.ts";

const READ_BYTES = 64 * 1024;
/** A server's greeting has some hundred bytes; whoever sends more is none. */
const GREETING_BYTES_MAX = 64 * 1024;
/** What may wait to be written. A server that reads nothing is left by the pings long before. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024;

/** Connects as the library's own `connect` does. */
export function connectNats(options: ConnectionOptions): Promise<NatsConnection> {
  setTransportFactory({ factory: () => new NatsTransport() });
  return NatsConnectionImpl.connect(options);
}

class NatsTransport implements Transport {
  readonly lang = "embereye";
  readonly version = VERSION;
  closeError?: Error;
  #conn: Deno.Conn | undefined;
  #first: Uint8Array = new Uint8Array();
  #isEncrypted = false;
  #isClosed = false;
  readonly #closed = Promise.withResolvers<void | Error>();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  isEncrypted(): boolean {
    return this.#isEncrypted;
  }

  async connect(server: Server, options: ConnectionOptions): Promise<void> {
    const conn = await Deno.connect({ hostname: server.hostname, port: server.port });
    this.#take(conn);
    conn.setNoDelay(true);
    this.#first = await readGreeting(conn);
    const info = JSON.parse(INFO.exec(extractProtocolMessage(this.#first))?.[1] ?? "null");
    if (info === null || typeof info !== "object") throw new errors.ConnectionError("this is no NATS server");
    checkOptions(info, options);
    if (options.tls === undefined || options.tls === null) {
      if (info.tls_required === true) {
        throw new errors.ConnectionError("the server wants TLS, and fleet.tls is not set");
      }
      return;
    }
    const { ca } = options.tls;
    const secured = await Deno.startTls(conn, {
      hostname: server.tlsName || server.hostname,
      ...(ca === undefined ? {} : { caCerts: [ca] }),
    });
    this.#take(secured);
    await secured.handshake();
    this.#isEncrypted = true;
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    yield this.#first;
    const buffer = new Uint8Array(READ_BYTES);
    while (!this.#isClosed && this.#conn !== undefined) {
      let count: number | null;
      try {
        count = await this.#conn.read(buffer);
      } catch (error) {
        return this.#end(error as Error);
      }
      if (count === null) return this.#end();
      // The library keeps pieces of what it is given.
      yield buffer.slice(0, count);
    }
  }

  send(frame: Uint8Array): void {
    if (this.#isClosed) return;
    this.#waitingBytes += frame.length;
    if (this.#waitingBytes > WAITING_BYTES_MAX) {
      return this.#end(new Error("the server does not read what it is sent"));
    }
    this.#waiting.push(frame);
    if (!this.#writing) void this.#write();
  }

  close(error?: Error): Promise<void> {
    this.#end(error);
    return Promise.resolve();
  }

  disconnect(): void {
    this.#end();
  }

  closed(): Promise<void | Error> {
    return this.#closed.promise;
  }

  discard(): void {
    // Each connection has a transport of its own: there is nothing of an earlier one.
  }

  #take(conn: Deno.Conn): void {
    this.#conn = conn;
    // The library has given up meanwhile.
    if (this.#isClosed) closeQuietly(conn);
  }

  async #write(): Promise<void> {
    this.#writing = true;
    try {
      for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
        for (let sent = 0; sent < frame.length;) sent += await this.#conn!.write(frame.subarray(sent));
        this.#waitingBytes -= frame.length;
      }
    } catch (error) {
      this.#end(error as Error);
    } finally {
      this.#writing = false;
    }
  }

  #end(error?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (error !== undefined) this.closeError = error;
    this.#waiting = [];
    if (this.#conn !== undefined) closeQuietly(this.#conn);
    this.#closed.resolve(error);
  }
}

/** The server's first line, and what came with it. */
async function readGreeting(conn: Deno.Conn): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  const buffer = new Uint8Array(4_096);
  while (extractProtocolMessage(bytes) === "") {
    const count = await conn.read(buffer);
    if (count === null) throw new errors.ConnectionError("the server ended the connection at once");
    if (bytes.length + count > GREETING_BYTES_MAX) throw new errors.ConnectionError("this is no NATS server");
    const longer = new Uint8Array(bytes.length + count);
    longer.set(bytes);
    longer.set(buffer.subarray(0, count), bytes.length);
    bytes = longer;
  }
  return bytes;
}

function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    // Closed by the peer, or handed over to TLS.
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
