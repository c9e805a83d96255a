import assert from "node:assert/strict";
import { beginRun, parseRecords, type PartFacts, partsLeft, type Records, withPart } from "./records.ts";

const KNOWN = ["conversion", "latency", "page"];

function facts(runAt: string): PartFacts {
  return {
    runAt,
    at: runAt,
    commit: "abc1234",
    deno: "2.6.8",
    machine: "A processor",
    load: 0,
    othersCores: 0,
    tookS: 1,
  };
}

function run(at: string, parts: string[] = KNOWN) {
  return { at, load: 0, parts };
}

/** A complete run of old. */
function complete(at = "monday"): Records {
  let records = beginRun(undefined, run(at), KNOWN);
  for (const name of KNOWN) {
    records = withPart(records, name, { facts: facts(at), value: { was: at } }, KNOWN);
  }
  return records;
}

Deno.test("a part that is measured anew leaves the others and their facts as they were", () => {
  let records = beginRun(complete(), run("tuesday", ["latency"]), KNOWN);
  records = withPart(records, "latency", { facts: facts("tuesday"), value: { was: "tuesday" } }, KNOWN);
  assert.deepEqual(Object.entries(records.parts).map(([name, { facts }]) => [name, facts.runAt]), [
    ["conversion", "monday"],
    ["latency", "tuesday"],
    ["page", "monday"],
  ]);
  assert.deepEqual(records.parts.conversion, complete().parts.conversion);
  assert.deepEqual(partsLeft(records), []);
});

Deno.test("a complete run replaces all parts, and drops those that exist no more", () => {
  let records = complete();
  records = { ...records, parts: { ...records.parts, retired: { facts: facts("sunday"), value: 1 } } };
  records = beginRun(records, run("tuesday"), KNOWN);
  assert.deepEqual(Object.keys(records.parts), KNOWN);
  assert.deepEqual(partsLeft(records), KNOWN, "what was measured before does not count for this run");
  for (const name of KNOWN) {
    records = withPart(records, name, { facts: facts("tuesday"), value: 2 }, KNOWN);
  }
  assert(Object.values(records.parts).every(({ facts }) => facts.runAt === "tuesday"));
});

Deno.test("partsLeft names what an interrupted run has not measured and what failed in it", () => {
  let records = beginRun(complete(), run("tuesday"), KNOWN);
  records = withPart(records, "conversion", { facts: facts("tuesday"), value: 2 }, KNOWN);
  records = withPart(records, "latency", { facts: facts("tuesday"), failed: "no port" }, KNOWN);
  assert.deepEqual(partsLeft(parseRecords(JSON.stringify(records))), ["latency", "page"]);
});

Deno.test("withPart keeps the order of the parts, however they came", () => {
  let records = beginRun(undefined, run("monday"), KNOWN);
  for (const name of ["page", "conversion"]) {
    records = withPart(records, name, { facts: facts("monday"), value: 1 }, KNOWN);
  }
  assert.deepEqual(Object.keys(records.parts), ["conversion", "page"]);
});

Deno.test("parseRecords refuses what it cannot have written, and says where and what to do", () => {
  const { run: _, ...withoutRun } = complete();
  for (
    const [text, why] of [
      ["{", /it is no JSON .*restore it or remove it/],
      [JSON.stringify(withoutRun), /\(run: .*restore it or remove it/],
      [JSON.stringify({ at: "2026", latency: { p50Ms: 3 } }), /was not written by this program/],
    ] as const
  ) assert.throws(() => parseRecords(text), why);
});
