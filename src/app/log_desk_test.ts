import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { logsQuery } from "../ui/technician_schemas.ts";
import { LogDesk } from "./log_desk.ts";

const line = (second: number, level: string, text: string, role?: string) =>
  JSON.stringify({
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
    level,
    text,
    ...(role && { role }),
  }) +
  "\n";

async function withLogs(
  test: (dir: string, desk: LogDesk, clock: FakeClock) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  const clock = new FakeClock();
  const desk = new LogDesk(dir, clock);
  try {
    await Deno.writeTextFile(`${dir}/fusion.log`, line(1, "info", "one") + line(3, "error", "three"));
    await Deno.writeTextFile(`${dir}/watchdog.log`, line(2, "warning", "ui is back", "ui"));
    await test(dir, desk, clock);
  } finally {
    desk.close();
    await Deno.remove(dir, { recursive: true });
  }
}

const texts = (answer: { records: readonly { text: string }[] }) => answer.records.map(({ text }) => text);

Deno.test("LogDesk gives the newest records of all logs by time, filtered by level and by what they are about", async () => {
  await withLogs(async (_dir, desk) => {
    assert.deepEqual(texts(await desk.read(logsQuery.parse({}))), ["one", "ui is back", "three"]);
    assert.deepEqual(texts(await desk.read(logsQuery.parse({ level: "warning" }))), ["ui is back", "three"]);
    assert.deepEqual(texts(await desk.read(logsQuery.parse({ role: "ui" }))), ["ui is back"]);
    assert.deepEqual(texts(await desk.read(logsQuery.parse({ limit: 1 }))), ["three"]);
  });
});

Deno.test("LogDesk, asked with a cursor, gives what came since and nothing twice", async () => {
  await withLogs(async (dir, desk, clock) => {
    const first = await desk.read(logsQuery.parse({}));
    assert.equal(first.gap, false);
    await Deno.writeTextFile(`${dir}/fusion.log`, line(5, "info", "five"), { append: true });
    await clock.advance(1_000);
    const second = await desk.read(logsQuery.parse({ after: first.cursor }));
    assert.deepEqual([texts(second), second.gap], [["five"], false]);
    const third = await desk.read(logsQuery.parse({ after: second.cursor }));
    assert.deepEqual([texts(third), third.cursor], [[], second.cursor]);
  });
});

Deno.test("LogDesk says that there is a gap where it does not know the cursor, and gives the newest", async () => {
  await withLogs(async (_dir, desk) => {
    for (const after of ["otherrun.7", "rubbish", ""]) {
      const answer = await desk.read(logsQuery.parse({ after }));
      assert.deepEqual([answer.gap, answer.records.length], [true, 3], after);
    }
  });
});
