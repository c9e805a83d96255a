/**
 * The SNTP client (RFC 5905 client mode): asks the configured servers and says what they agree on.
 *
 * It must never set the machine's clock: that is the clock daemon's work. It only knows how wrong the clock is.
 */
import type { Clock } from "../clock/clock.ts";
import { NtpPeer, type PeerStatus } from "./ntp_peer.ts";
import { selectTime, type Verdict } from "./ntp_select.ts";

/** More servers than this prove nothing more, and each of them is somebody's load. */
export const SERVERS_MAX = 8;

/** What the client needs of the world. */
export interface NtpClientPorts {
  readonly clock: Clock;
  /** Sends one datagram to a server. Must not block or throw: what cannot be sent is a query without a reply. */
  send(server: string, packet: Uint8Array<ArrayBuffer>): void;
  /** From 0 up to 1. */
  random(): number;
  /** Fills a buffer with unpredictable bytes. */
  fillRandom(bytes: Uint8Array<ArrayBuffer>): void;
}

/** What the servers say, together and each. */
export interface NtpView {
  readonly verdict: Verdict;
  readonly servers: readonly PeerStatus[];
}

/** Asks servers. Nothing happens by itself: {@linkcode tick} is to be called at least once a second. */
export class NtpClient {
  readonly #ports: NtpClientPorts;
  readonly #peers: ReadonlyMap<string, NtpPeer>;
  #unknownSenders = 0;

  /**
   * @param servers Names as `send` takes them, at most {@linkcode SERVERS_MAX}.
   * @param pollMs Between two queries to one server when all is well.
   */
  constructor(servers: readonly string[], pollMs: number, ports: NtpClientPorts) {
    if (servers.length > SERVERS_MAX) {
      throw new Error(`time servers refused: ${servers.length}, the most is ${SERVERS_MAX}`);
    }
    this.#ports = ports;
    const random = new BigUint64Array(1);
    const bytes = new Uint8Array(random.buffer);
    const nonce = () => {
      ports.fillRandom(bytes);
      // 0 would be "no time" to the server.
      return random[0] === 0n ? 1n : random[0];
    };
    const options = { pollMs, random: () => ports.random(), nonce };
    const nowMs = ports.clock.monotonicMs();
    this.#peers = new Map(servers.map((server) => [server, new NtpPeer(server, options, nowMs)]));
  }

  /** Packets from addresses that are no server of ours. */
  get unknownSenders(): number {
    return this.#unknownSenders;
  }

  /** Sends the queries that are due. */
  tick(): void {
    for (const peer of this.#peers.values()) {
      // Read for each: the time of sending is half of the measure.
      const query = peer.poll(this.#ports.clock.monotonicMs());
      if (query !== undefined) this.#ports.send(peer.server, query);
    }
  }

  /** Takes a datagram from `server`. To be called as soon as it has arrived: waiting here counts as time on the way. */
  onMessage(server: string, packet: Uint8Array): void {
    const nowMs = this.#ports.clock.monotonicMs();
    const peer = this.#peers.get(server);
    if (peer === undefined) this.#unknownSenders++;
    else peer.receive(packet, nowMs);
  }

  /** Asks all servers soon: after a step of the clock, or when the network is back. */
  hurry(): void {
    const nowMs = this.#ports.clock.monotonicMs();
    for (const peer of this.#peers.values()) peer.hurry(nowMs);
  }

  /** What the servers say together, and each for itself. */
  view(): NtpView {
    const nowMs = this.#ports.clock.monotonicMs();
    const peers = [...this.#peers.values()];
    const estimates = peers.flatMap((peer) => peer.estimate(nowMs) ?? []);
    return { verdict: selectTime(estimates), servers: peers.map((peer) => peer.status(nowMs)) };
  }
}
