/**
 * Makes the box's own certificate: self-signed, with a key that never leaves this box.
 */
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { isIP } from "node:net";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 3_600_000;
/** Phones refuse to trust a certificate that lives longer (Apple, "Requirements for trusted certificates", 2019). */
const LIFE_MS = 820 * DAY_MS;
/** Clocks of phones and of a box without a battery differ; nobody gains by a certificate that begins too early. */
const EARLIER_MS = 2 * DAY_MS;
/** Names in a certificate; a machine has few. */
const NAMES_MAX = 32;

/** A new certificate and its key, as PEM. */
export interface MadeCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Makes one for the host names and addresses in `names`. */
export async function makeCertificate(names: readonly string[], nowWallMs: number): Promise<MadeCertificate> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as CryptoKeyPair;
  const serial = crypto.getRandomValues(new Uint8Array(16));
  // A serial number is positive (RFC 5280, 4.1.2.2).
  serial[0] = (serial[0]! & 0x7f) | 0x01;
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toHex(),
    name: "CN=EmberEye box",
    notBefore: new Date(nowWallMs - EARLIER_MS),
    notAfter: new Date(nowWallMs + LIFE_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.slice(0, NAMES_MAX).map((name) =>
          isIP(name) === 0 ? { type: "dns" as const, value: name } : { type: "ip" as const, value: name }
        ),
      ),
    ],
  });
  const key = PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  return { certificate: `${made.toString("pem")}\n`, key: `${key}\n` };
}
