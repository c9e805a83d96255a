/**
 * The devices' tokens as the sensor port asks for them: found by their public id, checked by one hash, withdrawn at once.
 */
import type { DeviceTokenEntry } from "./device_token.ts";
import { isSecretOf, splitDeviceToken } from "./device_token.ts";

/** A token that was accepted: what a connection keeps, so that it need not be hashed again with every packet. */
export interface Grant {
  /** The token's public id. */
  readonly tokenId: string;
  /** The sensor that it stands for. */
  readonly device: string;
}

/** Why a token is not accepted. */
export type TokenFault = "bad-token" | "expired-token";

interface Key extends Grant {
  readonly entry: DeviceTokenEntry;
  isWithdrawn: boolean;
}

/** All tokens that are accepted now. */
export class DeviceKeys {
  readonly #nowWallMs: () => number;
  #keys = new Map<string, Key>();
  readonly #uses = new Map<string, number>();

  /** @param nowWallMs Tokens expire by the wall clock. */
  constructor(nowWallMs: () => number) {
    this.#nowWallMs = nowWallMs;
  }

  /** Tokens that are known. */
  get size(): number {
    return this.#keys.size;
  }

  /** Takes the tokens as the file has them now. What it has no more is withdrawn from whoever holds a grant of it. */
  load(entries: readonly DeviceTokenEntry[]): void {
    const next = new Map<string, Key>();
    for (const entry of entries) {
      const former = this.#keys.get(entry.id);
      const isSame = former !== undefined && former.entry.hash === entry.hash &&
        former.device === entry.device &&
        former.entry.expiresAtWallMs === entry.expiresAtWallMs;
      next.set(
        entry.id,
        isSame ? former : { tokenId: entry.id, device: entry.device, entry, isWithdrawn: false },
      );
    }
    for (const [id, key] of this.#keys) if (next.get(id) !== key) key.isWithdrawn = true;
    for (const id of this.#uses.keys()) if (!next.has(id)) this.#uses.delete(id);
    this.#keys = next;
  }

  /** The grant of a token, or why it is not accepted. Costs one hash. */
  verify(token: string): Grant | TokenFault {
    const parts = splitDeviceToken(token);
    const key = parts === undefined ? undefined : this.#keys.get(parts.id);
    if (key === undefined || !isSecretOf(key.entry, parts!.secret)) return "bad-token";
    if (!this.stands(key)) return "expired-token";
    this.#uses.set(key.tokenId, this.#nowWallMs());
    return key;
  }

  /** Whether a grant of before holds still. Asked with every packet. */
  stands(grant: Grant): boolean {
    const { isWithdrawn, entry: { expiresAtWallMs } } = grant as Key;
    return !isWithdrawn && (expiresAtWallMs === undefined || this.#nowWallMs() < expiresAtWallMs);
  }

  /** The grant is in use by an open connection. */
  used(grant: Grant): void {
    if (this.#keys.get(grant.tokenId) === grant) this.#uses.set(grant.tokenId, this.#nowWallMs());
  }

  /** When tokens were used in earlier runs; those that are gone are forgotten with the next load. */
  remember(uses: Iterable<readonly [string, number]>): void {
    for (const [id, atWallMs] of uses) this.#uses.set(id, atWallMs);
  }

  /** When each token was used last, by its id, milliseconds since 1970. */
  get uses(): ReadonlyMap<string, number> {
    return this.#uses;
  }
}
