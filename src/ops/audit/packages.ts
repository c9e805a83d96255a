/**
 * The packages that a box has: those of the program, from its lock file, and those of the system, from dpkg.
 */
import { z } from "zod";
import type { Package } from "./advisories.ts";

const lockSchema = z.looseObject({ npm: z.record(z.string(), z.unknown()) });

/** The packages of a Deno lock file, version 5; undefined where it is none. */
export function lockedPackages(lock: unknown): Package[] | undefined {
  const parsed = lockSchema.safeParse(lock).data;
  if (parsed === undefined) return undefined;
  return Object.keys(parsed.npm).flatMap((key) => {
    // `@scope/name@1.2.3` or, with the peers it was resolved for, `name@1.2.3_peer@4.5.6`.
    const match = /^(@?[^@]+)@([^_]+)/.exec(key);
    return match === null ? [] : [{ ecosystem: "npm", name: match[1], version: match[2] }];
  });
}

/** What `dpkg-query --show` is asked for: advisories name source packages, and a package may be built of another version of it. */
export const DPKG_FORMAT = "${db:Status-Status}\\t${source:Package}\\t${source:Version}\\n";

/**
 * The source packages that are installed.
 *
 * @param release Of the distribution, as OSV names it: `Debian:12`.
 */
export function installedPackages(listing: string, release: string): Package[] {
  const found = new Map<string, Package>();
  for (const line of listing.split("\n")) {
    const [status, name, version] = line.split("\t");
    if (status !== "installed" || !name || !version) continue;
    found.set(`${name} ${version}`, { ecosystem: release, name, version });
  }
  return [...found.values()];
}

/** The distribution's release as OSV names it, from os-release(5); undefined where OSV has none of that name. */
export function releaseOf(osRelease: string): string | undefined {
  const fields = new Map(
    osRelease.split("\n").map((line) => {
      const [name, ...rest] = line.split("=");
      return [name, rest.join("=").replaceAll(/^["']|["']$/g, "")];
    }),
  );
  const id = fields.get("ID");
  const version = fields.get("VERSION_ID");
  if (version === undefined || version === "") return undefined;
  if (id === "debian" || id === "raspbian") return `Debian:${version.split(".")[0]}`;
  return id === "ubuntu" ? `Ubuntu:${version}` : undefined;
}

/** What the service itself leans on, by source package: these are listed whether or not anything is known of them. */
export const LEANED_ON: readonly string[] = [
  "ffmpeg",
  "chrony",
  "nftables",
  "glibc",
  "openssl",
  "systemd",
  "util-linux",
  "linux",
];
