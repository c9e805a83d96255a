import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import type { ChildEnd } from "../watchdog/supervisor_ports.ts";
import { CrashReports } from "./crash_reports.ts";

const STACK = [
  "error: Uncaught (in promise) TypeError: x is not a function",
  "    at step (src/fusion/step.ts:40:3)",
];

function end(more: Partial<ChildEnd> = {}): ChildEnd {
  return {
    role: "fusion",
    cause: { kind: "exited", code: 1 },
    ranMs: 61_000,
    restarts: 3,
    usage: { residentBytes: 81e6, cpuMs: 12_345 },
    lines: () => STACK,
    ...more,
  };
}

async function withReports(
  run: (box: {
    folder: string;
    clock: FakeClock;
    reports: CrashReports;
    notes: string[];
    files: () => Record<string, unknown>[];
  }) => Promise<void>,
): Promise<void> {
  const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const folder = `${state}/crashes`;
  const clock = new FakeClock();
  const notes: string[] = [];
  const reports = new CrashReports({ folder, clock, note: (text) => notes.push(text) });
  const files = () =>
    [...Deno.readDirSync(folder)].map(({ name }) => name).sort().map((name) =>
      JSON.parse(Deno.readTextFileSync(`${folder}/${name}`))
    );
  try {
    await run({ folder, clock, reports, notes, files });
  } finally {
    await reports.close();
    await Deno.remove(state, { recursive: true });
  }
}

/** Ends, with all output read. */
async function crash(reports: CrashReports, one: ChildEnd): Promise<void> {
  reports.started(one.role, Promise.resolve());
  reports.ended(one);
  await reports.close();
}

Deno.test("a crash leaves its stack, its figures, its cause and what ran, in a private file", () =>
  withReports(async ({ folder, reports, files }) => {
    reports.started("fusion", Promise.resolve());
    reports.metrics("fusion", [
      { name: "embereye_readings_total", values: [{ labels: { zone: "boiler" }, value: 7 }] },
      { name: "embereye_latency", values: [{ labels: { le: 1 }, value: 9 }] },
      "no metric",
    ]);
    reports.ended(end());
    await reports.close();
    const [report] = files();
    assert.match(String(report.why), /^fusion ended by itself with exit code 1/);
    assert.deepEqual(report.lines, STACK);
    assert.deepEqual(report.metrics, ['embereye_readings_total{"zone":"boiler"} 7']);
    assert.deepEqual([report.residentBytes, report.restarts, report.times], [81e6, 3, 1]);
    assert(report.version !== "" && (report.runtime as { deno: string }).deno === Deno.version.deno);
    const [file] = [...Deno.readDirSync(folder)];
    assert.equal(Deno.statSync(`${folder}/${file.name}`).mode! & 0o077, 0);
  }));

Deno.test("what a process says while it dies is waited for, and no longer than it takes", () =>
  withReports(async ({ reports, files }) => {
    const drained = Promise.withResolvers<void>();
    let lines: string[] = [];
    reports.started("fusion", drained.promise);
    reports.ended(end({ lines: () => lines }));
    await Promise.resolve();
    lines = STACK;
    drained.resolve();
    await reports.close();
    assert.deepEqual(files()[0].lines, STACK);
  }));

Deno.test("a restart loop of a night fills neither the disk nor its life: one file, which counts", () =>
  withReports(async ({ clock, reports, files }) => {
    for (let i = 0; i < 500; i++) {
      clock.jump(20_000);
      await crash(reports, end({ restarts: i }));
    }
    const all = files();
    assert.equal(all.length, 1);
    assert.equal(all[0].restarts, 0, "the first tells how it began");
    assert(Number(all[0].times) > 450, `${all[0].times} of 500 counted when it was written last`);
  }));

Deno.test("other ends are other files, at most six of each process, the newest kept", () =>
  withReports(async ({ clock, reports, files }) => {
    for (let code = 1; code <= 30; code++) {
      clock.jump(2_000);
      await crash(reports, end({ cause: { kind: "exited", code } }));
    }
    await crash(reports, end({ role: "ui", cause: { kind: "memory", bytes: 5e8, limitBytes: 4e8 } }));
    const own = files().filter(({ process }) => process === "fusion");
    assert.equal(own.length, 6);
    assert.deepEqual((own.at(-1)!.cause as { code: number }).code, 30);
    assert.equal(files().length, 7);
  }));

Deno.test("two processes that end together each leave their report, with what each had said when it ended", () =>
  withReports(async ({ reports, files }) => {
    const drained = Promise.withResolvers<void>();
    const metric = (value: number) => [{ name: "embereye_readings_total", values: [{ labels: {}, value }] }];
    reports.started("ui", drained.promise);
    reports.started("outputs", Promise.resolve());
    reports.metrics("outputs", metric(7));
    let lines = STACK;
    reports.ended(end({ role: "ui" }));
    reports.ended(end({ role: "outputs", lines: () => lines }));
    await new Promise((resolve) => setTimeout(resolve, 0));
    // The next run of the outputs has begun and tells of itself.
    reports.started("outputs", Promise.resolve());
    reports.metrics("outputs", metric(1));
    lines = ["outputs started"];
    drained.resolve();
    await reports.close();
    assert.deepEqual(files().map(({ process }) => process), ["outputs", "ui"]);
    assert.deepEqual([files()[0].lines, files()[0].metrics], [STACK, ["embereye_readings_total{} 7"]]);
  }));

Deno.test("a process that ends again before its report is written adds to its count", () =>
  withReports(async ({ reports, files }) => {
    const drained = Promise.withResolvers<void>();
    reports.started("fusion", drained.promise);
    for (let i = 0; i < 3; i++) reports.ended(end());
    drained.resolve();
    await reports.close();
    assert.deepEqual(files().map(({ times }) => times), [3]);
  }));

Deno.test("figures of an earlier run are not shown as those of a run that had told none", () =>
  withReports(async ({ reports, files }) => {
    reports.metrics("fusion", [{ name: "embereye_readings_total", values: [{ labels: {}, value: 7 }] }]);
    await crash(reports, end());
    assert.deepEqual(files()[0].metrics, []);
  }));

Deno.test("what could not be written leaves nothing behind, and what was left behind pushes out no report", () =>
  withReports(async ({ folder, clock, reports, notes, files }) => {
    for (let code = 1; code <= 5; code++) {
      clock.jump(2_000);
      await crash(reports, end({ cause: { kind: "exited", code } }));
    }
    Deno.writeTextFileSync(`${folder}/fusion-20260101T000000Z.json.part`, "{");
    clock.jump(2_000);
    await crash(reports, end({ cause: { kind: "exited", code: 6 } }));
    assert.equal(files().length, 6);
    // As on a full disk, the last step fails: there is no room for a report under the name of a folder.
    clock.jump(2_000);
    const at = new Date(clock.wallMs()).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
    Deno.mkdirSync(`${folder}/fusion-${at}Z.json`);
    await crash(reports, end({ cause: { kind: "exited", code: 7 } }));
    assert.match(notes.join(), /crash report of fusion cannot be written/);
    assert.deepEqual([...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".part")), []);
    Deno.removeSync(`${folder}/fusion-${at}Z.json`);
  }));

Deno.test("without a disk it is said, and nothing throws", async () => {
  const notes: string[] = [];
  const reports = new CrashReports({
    folder: "/proc/no-such-folder",
    clock: new FakeClock(),
    note: (text) => notes.push(text),
  });
  await crash(reports, end());
  assert.match(notes[0], /crash report of fusion cannot be written/);
});
