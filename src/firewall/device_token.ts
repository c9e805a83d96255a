/**
 * Tokens of devices: 256 random bits for one sensor, kept as salted hashes only.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ID_PATTERN } from "../reading/ids.ts";

/** Bytes of randomness. */
const SECRET_BYTES = 32;
const SALT_BYTES = 16;
const ID_BYTES = 6;
/** The public id comes first, so that one hash is enough to check a token, however many there are. */
const PATTERN = /^dev_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
/** Two for each of a thousand sensors: one in use, one for its successor. */
export const DEVICE_TOKENS_MAX = 2_000;

const entry = z.strictObject({
  /** Public: it names the token in lists and logs. */
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** The sensor whose device may show it. */
  device: z.string().regex(ID_PATTERN),
  /** Hex. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  /** SHA-256 of salt and secret, hex: nothing slower is needed against guessing 256 random bits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAtWallMs: z.number(),
  /** From then on it is refused; absent: never. */
  expiresAtWallMs: z.number().optional(),
});
export type DeviceTokenEntry = z.infer<typeof entry>;

/** What the file of the devices' tokens holds. */
export const deviceTokenFileSchema = z.strictObject({
  version: z.literal(1),
  tokens: z.array(entry).max(DEVICE_TOKENS_MAX),
});
export type DeviceTokenFile = z.infer<typeof deviceTokenFileSchema>;

/** Makes a token. It is to be shown once and kept nowhere. */
export function newDeviceToken(
  device: string,
  nowWallMs: number,
  expiresAtWallMs?: number,
): { readonly token: string; readonly entry: DeviceTokenEntry } {
  const id = randomBytes(ID_BYTES).toString("hex");
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const salt = randomBytes(SALT_BYTES).toString("hex");
  return {
    token: `dev_${id}_${secret}`,
    entry: {
      id,
      device,
      salt,
      hash: hashOf(salt, secret).toString("hex"),
      createdAtWallMs: nowWallMs,
      ...(expiresAtWallMs === undefined ? {} : { expiresAtWallMs }),
    },
  };
}

/** The public id and the secret of a token; undefined where it has not the form of one. */
export function splitDeviceToken(
  token: string,
): { readonly id: string; readonly secret: string } | undefined {
  const match = PATTERN.exec(token);
  return match === null ? undefined : { id: match[1], secret: match[2] };
}

/** Whether `secret` is the one of `entry`. Takes the same time wherever they differ. */
export function isSecretOf({ salt, hash }: DeviceTokenEntry, secret: string): boolean {
  return timingSafeEqual(hashOf(salt, secret), Uint8Array.fromHex(hash));
}

function hashOf(salt: string, secret: string) {
  return createHash("sha256").update(salt).update(secret).digest();
}
