/**
 * The certificate of a listener as the configuration names it, and the one that the box makes for itself.
 */
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { TlsSetting } from "../config/vocabulary.ts";
import { fail, type Result } from "../reading/result.ts";
import { Secret } from "../reading/secret.ts";
import type { Paths } from "./paths.ts";
import { readPrivate, readSecret, secretPath } from "./read_secret.ts";
import { type TlsMaterial, tlsMaterial } from "./tls_material.ts";
import { writePrivately } from "./write_privately.ts";

const DAY_MS = 24 * 3_600_000;
/** A certificate of our own that ends sooner is replaced. Somebody should be able to compare the new one in good time. */
const RENEWED_BEFORE_MS = 30 * DAY_MS;
/** A given certificate that ends sooner is a trouble: whoever issues it takes days. */
export const EXPIRING_MS = 21 * DAY_MS;

/** Files of a setting: certificate and key. Undefined where there is no TLS. */
function filesOf(
  setting: TlsSetting,
  paths: Pick<Paths, "tls">,
): { readonly certificate: string; readonly key: string } | undefined {
  if (setting === "off") return undefined;
  if (setting === "self-signed") return ownFiles(paths);
  return { certificate: setting.certificate, key: secretPath(setting.key) };
}

function ownFiles({ tls }: Pick<Paths, "tls">): { readonly certificate: string; readonly key: string } {
  return { certificate: join(tls, "certificate.pem"), key: join(tls, "key.pem") };
}

/** Whether any listener shows a certificate: then the box's own must be there, in its place or for the day that a given one fails. */
export function usesTls({ page, sensorPort }: Config): boolean {
  return page.tls !== "off" || sensorPort.tls !== "off";
}

/** Reads what `setting` names; it must not be `off`. The fault is a sentence without anything secret in it. */
export function loadTls(
  setting: Exclude<TlsSetting, "off">,
  paths: Pick<Paths, "tls">,
): Result<TlsMaterial, string> {
  const { certificate, key: keyPath } = filesOf(setting, paths)!;
  const key = setting === "self-signed" ? readPrivate(keyPath) : readSecret(setting.key);
  if (!key.ok) return key;
  try {
    return tlsMaterial(Deno.readTextFileSync(certificate), new Secret(`${key.value.reveal()}\n`));
  } catch (error) {
    return fail(`${certificate} cannot be read: ${(error as Error).message}`);
  }
}

/** Differs when the files have changed. */
export function tlsVersion(setting: TlsSetting, paths: Pick<Paths, "tls">): string {
  const files = filesOf(setting, paths);
  if (files === undefined) return "off";
  return [files.certificate, files.key].map((path) => {
    try {
      const { ino, mtime, size } = Deno.statSync(path);
      return `${ino} ${mtime?.getTime()} ${size}`;
    } catch {
      // Why it cannot be looked at is said when it is read.
      return "none";
    }
  }).join(", ");
}

/**
 * Makes the box's own certificate where there is none that can be used, or where it soon ends. Nothing is shipped with the product:
 * two boxes never have the same key.
 *
 * @returns what was made; undefined where the one that is there is good.
 */
export async function ensureOwnCertificate(
  paths: Pick<Paths, "tls">,
  nowWallMs: number,
): Promise<TlsMaterial | undefined> {
  const known = loadTls("self-signed", paths);
  if (known.ok && isGood(known.value, nowWallMs)) return undefined;
  // Loaded only here: it is needed once in two years.
  const { makeCertificate } = await import("./make_certificate.ts");
  const made = await makeCertificate(ownNames(), nowWallMs);
  const { certificate, key } = ownFiles(paths);
  await Deno.mkdir(paths.tls, { recursive: true, mode: 0o700 });
  // The key first: a certificate without its key is noticed, and made anew at the next start.
  await writePrivately(key, made.key);
  await writePrivately(certificate, made.certificate);
  const loaded = loadTls("self-signed", paths);
  if (!loaded.ok) throw new Error(`the certificate just made cannot be used: ${loaded.fault}`);
  return loaded.value;
}

function isGood({ validFromWallMs, validToWallMs }: TlsMaterial, nowWallMs: number): boolean {
  // A box without a battery starts in 1970: that is no reason to throw a good certificate away.
  if (nowWallMs < validFromWallMs) return true;
  return validToWallMs - nowWallMs > RENEWED_BEFORE_MS;
}

/** What people may type to reach this machine. */
function ownNames(): string[] {
  const host = Deno.hostname();
  const addresses = Deno.networkInterfaces().map(({ address }) => address).filter((one) =>
    !one.includes("%")
  );
  const names = ["localhost", ...(/^[a-z0-9.-]+$/i.test(host) ? [host, `${host.split(".")[0]}.local`] : [])];
  return [...new Set([...names, ...addresses])];
}
