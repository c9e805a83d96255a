import assert from "node:assert/strict";
import type { BoxFacts } from "../bus/messages.ts";
import { StorageGuard } from "./storage_guard.ts";

const box = (freeBytes: number): BoxFacts => ({
  atWallMs: 1_000,
  disk: { freeBytes, totalBytes: 1_000_000_000 },
  temperatures: [],
  writtenBytes: {},
});
const LOW = box(10_000_000);
const FINE = box(900_000_000);

async function withLogs(
  files: readonly string[],
  test: (
    guard: StorageGuard,
    kept: () => string[],
    parts: { history: { tight: boolean }; tidied: boolean[] },
  ) => Promise<void>,
): Promise<void> {
  const logs = await Deno.makeTempDir();
  try {
    for (const file of files) await Deno.writeTextFile(`${logs}/${file}`, "x");
    const history = { tight: false };
    const tidied: boolean[] = [];
    const evidence = {
      tight: false,
      tidy() {
        tidied.push(this.tight);
        return Promise.resolve();
      },
    };
    const guard = new StorageGuard({ logs, history, evidence, note: () => {} });
    await test(guard, () => [...Deno.readDirSync(logs)].map(({ name }) => name).sort(), { history, tidied });
  } finally {
    await Deno.remove(logs, { recursive: true });
  }
}

const LOGS = ["fusion.log", "ui.log", "fusion.000001.log.gz", "fusion.000002.log.gz", "ui.000007.log.gz"];

Deno.test("StorageGuard removes archives of logs before it lets evidence go, and never a log that is written", async () => {
  await withLogs(LOGS, async (guard, kept, { history, tidied }) => {
    await guard.heard(LOW);
    assert.equal(history.tight, true, "history gives way at once");
    assert.deepEqual(kept(), ["fusion.log", "ui.log"]);
    assert.deepEqual(tidied, []);
    await guard.heard(LOW);
    assert.deepEqual(tidied, [true], "now pictures that are not locked");
    await guard.heard(FINE);
    assert.deepEqual(tidied, [true, false], "age and bytes count again");
    assert.equal(history.tight, false);
  });
});

Deno.test("StorageGuard removes the oldest archives first where there are many", async () => {
  const many = Array.from({ length: 6 }, (_, n) => `fusion.00000${n + 1}.log.gz`);
  await withLogs(["fusion.log", ...many], async (guard, kept) => {
    await guard.heard(LOW);
    assert.deepEqual(kept(), ["fusion.000005.log.gz", "fusion.000006.log.gz", "fusion.log"]);
  });
});

Deno.test("StorageGuard leaves everything where there is room, and where the disk does not say", async () => {
  await withLogs(LOGS, async (guard, kept) => {
    await guard.heard(FINE);
    await guard.heard({ ...FINE, disk: undefined });
    assert.deepEqual(kept(), [...LOGS].sort());
  });
});
