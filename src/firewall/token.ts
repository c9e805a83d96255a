/**
 * Tokens: random secrets that prove who acts, kept as salted hashes only.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** What a token's bearer may do: look, act on alarms, or set the box up as well. */
export type TokenRole = "viewer" | "operator" | "installer";

/** Who a token belongs to. */
export interface Bearer {
  readonly name: string;
  readonly role: TokenRole;
}

const entry = z.strictObject({
  name: z.string().min(1).max(60),
  role: z.enum(["viewer", "operator", "installer"]),
  /** Hex. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  /** SHA-256 of salt and token, hex. A token is 256 random bits: nothing slower is needed against guessing. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAtWallMs: z.number(),
});

/** What the token file holds. */
export const tokenFileSchema = z.strictObject({ version: z.literal(1), tokens: z.array(entry).max(1_000) });
export type TokenFile = z.infer<typeof tokenFileSchema>;
export type TokenEntry = z.infer<typeof entry>;

/** Bytes of randomness in a token. */
const TOKEN_BYTES = 32;
const SALT_BYTES = 16;
/** Longer input is no token of ours and is not worth hashing. */
const TOKEN_LENGTH_MAX = 100;

/** Makes a token for `bearer`. The token itself is to be shown once and kept nowhere. */
export function newToken(bearer: Bearer, nowWallMs: number): { token: string; entry: TokenEntry } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const salt = randomBytes(SALT_BYTES).toString("hex");
  return { token, entry: { ...bearer, salt, hash: hashOf(salt, token), createdAtWallMs: nowWallMs } };
}

/** The bearer of `token`, or undefined. Takes the same time whichever entry matches, and when none does. */
export function verifyToken(tokens: readonly TokenEntry[], token: string): Bearer | undefined {
  if (token.length > TOKEN_LENGTH_MAX) return undefined;
  let found: Bearer | undefined;
  for (const { salt, hash, name, role } of tokens) {
    const given = createHash("sha256").update(salt).update(token).digest();
    if (timingSafeEqual(given, hexBytes(hash))) found = { name, role };
  }
  return found;
}

function hashOf(salt: string, token: string): string {
  return createHash("sha256").update(salt).update(token).digest("hex");
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}
