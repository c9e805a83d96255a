import assert from "node:assert/strict";
import { widthOf } from "./text_layout.ts";
import { rowsOfFiles } from "./role_rows.ts";
import { cpuSince, topLines, type TopView } from "./top_view.ts";

const row = (role: string, cpuMs: number, pid = 7) => ({ role, state: "running", pid, cpuMs, queues: [] });
const view = (atMs: number, rows: TopView["rows"]): TopView => ({ atMs, atWallMs: 0, rows });

Deno.test("cpuSince measures each process between two looks, and not across a restart", () => {
  const before = view(1_000, [row("ui", 500), row("fusion", 900, 8)]);
  const after = cpuSince(before, view(3_000, [row("ui", 1_500), row("fusion", 20, 9)]));
  assert.deepEqual(after.rows.map(({ cpuPercent }) => cpuPercent), [50, undefined]);
  assert.equal(cpuSince(undefined, before), before);
});

Deno.test("topLines fits 80 columns with full queues, and says where its figures come from", () => {
  const full = {
    role: "sensors",
    state: "backing-off",
    pid: 4_194_304,
    forMs: 3_600_000 * 50,
    restarts: 1_234,
    residentBytes: 1_234e6,
    cpuPercent: 199.9,
    queues: [{ name: "fusion", depth: 50_000, max: 50_000 }, { name: "pictures", depth: 1, max: 9 }],
  };
  const lines = topLines({ ...view(0, [full]), reason: "the page cannot be reached" }, {
    columns: 80,
    colours: false,
  });
  assert(lines.every((line) => widthOf(line) <= 80), lines.join("\n"));
  assert.match(lines.join("\n"), /From the processes themselves, because the page cannot be reached\./);
  assert.match(lines.join("\n"), /sensors {2}backing-off {2}2 d 2 h/);
});

Deno.test("rowsOfFiles believes the process more than the log", () => {
  const told = { sinceWallMs: 0, restarts: 1, state: "ready" as const };
  const rows = rowsOfFiles(
    [{ ...told, role: "fusion" }, { ...told, role: "ui", state: "stopped" }, { ...told, role: "outputs" }],
    new Map([["outputs", Deno.pid], ["ui", Deno.pid]]),
    5_000,
  );
  assert.deepEqual(rows.map(({ role, state }) => [role, state]), [
    ["fusion", "not running"],
    ["ui", "running"],
    ["outputs", "ready"],
  ]);
  assert.equal(rows[2].forMs, 5_000);
});
