import assert from "node:assert/strict";
import { type AuditResult, said } from "../reading/audit.ts";
import { keepResult, readResults, RESULTS_MAX, resultsFile, SENTENCES_MAX } from "./audit_results.ts";

function result(atWallMs: number, more: Partial<AuditResult> = {}): AuditResult {
  return { atWallMs, verdict: "passed", findings: [], notes: [], figures: { pictures: 12.5 }, ...more };
}

async function withFolder(run: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    run(`${folder}/audits`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("keepResult adds to the results of its kind, privately; details stay with the newest alone", () =>
  withFolder((folder) => {
    assert.deepEqual(readResults(folder, "ports"), { ok: true, value: [] });
    assert.equal(keepResult(folder, "ports", result(1, { details: ["one"] })).before, undefined);
    const kept = keepResult(folder, "ports", result(2, { verdict: "found", details: ["two"] }));
    assert.equal(kept.before?.atWallMs, 1);
    const read = readResults(folder, "ports");
    assert(read.ok);
    assert.deepEqual(read.value.map(({ atWallMs, details }) => [atWallMs, details]), [[1, undefined], [2, [
      "two",
    ]]]);
    assert.deepEqual(readResults(folder, "memory"), { ok: true, value: [] });
    assert.equal(Deno.statSync(resultsFile(folder, "ports")).mode! & 0o077, 0);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["ports.json"]);
  }));

Deno.test("keepResult: what an audit meets is cut to what the file may hold, and old results give way", () =>
  withFolder((folder) => {
    const huge = result(0, {
      findings: Array.from({ length: 3_000 }, () => said("advisory", { summary: "x".repeat(5_000) })),
      details: Array.from({ length: 9_000 }, () => "y".repeat(9_000)),
    });
    for (let i = 0; i < RESULTS_MAX + 5; i++) keepResult(folder, "memory", { ...huge, atWallMs: i });
    const read = readResults(folder, "memory");
    assert(read.ok, "what was written can be read again");
    assert.deepEqual([read.value.length, read.value[0].atWallMs], [RESULTS_MAX, 5]);
    assert.equal(read.value.at(-1)!.findings.length, SENTENCES_MAX);
  }));

Deno.test("results that cannot be read are a fault, and are put aside whole by the next result", () =>
  withFolder((folder) => {
    Deno.mkdirSync(folder);
    for (const bad of ["{", "[]x", '[{"atWallMs": "yesterday"}]', "\0\0", "7"]) {
      Deno.writeTextFileSync(resultsFile(folder, "ports"), bad);
      const read = readResults(folder, "ports");
      assert(!read.ok && /ports\.json/.test(read.fault), bad);
    }
    const { before, movedAside } = keepResult(folder, "ports", result(9));
    assert.equal(before, undefined);
    assert.equal(Deno.readTextFileSync(movedAside!), "7");
    assert(readResults(folder, "ports").ok);
  }));

Deno.test("keepResult, run by root, writes through no link that the service's user has laid", () =>
  withFolder((folder) => {
    const victim = `${folder}-victim`;
    Deno.writeTextFileSync(victim, "untouched");
    Deno.mkdirSync(folder);
    Deno.symlinkSync(victim, `${resultsFile(folder, "ports")}.part`);
    Deno.symlinkSync(victim, resultsFile(folder, "ports"));
    keepResult(folder, "ports", result(1));
    assert.equal(Deno.readTextFileSync(victim), "untouched");
    Deno.removeSync(folder, { recursive: true });
    Deno.symlinkSync(`${folder}-elsewhere`, folder);
    assert.throws(() => keepResult(folder, "ports", result(1)));
    Deno.mkdirSync(`${folder}-elsewhere`);
    assert.throws(() => keepResult(folder, "ports", result(1)), /is no folder/);
  }));
