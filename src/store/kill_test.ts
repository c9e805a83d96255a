import assert from "node:assert/strict";
import { join } from "node:path";
import { EventReader } from "./event_reader.ts";
import { recallEvents } from "./event_recall.ts";
import { inTempFolder } from "./samples_for_tests.ts";

const CHILD = new URL("./kill_child_for_tests.ts", import.meta.url).href;
const ROUNDS = 12;

/** Runs the child until it has told of `lines` commits, kills it, and returns everything it told. */
async function runAndKill(path: string, prefix: string, lines: number): Promise<string[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--cached-only", CHILD, path, prefix],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  let told = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    told += decoder.decode(chunk, { stream: true });
    // Once is enough; what it writes until the signal arrives is part of the test.
    if (lines > 0 && told.split("\n").length > lines) {
      lines = 0;
      child.kill("SIGKILL");
    }
  }
  const status = await child.status;
  assert.equal(status.signal, "SIGKILL", await errors);
  await errors;
  // A line that the kill cut off was not told.
  return told.split("\n").slice(0, -1);
}

Deno.test("EventWriter, killed at any moment, has lost no alarm and no event that it had reported as committed", async () => {
  let seed = 4_711;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(seed / 2 ** 32 * n);
  };
  await inTempFolder(async (folder) => {
    const path = join(folder, "events.db");
    const alarms = new Set<string>();
    const events = new Map<number, string>();
    let epoch = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const line of await runAndKill(path, `r${round}`, 1 + random(120))) {
        const [kind, first, text] = line.split(" ");
        if (kind === "alarm") alarms.add(first!);
        else events.set(Number(first), text!);
      }
      const recalled = recallEvents({ path, nowWallMs: 0 });
      assert.equal(recalled.fault, undefined);
      assert.equal(recalled.movedAside, undefined);
      assert.ok(recalled.epoch > epoch);
      epoch = recalled.epoch;
      const standing = new Set(recalled.recollection.alarms.map((alarm) => alarm.id));
      assert.deepEqual([...alarms].filter((id) => !standing.has(id)), [], `lost in round ${round}`);
    }
    const reader = new EventReader(path);
    const stored = new Map<number, string>();
    for (let afterSeq = 0, more = true; more;) {
      const page = reader.page({ afterSeq, first: "oldest", limit: 1_000 });
      assert.ok(page.ok);
      for (const event of page.value.events) stored.set(event.seq, event.text);
      afterSeq = page.value.events.at(-1)?.seq ?? afterSeq;
      more = page.value.more;
    }
    for (const [seq, text] of events) assert.equal(stored.get(seq), text);
    assert.ok(alarms.size >= ROUNDS && events.size >= ROUNDS, "the rounds have seen commits");
    reader.close();
  });
});
