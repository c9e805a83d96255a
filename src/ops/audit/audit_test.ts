import assert from "node:assert/strict";
import { listeningSockets } from "./sockets.ts";
import { believedGrowth, trendOf } from "./trend.ts";
import { judgeMemory } from "./memory.ts";
import { topAllocations } from "./heap.ts";

const QUARTER_MS = 900_000;

function noisy(slopeADay: number): number[] {
  return Array.from(
    { length: 7 * 96 },
    (_, i) => i % 50 === 3 ? NaN : 100 + slopeADay * i / 96 + 5 * Math.sin(i * 12.9898),
  );
}

Deno.test("trendOf: a leak is found through noise, noise alone is no leak, gaps are no zeros", () => {
  const leak = trendOf(noisy(2), QUARTER_MS)!;
  assert(Math.abs(leak.slope - 2) < 0.2, `${leak.slope}`);
  assert(believedGrowth(leak) > 0.015);
  const calm = trendOf(noisy(0), QUARTER_MS)!;
  assert(believedGrowth(calm) < 0.001, `${calm.slope} +- ${calm.slopeError}`);
  assert.equal(trendOf([1, 2, NaN], QUARTER_MS), undefined);
});

Deno.test("judgeMemory: what grows is named with its confidence; too short a history is no pass and no finding", () => {
  const bytes = (megabytes: number[]) => megabytes.map((value) => value * 1e6);
  const leak = judgeMemory("fusion", trendOf(bytes(noisy(2)), QUARTER_MS));
  assert.deepEqual(leak.findings.map(({ code, values }) => [code, values.process]), [[
    "memory-grows",
    "fusion",
  ]]);
  assert(Number(leak.findings[0].values.error) > 0);
  assert.deepEqual(judgeMemory("ui", trendOf(bytes(noisy(0)), QUARTER_MS)).findings, []);
  const short = judgeMemory("ui", undefined);
  assert.deepEqual([short.findings.length, short.notes[0].code, Object.keys(short.figures).length], [
    0,
    "history-short",
    0,
  ]);
});

Deno.test("topAllocations sums a function over all ways to it, by its own bytes, and leaves out what is before src/", () => {
  const node = (functionName: string, url: string, selfSize: number, children: unknown[] = []) => ({
    callFrame: { functionName, url, lineNumber: 9 },
    selfSize,
    children,
  });
  const step = "file:///opt/embereye/src/fusion/step.ts";
  const head = node("(root)", "", 0, [
    node("a", "file:///opt/embereye/src/a.ts", 10, [node("step", step, 300)]),
    node("b", "", 50, [node("step", step, 400)]),
    node("", "ext:core/01_core.js", 20),
    node("compile", "file:///var/cache/deno/npm/registry.example.org/zod/4.6.7/v4/core/doc.js", 60),
  ]);
  assert.deepEqual(topAllocations(head as Parameters<typeof topAllocations>[0], 3), [
    { name: "step", place: "src/fusion/step.ts:10", bytes: 700 },
    { name: "compile", place: "npm:zod/4.6.7/v4/core/doc.js:10", bytes: 60 },
    { name: "b", place: "the engine", bytes: 50 },
  ]);
});

Deno.test("listeningSockets reads the kernel's table, and only what listens", () => {
  const table =
    `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   998        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000   998        0 4712 1 0 100 0 0 10 0
`;
  assert.deepEqual(listeningSockets(table), [{ address: "127.0.0.1", port: 8080, inode: "4711", uid: 998 }]);
  const six = table.replaceAll(
    "0100007F:1F90 00000000:0000",
    `${"0".repeat(24)}01000000:2329 ${"0".repeat(32)}:0000`,
  );
  assert.deepEqual(listeningSockets(six).map(({ address, port }) => [address, port]), [[
    "0:0:0:0:0:0:0:1",
    9001,
  ]]);
});
