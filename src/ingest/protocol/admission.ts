/**
 * Decides whether a packet of a connection may pass, by the token policy.
 */
import type { Grant, TokenFault } from "../../firewall/device_keys.ts";
import type { AuthPolicy } from "../../firewall/rules.ts";
import type { PacketKind, Refusal } from "./refusal.ts";

export type { AuthPolicy } from "../../firewall/rules.ts";
export type { Grant } from "../../firewall/device_keys.ts";

/** Knows the tokens. */
export interface TokenBook {
  /** Whom a token stands for, or why it is not accepted. */
  verify(token: string): Grant | TokenFault;
  /** Whether a grant of before holds still: asked with every packet, so it must be cheap. */
  stands(grant: Grant): boolean;
}

/** A book without tokens. */
export const NO_TOKENS: TokenBook = { verify: () => "bad-token", stands: () => false };

const STRICTNESS: Readonly<Record<AuthPolicy, number>> = { none: 0, connection: 1, packet: 2 };

/** The stricter of two policies. */
export function stricter(a: AuthPolicy, b: AuthPolicy): AuthPolicy {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b;
}

/** What a sensor asks of its device. */
export interface Demand {
  readonly auth: AuthPolicy;
  /** Whose tokens count: the sensor's id. */
  readonly device: string;
}

/**
 * The admission of one connection.
 *
 * What is asked is the stricter of what the network and what the device's sensor ask for; which sensor it is, is known only when
 * a packet has said so.
 */
export class Admission {
  readonly #book: TokenBook;
  #network: AuthPolicy;
  #sensor: AuthPolicy = "none";
  /** The sensor that the device is, once it is known. */
  #device: string | undefined;
  /** Accepted by `#auth`, for the whole connection. */
  #connection: Grant | undefined;
  /** The token shown last and what came of it: devices repeat it in every packet, and a hash each time would be too slow. */
  #shown: string | undefined;
  #verdict: Grant | TokenFault = "bad-token";
  /** Of the packet under way. */
  #packet: PacketKind = "auth";
  #token: string | undefined;
  #failures = 0;

  constructor(policy: AuthPolicy, book: TokenBook) {
    this.#network = policy;
    this.#book = book;
  }

  /** What is asked for. */
  get policy(): AuthPolicy {
    return stricter(this.#network, this.#sensor);
  }

  /** Whether packets without a token pass. */
  get open(): boolean {
    const { policy } = this;
    return policy === "none" || (policy === "connection" && this.#holds(this.#connection));
  }

  /** Packets refused since the last that passed. */
  get failures(): number {
    return this.#failures;
  }

  /** Whom the packet under way, or else the connection, has shown itself to be. */
  get grant(): Grant | undefined {
    const shown = this.#token === undefined ? undefined : this.#look(this.#token);
    if (typeof shown === "object") return shown;
    return this.#holds(this.#connection) ? this.#connection : undefined;
  }

  /** An accepted token was withdrawn or has expired: whoever lives by it must go. */
  get isWithdrawn(): boolean {
    const { policy } = this;
    if (policy === "none") return false;
    const grant = policy === "connection" ? this.#connection : undefined;
    const last = grant ?? (typeof this.#verdict === "object" ? this.#verdict : undefined);
    return last !== undefined && !this.#book.stands(last);
  }

  /** Why the packet may not pass, undefined where it may. */
  check(packet: PacketKind, token: string | undefined): Refusal | undefined {
    this.#packet = packet;
    this.#token = token;
    return this.#judge(this.policy);
  }

  /** Takes an `#auth` packet. Where no token is asked for, any will do. */
  authenticate(token: string): Refusal | undefined {
    this.#packet = "auth";
    this.#token = token;
    const verdict = this.#look(token);
    if (typeof verdict === "object") {
      this.#connection = verdict;
      this.#failures = 0;
      return undefined;
    }
    if (this.policy === "none") return undefined;
    this.#failures++;
    return { kind: verdict, packet: "auth" };
  }

  /** It is known which sensor the device is. Why the packet under way may not pass then. */
  demand({ auth, device }: Demand): Refusal | undefined {
    this.#sensor = auth;
    this.#device = device;
    return this.#judge(this.policy);
  }

  /** The network asks for `policy` from now on. */
  require(policy: AuthPolicy): void {
    this.#network = policy;
  }

  #judge(policy: AuthPolicy): Refusal | undefined {
    const refusal = this.#refusal(policy);
    this.#failures = refusal === undefined ? 0 : this.#failures + 1;
    return refusal;
  }

  #refusal(policy: AuthPolicy): Refusal | undefined {
    if (policy === "none") return undefined;
    const packet = this.#packet;
    if (policy === "connection" && this.#holds(this.#connection)) return this.#misuse(this.#connection!);
    const verdict = this.#token === undefined ? undefined : this.#look(this.#token);
    return typeof verdict === "object"
      ? this.#misuse(verdict)
      : { kind: verdict ?? "not-authenticated", packet };
  }

  /** A token proves one sensor, and no other. */
  #misuse({ tokenId, device }: Grant): Refusal | undefined {
    if (this.#device === undefined || this.#device === device) return undefined;
    return { kind: "wrong-device", packet: this.#packet, tokenId, device };
  }

  #look(token: string): Grant | TokenFault {
    if (this.#shown === undefined || !isSame(this.#shown, token)) {
      this.#shown = token;
      this.#verdict = this.#book.verify(token);
    }
    // A grant that has fallen is looked up again: the answer says why.
    if (typeof this.#verdict === "object" && !this.#book.stands(this.#verdict)) {
      return this.#book.verify(token);
    }
    return this.#verdict;
  }

  #holds(grant: Grant | undefined): boolean {
    return grant !== undefined && this.#book.stands(grant);
  }
}

/** Compares two tokens in a time that does not tell where they differ. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
