import assert from "node:assert/strict";
import { advisorySchema, matchAdvisories, type Package } from "./advisories.ts";
import { advisoryParts, checksumIn, packagesNamed, parseAdvisories } from "./advisory_file.ts";
import { compareDebianVersions } from "./debian_version.ts";
import { installedPackages, lockedPackages, releaseOf } from "./packages.ts";
import { compareVersions } from "./semver.ts";

function advisory(id: string, name: string, rest: object, ecosystem = "npm", more: object = {}) {
  return { id, affected: [{ package: { ecosystem, name }, ...rest }], ...more };
}
function range(type: string, ...events: object[]) {
  return { ranges: [{ type, events }] };
}
function hits(packages: Package[], ...entries: object[]): [string, string | undefined][] {
  return matchAdvisories(packages, entries.map((entry) => advisorySchema.parse(entry)))
    .map(({ id, fixed }) => [id, fixed]);
}

Deno.test("matchAdvisories: npm by semver's rules, however a database names its ranges; listed versions; what was taken back", () => {
  const packages = lockedPackages({ npm: { "@scope/a@1.2.3": {}, "b@2.0.0_c@1.0.0": {}, "c@1.0.0": {} } })!;
  assert.deepEqual(packages.map(({ name, version }) => `${name} ${version}`), [
    "@scope/a 1.2.3",
    "b 2.0.0",
    "c 1.0.0",
  ]);
  assert.deepEqual(
    hits(
      packages,
      advisory("X-1", "@scope/a", range("SEMVER", { introduced: "0" }, { fixed: "1.2.4" })),
      advisory("X-2", "@scope/a", range("SEMVER", { introduced: "0" }, { fixed: "1.2.3" })),
      advisory("X-3", "b", { versions: ["2.0.0"] }),
      advisory("X-4", "b", range("SEMVER", { introduced: "1.0.0" }, { last_affected: "1.9.9" })),
      advisory("X-5", "c", range("SEMVER", { introduced: "0" }), "PyPI"),
      // GitHub calls npm's ranges so; the order of events is nobody's promise.
      advisory("X-6", "c", range("ECOSYSTEM", { fixed: "1.1.0" }, { introduced: "0" })),
      advisory("X-7", "c", range("SEMVER", { introduced: "0" }), "npm", {
        withdrawn: "2026-01-01T00:00:00Z",
      }),
      advisory("X-8", "c", range("GIT", { introduced: "0" })),
      advisory("X-9", "c", {
        ...range("SEMVER", { introduced: "0" }),
        database_specific: { last_known_affected_version_range: "<= 0.9.0" },
      }),
    ),
    [["X-1", "1.2.4"], ["X-3", undefined], ["X-6", "1.1.0"]],
  );
});

Deno.test("matchAdvisories: Debian's packages by their source, release and Debian's order of versions", () => {
  const packages = installedPackages(
    "installed\tffmpeg\t7:5.1.6-0+deb12u1\ninstalled\tffmpeg\t7:5.1.6-0+deb12u1\n" +
      "config-files\tbind9\t1:9.18\ninstalled\tchrony\t4.3-2+deb12u1\n\n",
    "Debian:12",
  );
  assert.equal(packages.length, 2, "each source once, and nothing of what was removed");
  const debian = (id: string, name: string, release: string, ...events: object[]) =>
    advisory(id, name, range("ECOSYSTEM", ...events), release);
  assert.deepEqual(
    hits(
      packages,
      debian("D-1", "ffmpeg", "Debian:12", { introduced: "0" }, { fixed: "7:5.1.7-0+deb12u1" }),
      debian("D-2", "ffmpeg", "Debian:12", { introduced: "0" }, { fixed: "7:5.1.6-0+deb12u1" }),
      debian("D-3", "ffmpeg", "Debian:11", { introduced: "0" }),
      debian("D-4", "chrony", "Debian:12", { introduced: "0" }),
    ),
    [["D-1", "7:5.1.7-0+deb12u1"], ["D-4", undefined]],
  );
});

Deno.test("compareDebianVersions keeps the order of deb-version(7)", () => {
  // Each is earlier than the next.
  const order = [
    "0.9~rc1-1",
    "0.9-1",
    "1.0~~",
    "1.0~~a",
    "1.0~",
    "1.0",
    "1.0-0+deb12u1",
    "1.0-1",
    "1.0-1+b1",
    "1.0-1.1",
    "1.0-10",
    "1.0a-1",
    "1.0+dfsg-1",
    "1.0.1-1",
    "1.00002-1",
    "1.10-1",
    "20230101123456-1",
    "1:0.1-1",
    "2:0.0",
  ];
  for (let i = 0; i < order.length; i++) {
    for (let j = 0; j < order.length; j++) {
      const off = compareDebianVersions(order[i], order[j]);
      assert.equal(Math.sign(off), Math.sign(i - j), `${order[i]} and ${order[j]}: ${off}`);
    }
  }
  assert.equal(compareDebianVersions("1.01-1", "1.1-1"), 0);
  assert.equal(compareDebianVersions("0:1.1-1", "1.1-1"), 0);
});

