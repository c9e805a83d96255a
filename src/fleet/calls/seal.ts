/**
 * The seal on what boxes ask of one another's sirens: HMAC-SHA256 (RFC 2104) with the key of the site, which no server has.
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Secret } from "../../reading/secret.ts";
import { jsonOfBytes } from "../wire.ts";

const sealedSchema = z.object({
  v: z.literal(1),
  body: z.string().max(64_000),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Seals `body` for one subject: what was sealed for another box or purpose is worth nothing here. */
export function seal(key: Secret, subject: string, body: unknown): string {
  const text = JSON.stringify(body);
  return JSON.stringify(
    { v: 1, body: text, mac: macOf(key, subject, text).toString("hex") } satisfies z.infer<
      typeof sealedSchema
    >,
  );
}

/** What was sealed for `subject`; undefined where the seal is broken or missing, or it does not fit `schema`. */
export function unseal<T>(
  key: Secret,
  subject: string,
  bytes: Uint8Array,
  schema: z.ZodType<T>,
): T | undefined {
  const sealed = sealedSchema.safeParse(jsonOfBytes(bytes)).data;
  if (sealed === undefined) return undefined;
  if (!timingSafeEqual(macOf(key, subject, sealed.body), Buffer.from(sealed.mac, "hex"))) return undefined;
  return schema.safeParse(jsonOfBytes(new TextEncoder().encode(sealed.body))).data;
}

function macOf(key: Secret, subject: string, text: string): Buffer {
  return createHmac("sha256", key.reveal()).update(`${subject}\n${text}`).digest();
}
