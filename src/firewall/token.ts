/**
 * Tokens: random secrets that prove who acts, kept as salted hashes only.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { pinEntrySchema } from "./pin.ts";

/** What a token's bearer may do: look, act on alarms, or set the box up as well. */
export type TokenRole = "viewer" | "operator" | "installer";

/** Who a token belongs to. */
export interface Bearer {
  readonly name: string;
  readonly role: TokenRole;
}

/** A person by what they have shown: sessions hold on to it, and end with it. */
export interface KnownBearer extends Bearer {
  /** Names the entry, and tells nothing of the secret: part of its hash. */
  readonly credential: string;
}

/** As long as a name may be. */
export const NAME_CHARS_MAX = 60;

const entry = z.strictObject({
  name: z.string().min(1).max(NAME_CHARS_MAX),
  role: z.enum(["viewer", "operator", "installer"]),
  /** Hex. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  /** SHA-256 of salt and token, hex. A token is 256 random bits: nothing slower is needed against guessing. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAtWallMs: z.number(),
  /** From then on it is refused; absent: never. */
  expiresAtWallMs: z.number().optional(),
});

/** Everybody whom the box may know. More than a site has. */
const PERSONS_MAX = 1_000;

/** What the token file holds. */
export const tokenFileSchema = z.strictObject({
  version: z.literal(1),
  tokens: z.array(entry).max(PERSONS_MAX),
  pins: z.array(pinEntrySchema).max(PERSONS_MAX).default([]),
});
export type TokenFile = z.infer<typeof tokenFileSchema>;
export type TokenEntry = z.infer<typeof entry>;

/** Bytes of randomness in a token. */
const TOKEN_BYTES = 32;
const SALT_BYTES = 16;
/** Longer input is no token of ours and is not worth hashing. */
const TOKEN_LENGTH_MAX = 100;

/** Makes a token for `bearer`. The token itself is to be shown once and kept nowhere. */
export function newToken(
  bearer: Bearer,
  nowWallMs: number,
  lifeMs?: number,
): { token: string; entry: TokenEntry } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const salt = randomBytes(SALT_BYTES).toString("hex");
  const expires = lifeMs === undefined ? {} : { expiresAtWallMs: nowWallMs + lifeMs };
  const { name, role } = bearer;
  return {
    token,
    entry: { name, role, salt, hash: hashOf(salt, token), createdAtWallMs: nowWallMs, ...expires },
  };
}

/** The bearer of `token`, or undefined. Takes the same time whichever entry matches, and when none does. */
export function verifyToken(
  tokens: readonly TokenEntry[],
  token: string,
  nowWallMs: number,
): KnownBearer | undefined {
  if (token.length > TOKEN_LENGTH_MAX) return undefined;
  let found: TokenEntry | undefined;
  for (const known of tokens) {
    const given = createHash("sha256").update(known.salt).update(token).digest();
    if (timingSafeEqual(given, hexBytes(known.hash))) found = known;
  }
  return found === undefined || hasExpired(found, nowWallMs) ? undefined : bearerOf(found);
}

/** Who holds the credential now: undefined once it is taken away, replaced or has run out. */
export function bearerByCredential(
  file: TokenFile,
  credential: string,
  nowWallMs: number,
): KnownBearer | undefined {
  const found = [...file.tokens, ...file.pins].find((known) => credentialOf(known) === credential);
  return found === undefined || hasExpired(found, nowWallMs) ? undefined : bearerOf(found);
}

/** Whether a token or PIN has run out. */
export function hasExpired(
  known: { readonly expiresAtWallMs?: number | undefined },
  nowWallMs: number,
): boolean {
  return known.expiresAtWallMs !== undefined && nowWallMs >= known.expiresAtWallMs;
}

/** Names an entry: its hash is different for every token and PIN ever made. */
export function credentialOf({ hash }: { readonly hash: string }): string {
  return hash.slice(0, 16);
}

/** The person of an entry. */
export function bearerOf(known: Bearer & { readonly hash: string }): KnownBearer {
  return { name: known.name, role: known.role, credential: credentialOf(known) };
}

function hashOf(salt: string, token: string): string {
  return createHash("sha256").update(salt).update(token).digest("hex");
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}
