/**
 * Stands in front of the page: who may come in, how many at once, and how long somebody may take to ask.
 *
 * Whoever has asked nothing yet is the first to go when it becomes crowded, so that connections that only wait never keep out a
 * person who wants to see the page.
 */
import type { Clock } from "../clock/clock.ts";
import { serveConnection } from "./serve_connection.ts";
import type { TlsTunnel } from "./tls_tunnel.ts";

/** From the connection to the end of the first request's head, the TLS handshake included; and from one answer to the next request. */
const ASK_MS = 10_000;
/** A connection that is kept open between two requests. Browsers keep them for about a minute. */
const IDLE_MS = 65_000;
/** From a request's head to its answer. A change of the configuration may take two minutes. */
const ANSWER_MS = 150_000;
/** At once. An event stream takes one, a browser up to six; 64 pages at the most are open. */
const CONNECTIONS_MAX = 512;
/** Of these from one address: several people behind one router, a proxy. */
const PER_ADDRESS_MAX = 128;
/** Much longer, and whoever only waits would do so for longer than the deadlines say. */
const LOOK_MS = 1_000;
/** A look this late means that the page itself could not run. A busy machine makes each a little late, which must not add up. */
const LATE_MS = 3_000;

/** Why a connection was not served. */
export type FrontRefusal = "not-allowed" | "too-many" | "too-many-from-address" | "too-slow";

/** Where a request comes from. */
export interface RequestOrigin {
  /** The other end of the connection. */
  readonly address: string;
  readonly isTls: boolean;
}

/** What the front needs. */
export interface FrontOptions {
  readonly clock: Clock;
  /** At once. @default {CONNECTIONS_MAX} */
  readonly connectionsMax?: number;
  /** Of these from one address. @default {PER_ADDRESS_MAX} */
  readonly perAddressMax?: number;
  /** How often the deadlines are looked at. @default {LOOK_MS} */
  readonly lookMs?: number;
  /** Whether `address` may come in at all. Asked before a byte is read. */
  admits(address: string): boolean;
  refused(reason: FrontRefusal, address: string): void;
  handle(request: Request, origin: RequestOrigin): Response | Promise<Response>;
  /** A bug came to light. */
  failed(error: unknown): void;
}

interface Visitor {
  readonly address: string;
  readonly abort: AbortController;
  /** Requests that are not answered yet. */
  underWay: number;
  hasAsked: boolean;
  /** Of the request under way: its head is in, its answer is not. */
  isWaitingForAnswer: boolean;
  untilMs: number;
}

/** The connections of the page. */
export class HttpFront {
  readonly #options: FrontOptions;
  /** In the order of their arrival. */
  readonly #visitors = new Set<Visitor>();
  readonly #perAddress = new Map<string, number>();
  readonly #served = new Set<Promise<void>>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #lookMs: number;
  #lookedMs: number;

  constructor(options: FrontOptions) {
    const { lookMs = LOOK_MS, clock } = options;
    this.#options = options;
    this.#lookMs = lookMs;
    this.#lookedMs = clock.monotonicMs();
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  /** Connections that are open. */
  get size(): number {
    return this.#visitors.size;
  }

  /** Serves a connection that has just been accepted, or closes it. */
  take(connection: Deno.TcpConn, tunnel?: TlsTunnel): void {
    const address = connection.remoteAddr.hostname;
    const refusal = this.#refusal(address);
    if (refusal !== undefined) {
      connection.close();
      return this.#options.refused(refusal, address);
    }
    const visitor: Visitor = {
      address,
      abort: new AbortController(),
      underWay: 0,
      hasAsked: false,
      isWaitingForAnswer: false,
      untilMs: this.#options.clock.monotonicMs() + ASK_MS,
    };
    this.#visitors.add(visitor);
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
    const served = this.#serve(visitor, connection, tunnel);
    const ended = served.catch((error) => this.#options.failed(error)).finally(() => {
      this.#left(visitor);
      this.#served.delete(ended);
    });
    this.#served.add(ended);
  }