Deno.test({
  name: "compareDebianVersions says what dpkg says",
  ignore: dpkgLacking(),
  fn: async () => {
    const pairs: [string, string][] = [
      ["7:5.1.6-0+deb12u1", "7:5.1.7-0+deb12u1"],
      ["2.36-9+deb12u14", "2.36-9+deb12u9"],
      ["3.0.22-1~deb12u2", "3.0.22-1"],
      ["1.0-1", "1.0"],
      ["1.0+git1", "1.0-1"],
      ["1.0.", "1.0"],
      ["1.0a", "1.0+"],
      ["009", "9"],
      ["1-2-3", "1-2"],
    ];
    for (const [a, b] of pairs) {
      for (const [x, y] of [[a, b], [b, a]]) {
        const off = compareDebianVersions(x, y);
        const relation = off < 0 ? "lt" : off > 0 ? "gt" : "eq";
        const { code } = await new Deno.Command("dpkg", { args: ["--compare-versions", x, relation, y] })
          .output();
        assert.equal(code, 0, `dpkg does not find ${x} ${relation} ${y}`);
      }
    }
  },
});

function dpkgLacking(): boolean {
  try {
    new Deno.Command("dpkg", { args: ["--version"], stdout: "null" }).outputSync();
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log("SKIPPED the comparison with dpkg: it is not installed");
    return true;
  }
}

Deno.test("compareVersions: pre-releases come before their release, numbers by their value, builds count for nothing", () => {
  assert(compareVersions("1.0.0-rc.2", "1.0.0-rc.10") < 0 && compareVersions("1.0.0-rc.1", "1.0.0") < 0);
  assert(compareVersions("1.10.0", "1.9.0") > 0 && compareVersions("1.0.0+b", "1.0.0") === 0);
});

Deno.test("parseAdvisories: a snapshot, a list, one entry; what is none of them is refused with the reason, single bad entries are counted", () => {
  const entry = advisory("X-1", "a", { versions: ["1.0.0"] }, "npm", { modified: "2026-03-04T05:06:07Z" });
  const read = (value: unknown) => parseAdvisories(typeof value === "string" ? value : JSON.stringify(value));
  const list = read([entry, { no: "advisory" }, 7]);
  assert(list.ok);
  assert.deepEqual([list.value.date, list.value.advisories.length, list.value.unreadable], [
    "2026-03-04",
    1,
    2,
  ]);
  const snapshot = read({ date: "2026-11-25", advisories: [entry] });
  assert(snapshot.ok && snapshot.value.date === "2026-11-25");
  assert(read(entry).ok);
  const empty = read({ date: "2026-11-25", advisories: [] });
  assert(
    empty.ok && empty.value.advisories.length === 0,
    "empty is read; what it means is the audit's to say",
  );
  for (
    const bad of [
      '{"date": "2026-11-25", "advis',
      "\0\0\0",
      [{ a: 1 }],
      { date: "yesterday" },
      7,
      null,
      "PK\x03\x04",
    ]
  ) {
    const refused = read(bad);
    assert(!refused.ok && refused.fault.length > 8, JSON.stringify(bad));
  }
  assert.deepEqual([...packagesNamed(snapshot.value.advisories)], ["npm a"]);
});

Deno.test("checksumIn finds the line of the file, as sha256sum writes it, or a bare checksum", () => {
  const sum = "ab".repeat(32);
  assert.equal(checksumIn(`${"cd".repeat(32)}  other.json\n${sum} *osv.json\n`, "osv.json"), sum);
  assert.equal(checksumIn(`${sum.toUpperCase()}\n`, "osv.json"), sum);
  assert.equal(checksumIn(`${sum}  other.json\n`, "osv.json"), undefined);
  assert.equal(checksumIn("no sum here", "osv.json"), undefined);
});

Deno.test("a lock file that is none, one of a thousand packages, and names that are no package", () => {
  assert.equal(lockedPackages({ version: "5" }), undefined);
  assert.equal(lockedPackages(undefined), undefined);
  const huge = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`p${i}@1.0.${i}`, {}]));
  assert.equal(lockedPackages({ npm: huge })!.length, 100_000);
  assert.deepEqual(lockedPackages({ npm: { "": {}, "@": {}, "x": {} } }), []);
});

Deno.test("releaseOf names the release as OSV does, and none that OSV does not have", () => {
  assert.equal(releaseOf('ID=debian\nVERSION_ID="12"\n'), "Debian:12");
  assert.equal(releaseOf('ID=ubuntu\nVERSION_ID="24.04"\n'), "Ubuntu:24.04");
  assert.equal(releaseOf("ID=alpine\nVERSION_ID=3.20\n"), undefined);
  assert.equal(releaseOf("ID=debian\nPRETTY_NAME='Debian sid'\n"), undefined);
});

Deno.test("advisoryParts: a part for each ecosystem of the box that the file tells of, with what is about its packages", () => {
  const entries = [
    advisory("X-1", "a", { versions: ["1.0.0"] }),
    advisory("X-2", "of-nobody", { versions: ["1.0.0"] }),
    advisory("D-1", "ffmpeg", { versions: ["1"] }, "Debian:11"),
  ].map((entry) => advisorySchema.parse(entry));
  const packages: Package[] = [
    { ecosystem: "npm", name: "a", version: "1.0.0" },
    { ecosystem: "Debian:12", name: "ffmpeg", version: "1" },
  ];
  const parts = advisoryParts({ date: "2026-11-25", advisories: entries }, packages, "a stick");
  assert.deepEqual(parts.map(({ ecosystem, total, advisories }) => [ecosystem, total, advisories.length]), [
    ["npm", 2, 1],
  ]);
});
