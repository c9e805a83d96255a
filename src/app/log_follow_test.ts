import assert from "node:assert/strict";
import { join } from "node:path";
import { realDisk } from "../ops/log_disk.ts";
import { readLogs } from "../ops/log_reader.ts";
import { FollowedLogs } from "./log_follow.ts";
import { isRepetition } from "./log_lines.ts";

let second = 0;
const line = (text: string) =>
  JSON.stringify({ at: new Date(Date.UTC(2026, 0, 1, 0, 0, second++)).toISOString(), level: "info", text }) +
  "\n";

async function following(
  test: (
    dir: string,
    append: (name: string, text: string) => Promise<void>,
    round: () => Promise<string[]>,
  ) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    using followed = new FollowedLogs();
    await test(
      dir,
      (name, text) => Deno.writeTextFile(join(dir, name), text, { append: true }),
      async () => {
        const texts: string[] = [];
        for await (const { text } of readLogs(followed.round(), dir)) texts.push(text);
        return texts;
      },
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("FollowedLogs gives each line once, archives first, new logs as they appear", () =>
  following(async (_dir, append, round) => {
    await append("fusion.000001.log", line("old"));
    await append("fusion.log", line("one"));
    assert.deepEqual(await round(), ["old", "one"]);
    assert.deepEqual(await round(), []);
    await append("fusion.log", line("two"));
    await append("ui.log", line("three"));
    assert.deepEqual(await round(), ["two", "three"]);
    assert.deepEqual(await round(), []);
  }));

Deno.test("FollowedLogs waits for the end of a line that is being written", () =>
  following(async (_dir, append, round) => {
    const whole = line("slow");
    await append("fusion.log", whole.slice(0, 20));
    assert.deepEqual(await round(), []);
    await append("fusion.log", whole.slice(20));
    assert.deepEqual(await round(), ["slow"]);
  }));

Deno.test("FollowedLogs loses nothing and repeats nothing when a log is rotated, compressed and removed", () =>
  following(async (dir, append, round) => {
    await append("fusion.log", line("one"));
    assert.deepEqual(await round(), ["one"]);
    await append("fusion.log", line("two"));
    await Deno.rename(join(dir, "fusion.log"), join(dir, "fusion.000001.log"));
    await realDisk.compress(join(dir, "fusion.000001.log"), join(dir, "fusion.000001.log.gz"));
    await Deno.remove(join(dir, "fusion.000001.log"));
    await append("fusion.log", line("three"));
    assert.deepEqual(await round(), ["two", "three"]);
    assert.deepEqual(await round(), []);
  }));

Deno.test("isRepetition finds what the supervisor's log only passes on, and nothing else", () => {
  const entry = { at: "", atWallMs: 0, level: "info" as const, text: "x" };
  assert(isRepetition({ ...entry, log: "supervisor", _text: "x" }));
  assert(!isRepetition({ ...entry, log: "supervisor", role: "ui", line: "a crash" }));
  assert(!isRepetition({ ...entry, log: "fusion", _text: "x" }));
});
