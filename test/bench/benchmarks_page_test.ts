import assert from "node:assert/strict";
import { benchmarksPage } from "./benchmarks_page.ts";
import { FIGURES, HEADINGS, valueAt } from "./figures.ts";
import { PARTS } from "./parts.ts";

const RUN = {
  at: "2026-11-25T21:00:00.000Z",
  commit: "abc1234",
  deno: "2.6.8",
  machine: "A processor, 2 cores",
  loadBefore: 0.1,
  latency: { p50Ms: 4.5, p95Ms: 21.25, p99Ms: 30 },
  page: { failed: "no chromium" },
  conversion: { hexToCelsiusUs: { least: 15.8 }, hexToCelsiusRatio: 1.69 },
  ramp: {
    ramps: [{
      sensors: 10,
      kneePerSecond: 500,
      steps: [{
        askedPerSecond: 500,
        framesPerSecond: 499,
        lostPercent: 0,
        cpuPercent: { fusion: 12, ui: null },
      }],
    }],
  },
};

Deno.test("benchmarksPage puts each figure beside its promise and names those that were not kept first", () => {
  const page = benchmarksPage(RUN);
  assert.match(page, /\| Packet to siren, p95 \| 21\.3 ms \| 20 ms at most \| \*\*not kept\*\* \|/);
  assert.match(page, /\| Packet to siren, p99 \| 30 ms \| 50 ms at most \| kept \|/);
  assert.match(page, /\| Packet to siren, p50 \| 4\.5 ms \| {2}\| {2}\|/);
  assert.match(
    page,
    /\* Packet to siren, 100 sensors.*: Packet to siren, p95: 21\.3 ms, promised 20 ms at most/,
  );
  assert.match(page, /15\.8 us \(1\.69 x a fixed loop/);
  assert.match(page, /\| 10 \| 500 \| 499 \| 0 % \| 12 \| \? \|/);
});

Deno.test("benchmarksPage says of a part that failed or did not run, and counts its promises as not kept", () => {
  const page = benchmarksPage(RUN);
  assert.match(page, /## Page\n\nFailed in this run: no chromium/);
  assert.match(page, /## Gate\n\nNot measured in this run\./);
  const [, kept, of] = /(\d+) of (\d+) promises kept/.exec(page)!;
  assert.equal(Number(kept), 2);
  assert.equal(
    Number(of),
    FIGURES.filter(({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined).length,
  );
});

Deno.test("every part has a heading, and every figure belongs to a part", () => {
  assert.deepEqual(
    Object.keys(HEADINGS),
    Object.keys(PARTS).filter((name) => !PARTS[name].byNameOnly),
  );
  for (const { part, what } of FIGURES) assert.ok(part in PARTS, what);
});

Deno.test("valueAt finds a number by its path, and nothing where none stands", () => {
  assert.equal(valueAt({ a: [{ "1 year": 3 }] }, "a.0.1 year"), 3);
  for (const wrong of [undefined, { a: null }, { a: { b: "3" } }, { a: { b: NaN } }]) {
    assert.equal(valueAt(wrong, "a.b"), undefined);
  }
});
