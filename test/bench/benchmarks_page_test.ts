import assert from "node:assert/strict";
import { benchmarksPage, isPromised } from "./benchmarks_page.ts";
import { ELSEWHERE } from "./elsewhere.ts";
import { FIGURES, HEADINGS, valueAt } from "./figures.ts";
import { PARTS } from "./parts.ts";
import type { PartFacts, Records } from "./records.ts";

const FACTS: PartFacts = {
  runAt: "2026-11-25T21:00:00.000Z",
  at: "2026-11-25T21:03:00.000Z",
  commit: "abc1234",
  deno: "2.6.8",
  machine: "A processor, 2 cores",
  load: 0.1,
  program: "the executable of 164.2 MB",
  othersCores: 0.03,
  tookS: 21,
};
const RUN: Records = {
  run: { at: FACTS.runAt, load: 0.1, parts: ["latency", "page", "conversion"] },
  parts: {
    latency: { facts: FACTS, value: { p50Ms: 4.5, p95Ms: 21.25, p99Ms: 30 } },
    page: { facts: FACTS, failed: "no chromium" },
    conversion: { facts: FACTS, value: { hexToCelsiusUs: { least: 15.8 }, hexToCelsiusRatio: 1.69 } },
    cameras: { facts: FACTS, value: { ffmpegCameras: { handOverMs: { p50: 0.4 } } } },
    ramp: {
      facts: {
        ...FACTS,
        runAt: "2026-11-01T08:00:00.000Z",
        at: "2026-11-01T08:10:00.000Z",
        commit: "fed4321",
        load: 2.5,
      },
      value: {
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
    },
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
  assert.match(page, /## Page\n\nCommit .*\n\nNot measured: no chromium\n/);
  assert.match(page, /## Gate\n\nNot measured\.\n/);
  const [, kept, of, broken, missing] = /(\d+) of (\d+) promises kept, (\d+) not kept, (\d+) not/.exec(page)!
    .map(Number);
  assert.deepEqual([kept, broken, kept + broken + missing], [2, 2, of]);
  assert.match(page, /Not measured, for the reasons below: Gate; .*Page; .*Under a flood/);
  assert.equal(
    of,
    FIGURES.filter(isPromised).length,
  );
});

Deno.test("benchmarksPage says under what conditions each part was measured, and which are older than its run", () => {
  const page = benchmarksPage(RUN);
  assert.match(page, /\* commit abc1234, Deno 2\.6\.8, A processor, 2 cores\n/);
  assert.match(page, /\* run of 2026-11-25T21:00:00\.000Z; load of the machine before it began: 0\.1\n/);
  assert.match(page, /\* \*\*from older runs\*\*, as said beside each: To the knee\n/);
  assert.match(
    page,
    /Commit abc1234, .*, in 21 s, the executable of 164\.2 MB; other programs kept 0\.03 cores busy meanwhile\./,
  );
  assert.match(
    page,
    /\*\*Older than the page's run\*\*: 2026-11-01T08:10:00\.000Z, commit fed4321, .*load before its run 2\.5/,
  );
  assert.equal(page.match(/Older than/g)?.length, 1);
});

Deno.test("benchmarksPage explains a promise that is not kept where there is an explanation, and only then", () => {
  const explained =
    /Hand-over to another process, p50, 8 cameras: 0\.4 ms, promised 0\.1 ms at most\. The ring itself/;
  assert.match(benchmarksPage(RUN), explained);
  const kept = { facts: FACTS, value: { ffmpegCameras: { handOverMs: { p50: 0.09 } } } };
  assert.doesNotMatch(benchmarksPage({ ...RUN, parts: { ...RUN.parts, cameras: kept } }), /The ring itself/);
});

Deno.test("benchmarksPage says of a part what its figures do not show", () => {
  const scale = { facts: FACTS, value: { site: { lent: 15 }, limits: ["All boxes share two cores."] } };
  const page = benchmarksPage({ ...RUN, parts: { ...RUN.parts, "fleet-scale": scale } });
  assert.match(page, /which other boxes watch \| 15 \| 15 at least \| kept \|\n/);
  assert.match(page, /\|\n\n\* All boxes share two cores\.\n/);
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

Deno.test("benchmarksPage holds a figure against another of its part, give or take a tenth", () => {
  const pageOf = (of10: number | undefined) =>
    benchmarksPage({
      ...RUN,
      parts: {
        gate: {
          facts: FACTS,
          value: { acceptUs: { of10000: 0.5, ...(of10 === undefined ? {} : { of10 }) } },
        },
      },
    });
  assert.match(
    pageOf(0.46),
    /beside a list of 10 \| 0\.5 us \| no more than with 10 networks: 0\.46 us, give or take a tenth \| kept \|/,
  );
  assert.match(pageOf(0.45), /beside a list of 10 \| 0\.5 us \| .*0\.45 us, .* \| \*\*not kept\*\* \|/);
  assert.match(
    pageOf(undefined),
    /beside a list of 10 \| 0\.5 us \| no more than with 10 networks \| \*\*not kept/,
  );
});

Deno.test("benchmarksPage shows the latencies step by step, and the memory of each process, where a part has them", () => {
  const histogram = [{ upToMs: 5, count: 7 }, { upToMs: 20, count: 2 }, { count: 1 }];
  const page = benchmarksPage({
    ...RUN,
    parts: {
      latency: { facts: FACTS, value: { histogram } },
      "camera-load": {
        facts: FACTS,
        value: {
          eight: { residentMb: { fusion: 90, "cameras-0": 110 } },
          twenty: {
            residentMb: { fusion: 95 },
            sensorsAlarmLatency: { histogram: [{ upToMs: 5, count: 4 }, { count: 0 }] },
          },
        },
      },
    },
  });
  assert.match(
    page,
    /\| packet to siren, ms \| <= 5 \| <= 20 \| > 20 \|\n.*\n\| alarms \| 7 \| 2 \| 1 \|/,
  );
  assert.match(page, /\| alarms \| 4 \| 0 \|/);
  assert.match(
    page,
    /\| memory, MB \| fusion \| cameras-0 \|\n.*\n\| 8 cameras, .* \| 90 \| 110 \|\n\| 20 cameras, .* \| 95 \| {2}\|/,
  );
  assert.doesNotMatch(benchmarksPage(RUN), /memory, MB|<= 5/);
});

Deno.test("what is shown elsewhere names files that there are", async () => {
  const page = benchmarksPage(RUN);
  for (const { promise, shown } of ELSEWHERE) {
    assert.ok(page.includes(`| ${promise} | ${shown} |`));
    for (const [, path] of shown.matchAll(/`((?:test|src)\/[^`]+)`/g)) {
      assert.ok((await Deno.stat(new URL(`../../${path}`, import.meta.url))).isFile, path);
    }
  }
});
