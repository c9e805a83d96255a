/**
 * The installer's key: whoever has it may change the configuration of a site's boxes from afar. Ed25519 (RFC 8032), by WebCrypto.
 *
 * The private half never leaves the installer's file; boxes and servers know the public half alone.
 */
import { Buffer } from "node:buffer";
import { fail, ok, type Result } from "../../reading/result.ts";

const ALGORITHM = "Ed25519";
const PREFIX = "ed25519:";
const PUBLIC_BYTES = 32;
const PEM = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/;

/** The private half, ready to sign. */
export interface SigningKey {
  readonly sign: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
  /** The public half, as a box's configuration names it. */
  readonly publicText: string;
}

/** A new key: the private half as PEM (PKCS #8). */
export async function newSigningKey(): Promise<{ readonly pem: string; readonly publicText: string }> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as CryptoKeyPair;
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", pair.privateKey)).toString("base64");
  const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
  return {
    pem: `-----BEGIN PRIVATE KEY-----\n${der.match(/.{1,64}/g)!.join("\n")}\n-----END PRIVATE KEY-----\n`,
    publicText: PREFIX + Buffer.from(raw).toString("base64"),
  };
}

/** Reads the private half. The fault says nothing of the content. */
export async function readSigningKey(pem: string): Promise<Result<SigningKey, string>> {
  const der = PEM.exec(pem)?.[1];
  if (der === undefined) return fail("it holds no private key (PEM, PKCS #8)");
  try {
    const key = await crypto.subtle.importKey("pkcs8", Buffer.from(der, "base64"), ALGORITHM, true, ["sign"]);
    const { x } = await crypto.subtle.exportKey("jwk", key);
    return ok({
      sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, bytes)),
      publicText: PREFIX + Buffer.from(x!, "base64url").toString("base64"),
    });
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) {
      return fail("its private key is no Ed25519 key");
    }
    throw error;
  }
}

/** Whether `signature` over `bytes` was made with the private half of `publicText`. */
export async function isSignedWith(
  publicText: string,
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const raw = Buffer.from(publicText.slice(PREFIX.length), "base64");
  if (!publicText.startsWith(PREFIX) || raw.length !== PUBLIC_BYTES) return false;
  const key = await crypto.subtle.importKey("raw", raw, ALGORITHM, false, ["verify"]);
  return await crypto.subtle.verify(ALGORITHM, key, signature, bytes);
}
