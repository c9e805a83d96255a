import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { systemClock } from "../clock/system_clock.ts";
import { minuteOf, openedStore, write } from "../store/history/samples_for_tests.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const MINUTE_MS = 60_000;
const DAYS = 3;
/** The command runs in seconds; on a loaded machine in many. */
const COMMAND_MS = 120_000;

async function audit(state: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      "--quiet",
      MAIN,
      "audit",
      "memory",
      "--json",
      "--state",
      state,
      ...args,
    ],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(COMMAND_MS),
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, err, result: out === "" ? undefined : JSON.parse(out) };
}

Deno.test("audit memory finds the process that grows in the history, names its slope, and says that no heap was to be had while nothing runs", async () => {
  const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    const young = await audit(state, "--sample", "1");
    assert.deepEqual([young.code, young.result.verdict, young.result.findings[0].code], [
      1,
      "not-possible",
      "history-short",
    ]);
    assert.equal(young.result.isBroken, undefined, "a box of some minutes is no fault");
    const nowWallMs = systemClock().wallMs();
    const first = Math.floor(nowWallMs / MINUTE_MS) * MINUTE_MS - DAYS * 24 * 60 * MINUTE_MS;
    const store = openedStore(`${state}/history.db`, { nowWallMs });
    for (let minute = 0; minute < DAYS * 24 * 60; minute += 15) {
      const days = minute / 24 / 60;
      const noise = 2e6 * Math.sin(minute * 12.9898);
      write(store, {
        atWallMs: first + minute * MINUTE_MS,
        series: [
          minuteOf("role/fusion", "memory", () => 80e6 + 4e6 * days + noise),
          minuteOf("role/ui", "memory", () => 90e6 + noise),
          minuteOf("role/ui", "cpu", () => 1e6 * minute),
        ],
      });
    }
    store.close();
    const { code, result } = await audit(state, "--days", String(DAYS), "--sample", "1");
    assert.deepEqual([code, result.verdict], [1, "found"], JSON.stringify(result));
    const [leak, ...others] = result.findings;
    assert.deepEqual([leak.code, leak.values.process, others.length], ["memory-grows", "fusion", 0]);
    assert(Math.abs(leak.values.slope - 4) < 0.5 && leak.values.error > 0, JSON.stringify(leak.values));
    assert.match(result.findingTexts[0], /^fusion grows by \d\.\d % a day at least/);
    assert(
      result.notes.some((note: { code: string; values: { process: string } }) =>
        note.code === "memory-process" && note.values.process === "ui"
      ),
      "what does not grow is told as well",
    );
    assert(
      result.noteTexts.some((text: string) =>
        /heap could not be looked at: the service does not run/.test(text)
      ),
    );
    assert.match((await audit(state, "--sample", "601")).err, /at most 600 seconds/);
    await Deno.writeTextFile(
      `${state}/history.db`,
      "no database at all, but long enough to be looked at".repeat(100),
    );
    const broken = await audit(state, "--sample", "1");
    assert.deepEqual([broken.code, broken.result.isBroken, broken.result.findings[0].code], [
      1,
      true,
      "history-lost",
    ]);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});
