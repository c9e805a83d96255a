/**
 * Decides whether a packet of a connection may pass, by the token policy.
 */
import type { PacketKind, Refusal } from "./refusal.ts";

/** Which proof of identity is asked for. */
export type AuthPolicy =
  /** None: the peer's address was proof enough. */
  | "none"
  /** `#auth:<token>!` once; a packet with its own accepted token passes before that. */
  | "connection"
  /** `;token=<token>` in every packet. */
  | "packet";

/** The admission of one connection. */
export class Admission {
  readonly #policy: AuthPolicy;
  readonly #verifyToken: (token: string) => boolean;
  #authenticated: boolean;
  #acceptedToken: string | undefined;
  #failures = 0;

  constructor(policy: AuthPolicy, verifyToken: (token: string) => boolean) {
    this.#policy = policy;
    this.#verifyToken = verifyToken;
    this.#authenticated = policy === "none";
  }

  /** Whether packets without a token pass. */
  get open(): boolean {
    return this.#authenticated;
  }

  /** Packets refused since the last that passed. */
  get failures(): number {
    return this.#failures;
  }

  /** Why the packet may not pass, undefined where it may. */
  check(packet: PacketKind, token: string | undefined): Refusal | undefined {
    if (this.#authenticated || (token !== undefined && this.#accepts(token))) {
      this.#failures = 0;
      return undefined;
    }
    this.#failures++;
    return { kind: token === undefined ? "not-authenticated" : "bad-token", packet };
  }

  /** Takes an `#auth` packet. Where no token is asked for, any will do. */
  authenticate(token: string): Refusal | undefined {
    if (this.#policy === "none") return undefined;
    const refusal = this.check("auth", token);
    if (refusal === undefined) this.#authenticated ||= this.#policy === "connection";
    return refusal;
  }

  /** The token accepted last is not looked up again: devices repeat it in every packet. */
  #accepts(token: string): boolean {
    if (token === this.#acceptedToken) return true;
    if (!this.#verifyToken(token)) return false;
    this.#acceptedToken = token;
    return true;
  }
}
