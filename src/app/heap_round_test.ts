import assert from "node:assert/strict";
import type { HeapReport } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import type { ProcessName } from "../reading/ids.ts";
import { HeapRound } from "./heap_round.ts";

const REPORT: HeapReport = {
  heap: { used: 1, total: 2, limit: 3, external: 4, malloced: 5 },
  spaces: "not told",
  allocations: [],
  seconds: 5,
};

Deno.test("HeapRound answers when all have answered, asks each once, and whoever asks meanwhile gets the same", async () => {
  const round = new HeapRound(new FakeClock());
  const asked: ProcessName[] = [];
  const first = round.ask(["fusion", "ui"], 5, (to) => asked.push(to));
  const second = round.ask(["fusion", "ui"], 5, (to) => asked.push(to));
  round.answered("ui", REPORT);
  round.answered("ui", REPORT);
  round.answered("detect", REPORT);
  round.answered("fusion", REPORT);
  const answer = await first;
  assert.deepEqual(answer.map(({ process, report }) => [process, report !== undefined]), [
    ["fusion", true],
    ["ui", true],
  ]);
  assert.deepEqual(await second, answer);
  assert.deepEqual(asked, ["fusion", "ui"]);
  assert.deepEqual(await round.ask([], 5, () => assert.fail("nobody is there")), []);
});

Deno.test("HeapRound waits for nobody for ever: who has not answered is named without a report, and may be asked anew", async () => {
  const clock = new FakeClock();
  const round = new HeapRound(clock);
  const late = round.ask(["fusion", "ui"], 5, () => undefined);
  round.answered("fusion", REPORT);
  await clock.advance(20_000);
  assert.deepEqual((await late).map(({ process, report }) => [process, report !== undefined]), [
    ["fusion", true],
    ["ui", false],
  ]);
  round.answered("ui", REPORT);
  const again = round.ask(["ui"], 5, () => undefined);
  round.answered("ui", REPORT);
  assert.equal((await again).length, 1);
});
