import assert from "node:assert/strict";
import type { Command } from "./commands.ts";
import { Dialogue, DIALOGUE_TIMES, type DialogueMode } from "./dialogue.ts";

type Sent = readonly [atMs: number, command: Command];

/** Runs a dialogue against a device that acts at given times, ticking at each deadline as the caller must. */
class Rig {
  readonly dialogue: Dialogue;
  readonly sent: Sent[] = [];
  nowMs = 0;
  pending = false;
  ticks = 0;

  constructor(mode: DialogueMode, eepromWanted = true) {
    this.dialogue = new Dialogue(mode, eepromWanted, DIALOGUE_TIMES, 0);
    this.dialogue.allow(0);
  }

  advanceTo(atMs: number): void {
    for (;;) {
      const deadlineMs = this.dialogue.nextDeadlineMs(this.nowMs, this.pending);
      if (deadlineMs > atMs) break;
      this.nowMs = Math.max(this.nowMs, deadlineMs);
      this.ticks++;
      this.#next(false);
    }
    this.nowMs = atMs;
  }

  /** The device sends something whole at `atMs`. */
  device(atMs: number, packet: "frame" | "inputs" | "eeprom" | "announcement"): void {
    this.advanceTo(atMs);
    this.dialogue.bytesArrived(atMs);
    let gap = true;
    if (packet === "frame") gap = this.dialogue.frameArrived(atMs);
    else if (packet === "inputs") this.dialogue.inputsArrived();
    else if (packet === "eeprom") this.dialogue.eepromArrived(true, atMs);
    else gap = this.dialogue.announced();
    this.#next(gap);
  }

  #next(gap: boolean): void {
    const command = this.dialogue.next(this.nowMs, gap, this.pending);
    if (command !== undefined) this.sent.push([this.nowMs, command]);
  }
}

Deno.test("Dialogue speaks to the captured device only right after its inputs packets", () => {
  // The capture's rhythm: a frame is whole 486 ms before its inputs packet, every 4089 ms; it never answers here.
  const rig = new Rig("auto");
  const inputsMs: number[] = [];
  for (let cycle = 0; cycle < 200; cycle++) {
    rig.device(1_000 + cycle * 4_089, "frame");
    rig.device(1_486 + cycle * 4_089, "inputs");
    inputsMs.push(1_486 + cycle * 4_089);
  }
  const commands = rig.sent.map(([, command]) => command);
  assert.deepEqual(commands.slice(0, 2), ["eeprom", "stream"]);
  assert.equal(commands.filter((command) => command === "stream").length, 1);
  assert.equal(commands.includes("frame"), false);
  for (const [atMs] of rig.sent) {
    // In the silence between the inputs packet and the next frame, which takes 0.5 s to come in.
    const sinceMs = (atMs - 1_000) % 4_089;
    assert.ok(sinceMs >= 486 && sinceMs < 4_089 - 600, `sent ${sinceMs} ms after a frame`);
  }
  assert.equal(rig.sent[0][0], inputsMs[0]);
  assert.ok(Math.abs(rig.dialogue.framePeriodMs! - 4_089) < 1);
});

Deno.test("Dialogue repeats EEPROM1 with back-off, then slowly for ever, and says so once", () => {
  const rig = new Rig("stream");
  let unavailable = 0;
  for (let atMs = 500; atMs < 3_600_000; atMs += 500) {
    rig.device(atMs, "inputs");
    if (rig.dialogue.takeUnavailable()) unavailable++;
  }
  const times = rig.sent.filter(([, command]) => command === "eeprom").map(([atMs]) => atMs);
  const pauses = times.slice(1).map((atMs, index) => atMs - times[index]);
  assert.deepEqual(pauses.slice(0, 4), [8_000, 10_000, 14_000, 22_000]);
  assert.ok(pauses.slice(4).every((pauseMs) => pauseMs === 306_000), String(pauses));
  assert.ok(pauses.length > 10);
  assert.equal(unavailable, 1);
});

Deno.test("Dialogue stops asking for the EEPROM once it has come, and asks anew when told to", () => {
  const rig = new Rig("stream");
  rig.device(100, "announcement");
  rig.device(3_000, "inputs");
  assert.deepEqual(rig.sent.map(([, command]) => command), ["stream", "eeprom"]);
  rig.device(6_000, "eeprom");
  rig.device(60_000, "inputs");
  assert.equal(rig.sent.length, 2);
  rig.dialogue.wantEeprom(true);
  rig.device(61_000, "inputs");
  assert.deepEqual(rig.sent.at(-1), [61_000, "eeprom"]);
  rig.dialogue.wantEeprom(false);
  rig.advanceTo(600_000);
  assert.equal(rig.sent.length, 3);
});