  /** The list of who may come in has changed: who may not any more is cut off. */
  recheck(): void {
    for (const visitor of this.#visitors) {
      if (this.#options.admits(visitor.address)) continue;
      visitor.abort.abort();
      this.#options.refused("not-allowed", visitor.address);
    }
  }

  /** Cuts every connection, and waits until they have gone. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const visitor of this.#visitors) visitor.abort.abort();
    await Promise.all(this.#served);
  }

  async #serve(visitor: Visitor, connection: Deno.TcpConn, tunnel?: TlsTunnel): Promise<void> {
    const { signal } = visitor.abort;
    // Before HTTP has anything to do with it: the runtime never gives back what it has set up for a connection whose handshake fails.
    // A peer that speaks no TLS, believes another certificate, or has gone: all the same to us.
    const secured = tunnel === undefined ? undefined : await tunnel.secure(connection, signal);
    if (secured?.ok === false) return;
    const isTls = secured !== undefined;
    await serveConnection(
      secured?.value.conn ?? connection,
      signal,
      (request, { completed }) => this.#answer(visitor, request, completed, isTls),
    );
    // Whoever does not take the rest is cut by the deadlines.
    await secured?.value.ended;
  }

  #refusal(address: string): FrontRefusal | undefined {
    const { connectionsMax = CONNECTIONS_MAX, perAddressMax = PER_ADDRESS_MAX } = this.#options;
    if (!this.#options.admits(address)) return "not-allowed";
    if ((this.#perAddress.get(address) ?? 0) >= perAddressMax) return "too-many-from-address";
    if (this.#visitors.size < connectionsMax) return undefined;
    // Whoever has waited longest without asking anything makes room.
    for (const visitor of this.#visitors) {
      if (visitor.hasAsked) continue;
      this.#cut(visitor, "too-slow");
      return undefined;
    }
    return "too-many";
  }

  async #answer(
    visitor: Visitor,
    request: Request,
    completed: Promise<void>,
    isTls: boolean,
  ): Promise<Response> {
    const { clock, handle } = this.#options;
    visitor.hasAsked = true;
    visitor.underWay++;
    visitor.isWaitingForAnswer = true;
    visitor.untilMs = clock.monotonicMs() + ANSWER_MS;
    const done = () => {
      visitor.underWay--;
      visitor.untilMs = clock.monotonicMs() + IDLE_MS;
    };
    completed.then(done, done);
    try {
      return await handle(request, { address: visitor.address, isTls });
    } finally {
      visitor.isWaitingForAnswer = false;
    }
  }

  #look(): void {
    const nowMs = this.#options.clock.monotonicMs();
    // A page that could not run for a while has not read what came meanwhile: nobody is judged by that time.
    const lostMs = nowMs - this.#lookedMs - this.#lookMs;
    this.#lookedMs = nowMs;
    for (const visitor of this.#visitors) {
      if (lostMs > LATE_MS) visitor.untilMs += lostMs;
      // An answer that goes out, an event stream above all, may take as long as it likes: its sender looks after it.
      const isSending = visitor.underWay > 0 && !visitor.isWaitingForAnswer;
      if (!isSending && nowMs > visitor.untilMs) {
        this.#cut(visitor, visitor.hasAsked ? undefined : "too-slow");
      }
    }
  }

  #cut(visitor: Visitor, reason: FrontRefusal | undefined): void {
    visitor.abort.abort();
    this.#left(visitor);
    if (reason !== undefined) this.#options.refused(reason, visitor.address);
  }

  #left(visitor: Visitor): void {
    if (!this.#visitors.delete(visitor)) return;
    const left = this.#perAddress.get(visitor.address)! - 1;
    if (left > 0) this.#perAddress.set(visitor.address, left);
    else this.#perAddress.delete(visitor.address);
  }
}
