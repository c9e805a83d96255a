/**
 * A certificate with its key: read from files, checked before anything relies on it.
 */
import { X509Certificate } from "node:crypto";
import { fail, ok, type Result } from "../reading/result.ts";
import { Secret } from "../reading/secret.ts";

/** What TLS needs, and what people compare. */
export interface TlsMaterial {
  /** PEM, the chain where there is one. */
  readonly certificate: string;
  /** PEM. */
  readonly key: Secret;
  /** SHA-256 of the certificate, as browsers show it: `AB:CD:...`. */
  readonly fingerprint: string;
  /** Whose it says it is. */
  readonly subject: string;
  readonly validFromWallMs: number;
  readonly validToWallMs: number;
}

/** Checks a certificate and its key, both PEM. The fault is a sentence without anything secret in it. */
export function tlsMaterial(certificate: string, key: Secret): Result<TlsMaterial, string> {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch (error) {
    return fail(`the certificate cannot be read: ${(error as Error).message}`);
  }
  try {
    // The runtime itself checks that the key can be used and belongs to the certificate.
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert: certificate, key: key.reveal() }).close();
  } catch (error) {
    return fail(`certificate and key cannot be used together: ${(error as Error).message}`);
  }
  return ok({
    certificate,
    key,
    fingerprint: parsed.fingerprint256,
    subject: parsed.subject,
    validFromWallMs: Date.parse(parsed.validFrom),
    validToWallMs: Date.parse(parsed.validTo),
  });
}
