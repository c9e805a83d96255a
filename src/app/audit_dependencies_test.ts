import assert from "node:assert/strict";
import { advisorySchema, type Package } from "../ops/audit/advisories.ts";
import type { AdvisoryPart } from "../ops/audit/advisory_file.ts";
import { fail, ok } from "../reading/result.ts";
import { outcomeOf } from "./audit_dependencies.ts";

const NOW = Date.UTC(2026, 10, 25);
const LOCKED: Package[] = [{ ecosystem: "npm", name: "hono", version: "4.0.0" }];
const SYSTEM = ok<Package[]>([
  { ecosystem: "Debian:12", name: "ffmpeg", version: "7:5.1.6-0+deb12u1" },
  { ecosystem: "Debian:12", name: "cowsay", version: "3.03" },
]);

function part(ecosystem: string, name: string, fixed: string, date = "2026-11-01"): AdvisoryPart {
  const advisory = advisorySchema.parse({
    id: `${name}-1`,
    affected: [{
      package: { ecosystem, name },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }],
    }],
  });
  return { ecosystem, date, source: "a stick", total: 7, advisories: [advisory] };
}
const NPM = part("npm", "hono", "3.0.0");
const DEBIAN = part("Debian:12", "ffmpeg", "7:5.1.6-0+deb12u1");
const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code);

Deno.test("dependencies pass only where something is known of each sort of package, and the result names its day and how much it covers", () => {
  const passed = outcomeOf({ parts: [NPM, DEBIAN], faults: [] }, LOCKED, SYSTEM, NOW);
  assert.equal(passed.verdict, "passed");
  assert.deepEqual(
    passed.notes.filter(({ code }) => code === "advisories-known").map(({ values }) => values),
    [
      { ecosystem: "npm", date: "2026-11-01", source: "a stick", count: 7, covered: 1, of: 1 },
      { ecosystem: "Debian:12", date: "2026-11-01", source: "a stick", count: 7, covered: 1, of: 2 },
    ],
  );
  assert(passed.notes.some(({ code, values }) => code === "system-package" && values.package === "ffmpeg"));
});

Deno.test("dependencies of which nothing is known are no pass: a trouble where nothing is known at all, or a file is broken", () => {
  const half = outcomeOf({ parts: [NPM], faults: [] }, LOCKED, SYSTEM, NOW);
  assert.deepEqual([half.verdict, half.isBroken, codes(half.findings)], ["not-possible", false, [
    "advisories-none",
  ]]);
  assert.equal(half.findings[0].values.ecosystem, "Debian:12");
  const broken = outcomeOf({ parts: [NPM], faults: ["Debian-12.json: torn"] }, LOCKED, SYSTEM, NOW);
  assert.deepEqual([broken.verdict, broken.isBroken], ["not-possible", true]);
  const nothing = outcomeOf({ parts: [], faults: [] }, LOCKED, SYSTEM, NOW);
  assert.deepEqual([nothing.verdict, nothing.isBroken, nothing.findings.length], ["not-possible", true, 2]);
  const alone = outcomeOf({ parts: [NPM], faults: [] }, LOCKED, fail("no dpkg here"), NOW);
  assert.equal(alone.verdict, "passed");
  assert(codes(alone.notes).includes("no-dpkg"), "what was not looked at is said");
});

Deno.test("dependencies: a hit is found whatever else is unknown, and advisories of last year are found as well", () => {
  const hit = outcomeOf(
    { parts: [part("Debian:12", "ffmpeg", "7:5.1.7-0+deb12u1")], faults: [] },
    LOCKED,
    SYSTEM,
    NOW,
  );
  assert.deepEqual([hit.verdict, codes(hit.findings)], ["found", ["advisory"]]);
  assert.equal(hit.findings[0].values.fixed, "7:5.1.7-0+deb12u1");
  assert(codes(hit.notes).includes("advisories-none"));
  const old = outcomeOf(
    { parts: [NPM, part("Debian:12", "ffmpeg", "1", "2025-11-01")], faults: [] },
    LOCKED,
    SYSTEM,
    NOW,
  );
  assert.deepEqual([old.verdict, codes(old.findings)], ["found", ["advisories-old"]]);
});
