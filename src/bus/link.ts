/**
 * A connection to another role that comes back by itself for as long as this role lives.
 */
import type { Clock } from "../clock/clock.ts";
import {
  Channel,
  type ChannelHandlers,
  type ChannelOptions,
  type Duplex,
  isConnectionError,
} from "./channel.ts";

/**
 * Waits between attempts, milliseconds. The other side is on the same machine and back within about a second of a crash:
 * waiting longer would only add to its recovery time, waiting less would only burn processor while it starts.
 */
export const RETRY_FIRST_MS = 20;
export const RETRY_MAX_MS = 250;

/** Options for {@linkcode Link}. */
export interface LinkOptions extends ChannelOptions {
  /** Opens the connection. */
  connect(): Promise<Duplex>;
  clock: Clock;
  handlers: ChannelHandlers;
  /** Called with each new connection before anything else is sent on it. */
  opened?(channel: Channel): void;
}

/** Keeps one {@linkcode Channel} open. */
export class Link {
  /** Connections made so far. */
  connectCount = 0;
  readonly #options: LinkOptions;
  #channel: Channel | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#channel?.isOpen ?? false;
  }

  /** The present connection, if there is one. */
  get channel(): Channel | undefined {
    return this.#channel;
  }

  /** Sends on the present connection. Returns false where there is none, or its bound refuses. */
  send(message: unknown): boolean {
    return this.#channel?.send(message) ?? false;
  }

  /** Sends one encoded message on the present connection; see {@linkcode Channel.sendBytes}. */
  sendBytes(bytes: Uint8Array): boolean {
    return this.#channel?.sendBytes(bytes) ?? false;
  }

  /** Connects, and connects again whenever the connection ends, until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { connect, clock, handlers, opened } = this.#options;
    const close = () => this.#channel?.close();
    signal.addEventListener("abort", close);
    let waitMs = RETRY_FIRST_MS;
    while (!signal.aborted) {
      let conn: Duplex | undefined;
      try {
        conn = await connect();
      } catch (error) {
        if (!isConnectionError(error)) throw error;
      }
      if (conn !== undefined) {
        const channel = new Channel(conn, handlers, this.#options);
        if (signal.aborted) return channel.close();
        this.#channel = channel;
        this.connectCount++;
        waitMs = RETRY_FIRST_MS;
        opened?.(channel);
        await channel.run();
      }
      try {
        await clock.sleep(waitMs, signal);
      } catch (reason) {
        if (signal.aborted) return;
        throw reason;
      }
      waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
    }
  }
}
