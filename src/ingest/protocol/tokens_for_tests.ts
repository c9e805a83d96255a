/**
 * For tests alone: a book of tokens that says what it was asked.
 */
import type { TokenFault } from "../../firewall/device_keys.ts";
import type { Grant, TokenBook } from "./admission.ts";

/** Accepts the given tokens, each for the sensor `of-TOKEN` unless told otherwise. */
export class TestTokens implements TokenBook {
  readonly asked: string[] = [];
  readonly #grants: Map<string, Grant>;

  constructor(...tokens: readonly string[]) {
    this.#grants = new Map(tokens.map((token) => [token, { tokenId: token, device: `of-${token}` }]));
  }

  verify(token: string): Grant | TokenFault {
    this.asked.push(token);
    return this.#grants.get(token) ?? (token.startsWith("old") ? "expired-token" : "bad-token");
  }

  stands(grant: Grant): boolean {
    return this.#grants.get(grant.tokenId) === grant;
  }

  withdraw(token: string): void {
    this.#grants.delete(token);
  }
}
