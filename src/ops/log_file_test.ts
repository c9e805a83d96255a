import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import { FakeDisk } from "./fake_disk.ts";
import { realDisk } from "./log_disk.ts";
import { archivesOf, openLogFile } from "./log_file.ts";

function open(disk: FakeDisk, clock = new FakeClock(), bytesMax = 100, archivesMax = 3) {
  return openLogFile({ clock, disk, dir: "/logs", name: "fusion", bytesMax, archivesMax });
}

/** Pushes `line` and lets the disk take it before the next one. */
async function pushSlowly(file: { push(line: string): void }, clock: FakeClock, lines: string[]) {
  for (const line of lines) {
    file.push(line);
    await clock.advance(0);
  }
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `record ${String(from + n).padStart(42, "0")}`);

Deno.test("openLogFile rotates at its length, compresses, and keeps the newest archives only", async () => {
  const disk = new FakeDisk();
  const clock = new FakeClock();
  const file = open(disk, clock);
  // Two records of 50 bytes fill a file.
  await pushSlowly(file, clock, numbered(0, 12));
  await file.close();
  assert.deepEqual([...disk.files.keys()].sort(), [
    "/logs/fusion.000003.log.gz",
    "/logs/fusion.000004.log.gz",
    "/logs/fusion.000005.log.gz",
    "/logs/fusion.log",
  ]);
  assert.deepEqual(disk.lines("/logs/fusion.000003.log.gz"), numbered(4, 6));
  assert.deepEqual(disk.lines("/logs/fusion.log"), numbered(10, 12));
  assert.equal(disk.opened, 0, "all files are closed");
});

Deno.test("openLogFile goes on numbering and appending where an earlier process ended", async () => {
  const disk = new FakeDisk();
  disk.files.set("/logs/fusion.000041.log.gz", "old\n");
  disk.files.set("/logs/fusion.000042.log", "left uncompressed\n");
  disk.files.set("/logs/fusion.000042.log.gz.part", "torn");
  disk.files.set("/logs/fusion-2.000099.log", "of another log\n");
  disk.files.set("/logs/fusion.log", "half a li");
  const clock = new FakeClock();
  const file = open(disk, clock);
  await pushSlowly(file, clock, numbered(0, 3));
  await file.close();
  assert.deepEqual(disk.lines("/logs/fusion.000043.log.gz"), ["half a li", ...numbered(0, 1)]);
  assert.deepEqual([...disk.files.keys()].sort(), [
    "/logs/fusion-2.000099.log",
    "/logs/fusion.000041.log.gz",
    "/logs/fusion.000042.log.gz",
    "/logs/fusion.000043.log.gz",
    "/logs/fusion.log",
  ]);
});

Deno.test("openLogFile keeps an archive that cannot be compressed, and says so", async () => {
  const disk = new FakeDisk();
  disk.compressFault = new Error("Cannot allocate memory");
  const clock = new FakeClock();
  const file = open(disk, clock, 400);
  await pushSlowly(file, clock, numbered(0, 9));
  assert.deepEqual(disk.lines("/logs/fusion.000001.log"), numbered(0, 8));
  assert.match(
    disk.lines("/logs/fusion.log").at(-1)!,
    /tidying the log fusion failed.*Cannot allocate memory/,
  );
  disk.compressFault = undefined;
  await pushSlowly(file, clock, numbered(9, 20));
  await file.close();
  assert.ok(disk.files.has("/logs/fusion.000001.log.gz"));
  assert.ok(!disk.files.has("/logs/fusion.000001.log"));
});

Deno.test("openLogFile on a full disk keeps whole lines, and tells how many it lost", async () => {
  const disk = new FakeDisk();
  const clock = new FakeClock();
  const file = open(disk, clock, 1e9);
  disk.room = 70;
  for (const line of numbered(0, 20_000)) file.push(line);
  await clock.advance(5_000);
  const lost = file.lostTotal();
  assert.ok(lost > 0);
  disk.room = Infinity;
  await clock.advance(1_000);
  await file.close();
  const lines = disk.lines("/logs/fusion.log");
  assert.deepEqual(lines.slice(0, -1), numbered(0, 20_000 - lost));
  const told = JSON.parse(lines.at(-1)!);
  assert.equal(told.level, "warning");
  assert.equal(told.text, `${lost.toLocaleString("en-US")} records were lost while the disk was full`);
});

Deno.test("openLogFile opens its file anew after a fault", async () => {
  const disk = new FakeDisk();
  const clock = new FakeClock();
  const file = open(disk, clock, 1e9);
  disk.fault = new Error("Read-only file system (os error 30)");
  file.push("first");
  await clock.advance(3_000);
  disk.fault = undefined;
  await clock.advance(1_000);
  file.push("second");
  await file.close();
  assert.deepEqual(disk.lines("/logs/fusion.log"), ["first", "second"]);
  assert.equal(disk.opened, 0);
});

Deno.test("archivesOf sorts by number, takes the compressed one of two, and nothing of other logs", () => {
  const names = [
    "ui.000010.log.gz",
    "ui.000009.log",
    "ui.000009.log.gz",
    "ui.000011.log",
    "ui.log",
    "ui.1.log.gz.part",
    "uix.000001.log",
    "ui..log",
    "ui.abc.log",
  ];
  assert.deepEqual(archivesOf("ui", names), ["ui.000009.log.gz", "ui.000010.log.gz", "ui.000011.log"]);
});

Deno.test("openLogFile works on the real disk", async () => {
  const dir = `${await Deno.makeTempDir()}/made/as needed`;
  const file = openLogFile({ clock: systemClock(), disk: realDisk, dir, name: "ui", bytesMax: 10_000 });
  const written = async () => {
    let text = "";
    for (const name of [...archivesOf("ui", await realDisk.list(dir)), "ui.log"]) {
      const stream = await realDisk.read(`${dir}/${name}`);
      if (stream !== undefined) text += await new Response(stream).text();
    }
    return text;
  };
  const lines = Array.from({ length: 50 }, (_, n) => `{"n":${n},"pad":"${"x".repeat(900)}"}`);
  // Ten at a time: what is pushed at once is written at once, and a file takes at least one write.
  for (let from = 0; from < lines.length; from += 10) {
    for (const line of lines.slice(from, from + 10)) file.push(line);
    while (!(await written()).includes(lines[from + 9]!)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  await file.close();
  assert.deepEqual((await written()).split("\n").filter((line) => line !== ""), lines);
  assert.ok((await realDisk.list(dir)).includes("ui.000001.log.gz"));
  assert.equal(((await Deno.stat(`${dir}/ui.log`)).mode! & 0o777).toString(8), "640");
  await Deno.remove(dir, { recursive: true });
});

Deno.test(
  "openLogFile counts what a full real disk does not take",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    const dir = await Deno.makeTempDir();
    // The device that is always full.
    await Deno.symlink("/dev/full", `${dir}/ui.log`);
    const clock = new FakeClock();
    const file = openLogFile({ clock, disk: realDisk, dir, name: "ui" });
    for (let n = 0; n < 1_000; n++) file.push("x".repeat(1_000));
    assert.ok(file.lostTotal() > 0);
    await file.close();
    await Deno.remove(dir, { recursive: true });
  },
);
