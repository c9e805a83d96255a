import assert from "node:assert/strict";
import type { BoxFacts } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import type { MachineFacts } from "../ops/box_facts.ts";
import { type BoxFault, BoxWatch, roomOf } from "./box_watch.ts";

function setUp(
  read: () => Promise<MachineFacts>,
  openSecrets: () => string | undefined = () => undefined,
  written: (pid: number) => number | undefined = (pid) => pid === 10 ? 4_096 : undefined,
) {
  const clock = new FakeClock();
  const faults: BoxFault[] = [];
  const reports: BoxFacts[] = [];
  const notes: string[] = [];
  const watch = new BoxWatch({
    clock,
    stateFolder: "/state",
    pids: () => [["fusion", 10], ["ui", 11]],
    written,
    time: () => "the clock is right to 3 ms",
    openSecrets: () => Promise.resolve(openSecrets()),
    report: (box) => reports.push(box),
    fault: (fault) => faults.push(fault),
    note: (text) => notes.push(text),
    read,
  });
  const step = async (ms: number) => {
    await clock.advance(ms);
    watch.step();
    await clock.advance(0);
  };
  return { watch, faults, reports, notes, step };
}

const machine = (freeBytes: number): MachineFacts => ({
  atWallMs: 0,
  disk: { freeBytes, totalBytes: 16e6 },
  temperatures: [],
});

Deno.test("BoxWatch reports every ten seconds, with what each role has written", async () => {
  const { reports, step } = setUp(() => Promise.resolve(machine(8e6)));
  for (let second = 0; second < 21; second++) await step(1_000);
  assert.equal(reports.length, 3);
  assert.deepEqual(reports[0]!.writtenBytes, { fusion: 4_096 });
  assert.equal(reports[0]!.time, "the clock is right to 3 ms");
});

Deno.test("BoxWatch learns the machine's room before its first look, and reports nothing for that", async () => {
  const { watch, reports } = setUp(() => Promise.resolve(machine(8e6)));
  assert.deepEqual(watch.room, {});
  await watch.learnRoom();
  assert.deepEqual(watch.room, roomOf(machine(8e6)));
  assert.deepEqual(reports, []);
});

Deno.test("BoxWatch raises disk-low once below a twentieth of a small disk, and clears it above a tenth", async () => {
  let free = 1e6;
  const { watch, faults, step } = setUp(() => Promise.resolve(machine(free)));
  for (const next of [0.9e6, 0.7e6, 0.7e6, 1.2e6, 1.7e6]) {
    free = next;
    await step(10_000);
  }
  assert.deepEqual(faults.map(({ active }) => active), [true, false]);
  assert.match(faults[0]!.detail, /0\.7 MB of 16 MB are free/);
  assert.deepEqual(watch.faults(), []);
});

Deno.test("BoxWatch lets a disk that hangs hold up nothing, and says when it cannot look", async () => {
  let answer = Promise.withResolvers<MachineFacts>();
  const { reports, notes, step } = setUp(() => answer.promise);
  await step(10_000);
  await step(10_000);
  assert.equal(reports.length, 0);
  answer.reject(new Error("EIO"));
  await step(0);
  assert.match(notes.join(), /EIO/);
  answer = Promise.withResolvers<MachineFacts>();
  answer.resolve(machine(8e6));
  await step(10_000);
  assert.equal(reports.length, 1);
});

Deno.test("BoxWatch says when a process cannot be looked at, and looks again", async () => {
  let left = 1;
  const { reports, notes, step } = setUp(() => Promise.resolve(machine(8e6)), undefined, () => {
    if (left-- > 0) throw new Error("EMFILE");
    return 4_096;
  });
  await step(10_000);
  assert.match(notes.join(), /EMFILE/);
  assert.equal(reports.length, 0);
  await step(10_000);
  assert.deepEqual(reports.map(({ writtenBytes }) => writtenBytes), [{ fusion: 4_096, ui: 4_096 }]);
});

Deno.test("BoxWatch: passwords that others may read are a trouble until they no longer may", async () => {
  let open: string | undefined = "the file may be read by others";
  const { faults, watch, step } = setUp(() => Promise.resolve(machine(8e6)), () => open);
  await step(1_000);
  assert.deepEqual(watch.faults().map(({ code, detail }) => [code, detail]), [["config-open", open]]);
  open = undefined;
  for (let second = 0; second < 10; second++) await step(1_000);
  assert.deepEqual(faults.map(({ code, active }) => [code, active]), [
    ["config-open", true],
    ["config-open", false],
  ]);
  assert.deepEqual(watch.faults(), []);
});
