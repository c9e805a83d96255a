import assert from "node:assert/strict";
import { FakeDisk } from "./fake_disk.ts";
import { realDisk } from "./log_disk.ts";
import { logNames, type LogReading, readLogs } from "./log_reader.ts";

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`;
const record = (second: number, text: string, level = "info", more = {}) =>
  JSON.stringify({ at: at(second), level, category: "app", text, ...more }) + "\n";

function site(): FakeDisk {
  const disk = new FakeDisk();
  disk.files.set("/logs/fusion.000002.log.gz", record(1, "f1") + record(4, "f4", "warning"));
  disk.files.set("/logs/fusion.000010.log", record(6, "f6"));
  disk.files.set("/logs/fusion.log", record(9, "f9", "error"));
  disk.files.set("/logs/ui.log", record(2, "u2", "debug") + record(5, "u5"));
  const story = { role: "fusion", kind: "back" };
  disk.files.set("/logs/watchdog.log", record(7, "fusion is back after 0.3 s", "info", story));
  disk.files.set("/logs/notes.txt", "not a log");
  return disk;
}

async function texts(disk: FakeDisk, filter = {}, reading?: LogReading): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of readLogs(disk, "/logs", filter, reading)) found.push(entry.text);
  return found;
}

Deno.test("readLogs merges all logs of a directory by time, archives included", async () => {
  assert.deepEqual(await texts(site()), ["f1", "u2", "f4", "u5", "f6", "fusion is back after 0.3 s", "f9"]);
  assert.deepEqual(await logNames(site(), "/logs"), ["fusion", "ui", "watchdog"]);
  assert.deepEqual(await texts(new FakeDisk()), []);
});

Deno.test("readLogs filters by log, role, level and time", async () => {
  const disk = site();
  assert.deepEqual(await texts(disk, { logs: ["ui"] }), ["u2", "u5"]);
  assert.deepEqual(await texts(disk, { roles: ["fusion"] }), [
    "f1",
    "f4",
    "f6",
    "fusion is back after 0.3 s",
    "f9",
  ]);
  assert.deepEqual(await texts(disk, { level: "warning" }), ["f4", "f9"]);
  assert.deepEqual(await texts(disk, { sinceWallMs: Date.parse(at(6)), level: "info" }), [
    "f6",
    "fusion is back after 0.3 s",
    "f9",
  ]);
});

Deno.test("readLogs leaves out and counts lines that are no records", async () => {
  const disk = site();
  disk.files.set(
    "/logs/ui.log",
    "\n{\n" + record(2, "u2") + `{"at":"yesterday","level":"info","text":"x"}\n` +
      `{"at":"${at(3)}","level":"loud","text":"x"}\n` + "\0".repeat(100) + "\n" + "x".repeat(300_000) + "\n" +
      record(5, "u5", "info", { role: 17, kind: {} }) + `{"at":"${at(8)}","lev`,
  );
  const reading: LogReading = { malformed: 0, unreadable: [] };
  assert.deepEqual(await texts(disk, { logs: ["ui"] }, reading), ["u2", "u5"]);
  assert.deepEqual(reading, { malformed: 6, unreadable: [] });
});

Deno.test("readLogs goes on after an archive that cannot be read", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/ui.000001.log.gz`, "this is not gzip");
  await Deno.writeTextFile(`${dir}/ui.log`, record(5, "u5"));
  const reading: LogReading = { malformed: 0, unreadable: [] };
  const found: string[] = [];
  for await (const entry of readLogs(realDisk, dir, {}, reading)) found.push(entry.text);
  assert.deepEqual(found, ["u5"]);
  assert.equal(reading.unreadable.length, 1);
  assert.match(reading.unreadable[0]!, /^ui\.000001\.log\.gz: /);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("readLogs closes its files when the reader has seen enough", async () => {
  const dir = await Deno.makeTempDir();
  for (const name of ["fusion", "ui"]) {
    await Deno.writeTextFile(`${dir}/${name}.log`, record(1, name).repeat(20_000));
  }
  for await (const entry of readLogs(realDisk, dir)) {
    assert.equal(entry.log, "fusion");
    break;
  }
  await Deno.remove(dir, { recursive: true });
});
