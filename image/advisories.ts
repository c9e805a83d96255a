/**
 * Makes the snapshot of advisories that comes with the program: `./denow task advisories`. It needs no network.
 *
 * Two sources: the changelogs of Debian's packages on the machine that it runs on, which name each CVE with the version that mended it; and
 * image/advisories/npm.json, which people keep by hand from GitHub's advisory database. Neither is complete, and the audit says so:
 * whoever wants more brings OSV's own lists to the box.
 */
import { fileURLToPath } from "node:url";
import { advisorySchema } from "../src/ops/audit/advisories.ts";
import { LEANED_ON, releaseOf } from "../src/ops/audit/packages.ts";
import { mendedIn } from "./advisories/changelog.ts";

const TARGET = fileURLToPath(new URL("../src/ops/audit/advisories.json", import.meta.url));
const BY_HAND = fileURLToPath(new URL("./advisories/npm.json", import.meta.url));
/** The binary package in whose documents the changelog of a source package lies. */
const BINARY: Readonly<Record<string, string>> = { glibc: "libc6" };

async function main(): Promise<void> {
  const release = releaseOf(await Deno.readTextFile("/etc/os-release"));
  if (!release?.startsWith("Debian:")) {
    throw new Error("it must run on Debian: its changelogs are the source");
  }
  const npm = advisorySchema.array().parse(JSON.parse(await Deno.readTextFile(BY_HAND)));
  const debian = [];
  const read: string[] = [];
  for (const source of LEANED_ON) {
    const changelog = await changelogOf(BINARY[source] ?? source);
    if (changelog === undefined) continue;
    read.push(source);
    for (const { cve, version, day } of mendedIn(changelog)) {
      debian.push({
        id: cve,
        modified: `${day}T00:00:00Z`,
        affected: [{
          package: { ecosystem: release, name: source },
          ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: version }] }],
        }],
      });
    }
  }
  const date = new Date().toISOString().slice(0, 10);
  const sources = [
    `npm: ${npm.length} advisories kept by hand from GitHub's advisory database (CC BY 4.0)`,
    `${release}: ${debian.length} CVEs that the changelogs of ${read.join(", ")} say are mended`,
  ];
  const lines = [...npm, ...debian].map((entry) => `  ${JSON.stringify(entry)}`);
  const head = `"date": ${JSON.stringify(date)},\n "sources": ${JSON.stringify(sources)},`;
  await Deno.writeTextFile(TARGET, `{\n ${head}\n "advisories": [\n${lines.join(",\n")}\n ]\n}\n`);
  console.log(`${TARGET}: ${sources.join("; ")}`);
}

async function changelogOf(binary: string): Promise<string | undefined> {
  for (const name of ["changelog.Debian.gz", "changelog.gz"]) {
    try {
      const file = await Deno.open(`/usr/share/doc/${binary}/${name}`);
      return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

try {
  await main();
} catch (error) {
  console.error(`advisories: ${(error as Error).message}`);
  Deno.exit(1);
}
