import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../../clock/fake_clock.ts";
import type { OutputLine } from "../line.ts";
import { SimulatedLines, type TraceRecord } from "./simulated_lines.ts";

function opened(lines: SimulatedLines, id: string, on: boolean): OutputLine {
  const result = lines.open(id, on);
  assert.ok(result.ok);
  return result.value;
}

function trace(folder: string, file = "trace.jsonl"): TraceRecord[] {
  return Deno.readTextFileSync(join(folder, file)).trim().split("\n").map((line) => JSON.parse(line));
}

function inFolder(test: (folder: string) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const folder = await Deno.makeTempDir();
    try {
      await test(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
}

Deno.test(
  "SimulatedLines shows the level in a file and every change with its time in the trace",
  inFolder(async (folder) => {
    const clock = new FakeClock({ monotonicMs: 5_000 });
    const line = opened(new SimulatedLines({ folder, clock }), "siren 1", false);
    const level = () => Deno.readTextFileSync(join(folder, "siren 1.level"));
    assert.equal(level(), "0\n");
    await clock.advance(250);
    assert.ok(line.set(true).ok);
    assert.equal(level(), "1\n");
    await clock.advance(250);
    assert.ok(line.set(true).ok, "the same level again is no change");
    line.close();
    assert.equal(level(), "1\n", "closing leaves the level");
    assert.deepEqual(trace(folder).map(({ atMs, line, event, on }) => ({ atMs, line, event, on })), [
      { atMs: 5_000, line: "siren 1", event: "open", on: false },
      { atMs: 5_250, line: "siren 1", event: "set", on: true },
      { atMs: 5_500, line: "siren 1", event: "close", on: true },
    ]);
  }),
);

Deno.test(
  "SimulatedLines opens a line that must sound with that level, and appends to the trace of the process before",
  inFolder((folder) => {
    const clock = new FakeClock();
    opened(new SimulatedLines({ folder, clock }), "s", true);
    opened(new SimulatedLines({ folder, clock }), "s", true);
    assert.equal(Deno.readTextFileSync(join(folder, "s.level")), "1\n");
    assert.deepEqual(trace(folder).map((record) => [record.event, record.on]), [["open", true], [
      "open",
      true,
    ]]);
  }),
);

Deno.test(
  "SimulatedLines refuses a second opening of the same line until it is closed",
  inFolder((folder) => {
    const lines = new SimulatedLines({ folder, clock: new FakeClock() });
    const line = opened(lines, "s", false);
    const second = lines.open("s", false);
    assert.equal(second.ok ? "" : second.fault.kind, "busy");
    line.close();
    line.close();
    opened(lines, "s", false);
  }),
);

Deno.test(
  "SimulatedLines keeps the trace within two files of its limit",
  inFolder((folder) => {
    const lines = new SimulatedLines({ folder, clock: new FakeClock(), traceBytesMax: 1_000 });
    const line = opened(lines, "s", false);
    for (let change = 0; change < 200; change++) assert.ok(line.set(change % 2 === 0).ok);
    assert.ok(Deno.statSync(join(folder, "trace.jsonl")).size <= 1_000);
    assert.ok(Deno.statSync(join(folder, "trace.old.jsonl")).size <= 1_000);
    assert.equal(trace(folder).at(-1)?.on, false, "the newest change is in the newest file");
  }),
);

Deno.test(
  "SimulatedLines answers with a fault, never silently, when its folder is missing, vanishes or refuses the file",
  inFolder((folder) => {
    const clock = new FakeClock();
    const missing = new SimulatedLines({ folder: join(folder, "none"), clock }).open("s", false);
    assert.equal(missing.ok ? "" : missing.fault.kind, "missing");

    const run = join(folder, "run");
    Deno.mkdirSync(run);
    const line = opened(new SimulatedLines({ folder: run, clock }), "s", false);
    Deno.removeSync(run, { recursive: true });
    const gone = line.set(true);
    assert.equal(gone.ok ? "" : gone.fault.kind, "gone");
    Deno.mkdirSync(run);
    assert.ok(line.set(true).ok, "the level that failed is not remembered as set");
    assert.equal(Deno.readTextFileSync(join(run, "s.level")), "1\n");

    Deno.mkdirSync(join(folder, "t.level"));
    const blocked = new SimulatedLines({ folder, clock }).open("t", false);
    assert.equal(blocked.ok ? "" : blocked.fault.kind, "failed");
  }),
);