Deno.test("Dialogue sends PERIOD_ON once: at an announcement, or after four seconds of silence", () => {
  const announced = new Rig("auto", false);
  announced.device(5, "announcement");
  assert.deepEqual(announced.sent, [[5, "stream"]]);
  announced.device(6, "announcement");
  announced.advanceTo(8_000);
  assert.equal(announced.sent.length, 1);
  const silent = new Rig("auto", false);
  silent.advanceTo(8_000);
  assert.deepEqual(silent.sent, [[4_000, "stream"]]);
});

Deno.test("Dialogue never sends two commands within a second", () => {
  const rig = new Rig("auto");
  for (let atMs = 10; atMs < 60_000; atMs += 10) rig.device(atMs, atMs % 100 === 0 ? "eeprom" : "inputs");
  rig.dialogue.wantEeprom(true);
  rig.advanceTo(90_000);
  const pauses = rig.sent.slice(1).map(([atMs], index) => atMs - rig.sent[index][0]);
  assert.ok(pauses.length >= 1 && pauses.every((pauseMs) => pauseMs >= 1_000), String(pauses));
});

Deno.test("Dialogue sends nothing while a packet is on its way, and waits without turning", () => {
  const rig = new Rig("auto");
  rig.pending = true;
  rig.device(100, "inputs");
  rig.advanceTo(3_600_000);
  assert.deepEqual(rig.sent, []);
  assert.equal(rig.ticks, 0);
});

Deno.test("Dialogue polls a device that stays silent after PERIOD_ON, and one of mode request from the start", () => {
  for (const mode of ["auto", "request"] as const) {
    const rig = new Rig(mode, false);
    // The device answers each REQUEST1 with a frame after 700 ms and inputs 50 ms later.
    let answered = 0;
    for (let atMs = 0; atMs < 60_000; atMs += 50) {
      rig.advanceTo(atMs);
      const polls = rig.sent.filter(([, command]) => command === "frame");
      if (polls.length > answered && atMs - polls.at(-1)![0] >= 700) {
        answered++;
        rig.device(atMs, "frame");
        rig.device(atMs + 50, "inputs");
      }
    }
    const polls = rig.sent.filter(([, command]) => command === "frame").map(([atMs]) => atMs);
    assert.equal(rig.sent.some(([, command]) => command === "stream"), mode === "auto");
    assert.equal(polls[0], mode === "auto" ? 13_000 : 4_000);
    const pauses = polls.slice(1).map((atMs, index) => atMs - polls[index]);
    assert.ok(pauses.every((pauseMs) => pauseMs >= 2_000 && pauseMs <= 2_100), String(pauses));
    assert.ok(polls.length > 20);
  }
});

Deno.test("Dialogue polls a device that does not answer less and less often", () => {
  const rig = new Rig("auto", false);
  rig.advanceTo(3_600_000);
  const polls = rig.sent.filter(([, command]) => command === "frame").map(([atMs]) => atMs);
  const pauses = polls.slice(1).map((atMs, index) => atMs - polls[index]);
  assert.deepEqual(pauses.slice(0, 5), [10_000, 14_000, 22_000, 38_000, 66_000]);
  assert.ok(pauses.slice(4).every((pauseMs) => pauseMs === 66_000));
  assert.ok(rig.ticks < 3 * rig.sent.length + 10, `${rig.ticks} ticks for ${rig.sent.length} commands`);
});

Deno.test("Dialogue stops polling when frames come unasked, and never polls in mode stream", () => {
  const rig = new Rig("auto", false);
  rig.advanceTo(13_000);
  assert.deepEqual(rig.sent.at(-1), [13_000, "frame"]);
  // The first frame may be the answer, and so may be one for each further poll; the others come unasked.
  for (let atMs = 13_100; atMs < 20_000; atMs += 250) rig.device(atMs, "frame");
  const before = rig.sent.length;
  for (let atMs = 20_000; atMs < 60_000; atMs += 250) rig.device(atMs, "frame");
  assert.equal(rig.sent.length, before);
  const stream = new Rig("stream", false);
  stream.advanceTo(3_600_000);
  assert.deepEqual(stream.sent, [[4_000, "stream"]]);
});

Deno.test("Dialogue reaches a device that sends frames alone", () => {
  const rig = new Rig("auto");
  for (let atMs = 100; atMs < 5_000; atMs += 125) rig.device(atMs, "frame");
  assert.deepEqual(rig.sent.map(([, command]) => command), ["eeprom"]);
  const slow = new Rig("auto");
  for (let atMs = 100; atMs < 30_000; atMs += 4_000) slow.device(atMs, "frame");
  assert.ok(slow.sent.some(([, command]) => command === "eeprom"));
});

Deno.test("Dialogue says nothing to a peer that is not admitted", () => {
  const dialogue = new Dialogue("auto", true, DIALOGUE_TIMES, 0);
  dialogue.bytesArrived(50_000);
  assert.equal(dialogue.next(50_000, true, false), undefined);
  assert.equal(dialogue.nextDeadlineMs(50_000, false), Infinity);
});
