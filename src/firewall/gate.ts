/**
 * The gate in front of a listening socket: who may come in, by address, before a byte is read.
 *
 * Pure: it is told what happens and when. A host that no list names costs one look into a table and leaves nothing behind, so a
 * flood of strangers cannot fill anything.
 */
import { type Address, formatAddress, hostKey, parseAddress } from "../reading/address.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { type Host, type HostLimits, Hosts } from "./hosts.ts";
import type { AuthPolicy, ListenerRules } from "./rules.ts";

/** Which socket it stands in front of. */
export type ListenerName = "sensors" | "page" | "metrics";

/** Why somebody was turned away at the gate: a word for the counter, a sentence for people. */
export interface GateRefusal {
  readonly reason: "not-allowed" | "locked-out" | "too-many-from-address" | "connecting-too-fast";
  readonly text: string;
}

/** Somebody who was let in. */
export interface Pass {
  /** In its usual form. */
  readonly address: string;
  readonly host: Host;
  /** What is asked of whoever comes from there. */
  readonly auth: AuthPolicy;
}

/** What the gate allows to one host. */
export interface GateLimits extends HostLimits {
  readonly connectionsPerAddressMax: number;
}

/** More than anybody needs: the page bounds its own requests, and its gate counts wrong tokens and PINs alone. */
const PLENTY = 1e9;
/** For the page and the metrics. */
export const WEB_LIMITS: GateLimits = {
  connectionsPerSecond: PLENTY,
  packetsPerSecond: PLENTY,
  bytesPerSecond: PLENTY,
  wrongTokens: 5,
  connectionsPerAddressMax: PLENTY,
};

/** The gate of one listener. */
export class Gate {
  readonly listener: ListenerName;
  readonly #hosts = new Hosts();
  #rules: ListenerRules;
  #limits: GateLimits;

  constructor(listener: ListenerName, rules: ListenerRules, limits: GateLimits) {
    this.listener = listener;
    this.#rules = rules;
    this.#limits = limits;
  }

  /** Hosts that it remembers. */
  get hostCount(): number {
    return this.#hosts.size;
  }

  /** New rules from now on. Who is in already is to be asked for with {@linkcode Gate.policy} again. */
  update(rules: ListenerRules, limits: GateLimits): void {
    this.#rules = rules;
    this.#limits = limits;
  }

  /** What is asked of whoever comes from `address`; undefined: the list does not allow it. Remembers nothing. */
  policy(address: string): AuthPolicy | undefined {
    const parsed = parseAddress(address);
    return parsed === undefined ? undefined : this.#rules.find(parsed);
  }

  /** Lets a new connection in, or says why not. Whoever is let in is counted until {@linkcode Gate.left}. */
  admit(address: string, nowMs: number): Result<Pass, GateRefusal> {
    const parsed = parseAddress(address);
    const auth = parsed === undefined ? undefined : this.#rules.find(parsed);
    if (parsed === undefined || auth === undefined) return fail(this.notAllowed(address));
    const host = this.#host(parsed, nowMs);
    const text = formatAddress(parsed);
    const refusal = this.#refusal(host, text, nowMs);
    if (refusal !== undefined) return fail(refusal);
    host.connections++;
    return ok({ address: text, host, auth });
  }

  /** The connection of somebody who was let in has ended. */
  left(host: Host): void {
    host.connections--;
  }

  /** What a host has sent; returns for how long to read nothing more from it, milliseconds. */
  spend(host: Host, packets: number, bytes: number, nowMs: number): number {
    return host.spend(packets, bytes, this.#limits, nowMs);
  }

  /** A sensor of the site is at this host: a flood from elsewhere takes nothing from it. */
  place(sensorId: string, host: Host): void {
    this.#hosts.place(sensorId, host);
  }

  /** The same for a sensor that was there in an earlier run. */
  remember(sensorId: string, address: string, nowMs: number): void {
    const parsed = parseAddress(address);
    if (parsed !== undefined) this.#hosts.place(sensorId, this.#host(parsed, nowMs));
  }

  /** How long `address` is locked out for wrong tokens or PINs, milliseconds; 0: it is not. */
  lockedMs(address: string, nowMs: number): number {
    const parsed = parseAddress(address);
    return parsed === undefined ? 0 : this.#host(parsed, nowMs).lockout.remainingMs(nowMs);
  }

  /** A wrong token or PIN came from `address`. */
  wrongToken(address: string, nowMs: number): void {
    const parsed = parseAddress(address);
    if (parsed !== undefined) this.#host(parsed, nowMs).lockout.wrong(nowMs);
  }

  /** A right one came. */
  rightToken(address: string, nowMs: number): void {
    const parsed = parseAddress(address);
    if (parsed !== undefined) this.#host(parsed, nowMs).lockout.right();
  }

  /** Why `address` is turned away where no list names it. */
  notAllowed(address: string): GateRefusal {
    const where = this.listener === "sensors" ? "sensorPort.allow" : `${this.listener}.allow`;
    return {
      reason: "not-allowed",
      text: `turned away: no network of ${where} holds ${address.slice(0, 80)}`,
    };
  }

  #refusal(host: Host, address: string, nowMs: number): GateRefusal | undefined {
    const { connectionsPerAddressMax, connectionsPerSecond } = this.#limits;
    const lockedMs = host.lockout.remainingMs(nowMs);
    // Where a sensor of the site is, others may guess as well: their guessing must not shut it out.
    if (lockedMs > 0 && host.sensors === 0) {
      return {
        reason: "locked-out",
        text: `turned away: ${address} has shown too many wrong tokens and is locked out for ${
          Math.ceil(lockedMs / 1000)
        } s`,
      };
    }
    if (host.connections >= connectionsPerAddressMax) {
      return {
        reason: "too-many-from-address",
        text: `connection refused: ${connectionsPerAddressMax} are open from ${address} already`,
      };
    }
    if (!host.mayConnect(this.#limits, nowMs)) {
      return {
        reason: "connecting-too-fast",
        text: `connection refused: ${address} connects anew more than ${connectionsPerSecond} times a second`,
      };
    }
    return undefined;
  }

  #host(address: Address, nowMs: number): Host {
    return this.#hosts.of(hostKey(address), this.#limits, nowMs);
  }
}
