import assert from "node:assert/strict";
import { compareVersions, lockedPackages, matchAdvisories, osvSchema } from "./advisories.ts";
import { listeningSockets } from "./sockets.ts";
import { believedGrowth, trendOf } from "./trend.ts";

const QUARTER_MS = 900_000;

Deno.test("trendOf: a leak is found through noise, noise alone is no leak, gaps are no zeros", () => {
  const noisy = (slopeADay: number) =>
    Array.from(
      { length: 7 * 96 },
      (_, i) => i % 50 === 3 ? NaN : 100 + slopeADay * i / 96 + 5 * Math.sin(i * 12.9898),
    );
  const leak = trendOf(noisy(2), QUARTER_MS)!;
  assert(Math.abs(leak.slope - 2) < 0.2, `${leak.slope}`);
  assert(believedGrowth(leak) > 0.015);
  const calm = trendOf(noisy(0), QUARTER_MS)!;
  assert(believedGrowth(calm) < 0.001, `${calm.slope} +- ${calm.slopeError}`);
  assert.equal(trendOf([1, 2, NaN], QUARTER_MS), undefined);
});

Deno.test("matchAdvisories: ranges, listed versions and pre-releases by the rules of semver; other ecosystems are not ours", () => {
  const packages = lockedPackages({ npm: { "@scope/a@1.2.3": {}, "b@2.0.0_c@1.0.0": {}, "c@1.0.0": {} } })!;
  assert.deepEqual(packages.map(({ name, version }) => `${name} ${version}`), [
    "@scope/a 1.2.3",
    "b 2.0.0",
    "c 1.0.0",
  ]);
  const advisory = (id: string, name: string, rest: object, ecosystem = "npm") => ({
    id,
    affected: [{ package: { ecosystem, name }, ...rest }],
  });
  const range = (...events: object[]) => ({ ranges: [{ type: "SEMVER", events }] });
  const osv = osvSchema.parse([
    advisory("X-1", "@scope/a", range({ introduced: "0" }, { fixed: "1.2.4" })),
    advisory("X-2", "@scope/a", range({ introduced: "0" }, { fixed: "1.2.3" })),
    advisory("X-3", "b", { versions: ["2.0.0"] }),
    advisory("X-4", "b", range({ introduced: "1.0.0" }, { last_affected: "1.9.9" })),
    advisory("X-5", "c", range({ introduced: "0" }), "PyPI"),
  ]);
  assert.deepEqual(matchAdvisories(packages, osv).map(({ id, fixed }) => [id, fixed]), [["X-1", "1.2.4"], [
    "X-3",
    undefined,
  ]]);
  assert(compareVersions("1.0.0-rc.2", "1.0.0-rc.10") < 0 && compareVersions("1.0.0-rc.1", "1.0.0") < 0);
  assert(compareVersions("1.10.0", "1.9.0") > 0 && compareVersions("1.0.0+b", "1.0.0") === 0);
  assert.equal(lockedPackages({ version: "5" }), undefined);
});

Deno.test("listeningSockets reads the kernel's table, and only what listens", () => {
  const table =
    `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   998        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000   998        0 4712 1 0 100 0 0 10 0
`;
  assert.deepEqual(listeningSockets(table), [{ address: "127.0.0.1", port: 8080, inode: "4711" }]);
  const six = table.replaceAll(
    "0100007F:1F90 00000000:0000",
    `${"0".repeat(24)}01000000:2329 ${"0".repeat(32)}:0000`,
  );
  assert.deepEqual(listeningSockets(six).map(({ address, port }) => [address, port]), [[
    "0:0:0:0:0:0:0:1",
    9001,
  ]]);
});
