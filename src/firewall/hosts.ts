/**
 * What the gate remembers of each host that may connect: open connections, what it has used up, wrong tokens. Bounded, IPv6 by /64.
 */
import { Lockout } from "./lockout.ts";
import { type BucketRate, TokenBucket } from "./token_bucket.ts";

/** What one host may do: finite numbers. */
export interface HostLimits {
  readonly connectionsPerSecond: number;
  readonly packetsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Wrong tokens or PINs before it is locked out. */
  readonly wrongTokens: number;
}

/** One packet of a bench or a burst after a gap must not be held up: seconds' worth that may come at once. */
const TRAFFIC_BURST_S = 2;
/** All devices behind one serial server come back at once when the box restarts. */
const CONNECTION_BURST_S = 10;

/** One host. */
export class Host {
  readonly key: string;
  /** Open now. */
  connections = 0;
  /** Sensors that are, or were last, at this host: each brings a share of its own. */
  sensors = 0;
  readonly lockout: Lockout;
  readonly #connects: TokenBucket;
  readonly #packets: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(key: string, limits: HostLimits, nowMs: number) {
    this.key = key;
    this.lockout = new Lockout(limits.wrongTokens, nowMs);
    this.#connects = new TokenBucket(rate(limits.connectionsPerSecond, CONNECTION_BURST_S, 1), nowMs);
    this.#packets = new TokenBucket(rate(limits.packetsPerSecond, TRAFFIC_BURST_S, 1), nowMs);
    this.#bytes = new TokenBucket(rate(limits.bytesPerSecond, TRAFFIC_BURST_S, 1), nowMs);
  }

  /** Whether it may open one more connection now. */
  mayConnect(limits: HostLimits, nowMs: number): boolean {
    return this.#connects.take(
      rate(limits.connectionsPerSecond, CONNECTION_BURST_S, 1 + this.sensors),
      nowMs,
    );
  }

  /** It has sent so much; returns for how long to read nothing more from it, milliseconds. */
  spend(packets: number, bytes: number, limits: HostLimits, nowMs: number): number {
    const shares = Math.max(1, this.sensors);
    return Math.max(
      this.#packets.spend(packets, rate(limits.packetsPerSecond, TRAFFIC_BURST_S, shares), nowMs),
      this.#bytes.spend(bytes, rate(limits.bytesPerSecond, TRAFFIC_BURST_S, shares), nowMs),
    );
  }

  /** Nothing of it need be remembered for the sake of a connection or a sensor. */
  get isIdle(): boolean {
    return this.connections === 0 && this.sensors === 0;
  }
}

function rate(perSecond: number, burstS: number, shares: number): BucketRate {
  return { perSecond: perSecond * shares, burst: perSecond * shares * burstS };
}

/** Hosts remembered at the most: more than can be in use (connections and sensors are bounded), at 400 bytes each. */
export const HOSTS_MAX = 8_192;

/** The table of hosts. */
export class Hosts {
  /** In the order of their use: the first is the one unused for longest. */
  readonly #hosts = new Map<string, Host>();
  readonly #bySensor = new Map<string, Host>();

  /** Hosts that are remembered. */
  get size(): number {
    return this.#hosts.size;
  }

  /** The host `key`, remembered from now on. */
  of(key: string, limits: HostLimits, nowMs: number): Host {
    let host = this.#hosts.get(key);
    if (host === undefined) {
      if (this.#hosts.size >= HOSTS_MAX) this.#forgetOne();
      host = new Host(key, limits, nowMs);
    } else this.#hosts.delete(key);
    this.#hosts.set(key, host);
    return host;
  }

  /** The sensor is at this host now. */
  place(sensorId: string, host: Host): void {
    const former = this.#bySensor.get(sensorId);
    if (former === host) return;
    if (former !== undefined) former.sensors--;
    host.sensors++;
    this.#bySensor.set(sensorId, host);
  }

  /** Whoever is idle and unused for longest; those in use are put behind, so that the next search is short. */
  #forgetOne(): void {
    for (const [key, host] of this.#hosts) {
      this.#hosts.delete(key);
      if (host.isIdle) return;
      this.#hosts.set(key, host);
    }
  }
}
