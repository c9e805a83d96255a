/**
 * Debian's changelogs as a source of advisories: which version of a package has mended which CVE.
 */

/** A CVE, and the first version whose entry names it. */
export interface Mended {
  readonly cve: string;
  readonly version: string;
  /** The day of that entry: `2026-10-21`. */
  readonly day: string;
}

/** CVEs of earlier years are mended in what any box was installed with. */
const YEAR_MIN = 2022;

/** What a changelog (deb-changelog(5)) says is mended. Its newest entry stands first. */
export function mendedIn(changelog: string): Mended[] {
  const mended = new Map<string, Mended>();
  let version: string | undefined;
  let named = new Set<string>();
  for (const line of changelog.split("\n")) {
    const head = /^[a-z0-9][a-z0-9+.-]* \(([^)\s]+)\)/.exec(line);
    if (head !== null) {
      version = head[1];
      named = new Set();
    }
    for (const [cve, year] of line.matchAll(/\bCVE-(\d{4})-\d{4,7}\b/g)) {
      if (Number(year) >= YEAR_MIN) named.add(cve);
    }
    const signed = /^ -- .*>\s+(.+)$/.exec(line);
    if (signed === null || version === undefined) continue;
    const atWallMs = Date.parse(signed[1]);
    const day = Number.isNaN(atWallMs) ? "" : new Date(atWallMs).toISOString().slice(0, 10);
    // Entries further down are older: the oldest that names a CVE is the one that mended it.
    for (const cve of named) mended.set(cve, { cve, version, day });
  }
  return [...mended.values()].sort((a, b) => a.cve < b.cve ? -1 : a.cve > b.cve ? 1 : 0);
}
