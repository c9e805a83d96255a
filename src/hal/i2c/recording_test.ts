import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import type { Segment } from "./bus.ts";
import { parseRecording, PlaybackBus, RecordingBus } from "./recording.ts";
import { SimulatedBus } from "./simulated_bus.ts";

/** A chip whose every byte is the last one written. */
function rig() {
  const bus = new SimulatedBus();
  let last = 0;
  bus.chips.set(0x20, { write: (bytes) => last = bytes.at(-1)!, read: (into) => into.fill(last) });
  const lines: string[] = [];
  const clock = new FakeClock({ monotonicMs: 10 });
  return { bus, clock, lines, recording: new RecordingBus(bus, clock, (line) => lines.push(line)) };
}

function read(length: number): Segment & { kind: "read" } {
  return { kind: "read", into: new Uint8Array(length) };
}

Deno.test("PlaybackBus answers as RecordingBus has heard, faults included", async () => {
  const { bus, clock, lines, recording } = rig();
  const write: Segment = { kind: "write", bytes: Uint8Array.of(0x80, 0x5a) };
  await recording.transfer(0x20, [write, read(2)]);
  await clock.advance(5);
  bus.faults.push({ kind: "stuck", detail: "clock held low" });
  const failed = await recording.transfer(0x20, [read(3)]);
  const absent = await recording.transfer(0x21, [write]);
  assert.deepEqual(lines.slice(0, 2), [
    '{"at":10,"address":32,"parts":["w:805a","r:5a5a"]}',
    '{"at":15,"address":32,"parts":["r:3 bytes"],"fault":"stuck","detail":"clock held low"}',
  ]);

  const parsed = parseRecording(lines.join("\n") + "\n");
  assert.ok(parsed.ok);
  const playback = new PlaybackBus(parsed.value);
  const part = read(2);
  assert.ok((await playback.transfer(0x20, [write, part])).ok);
  assert.deepEqual([...part.into], [0x5a, 0x5a]);
  assert.deepEqual(await playback.transfer(0x20, [read(3)]), failed);
  assert.deepEqual(await playback.transfer(0x21, [write]), absent);
  assert.equal(playback.remaining, 0);
  const beyond = await playback.transfer(0x20, [write]);
  assert.equal(!beyond.ok && beyond.fault.kind, "no-answer");
  recording.close();
  assert.equal(bus.isOpen, false);
});

Deno.test("PlaybackBus throws where a driver asks for something else than was recorded", async () => {
  const { lines, recording } = rig();
  await recording.transfer(0x20, [{ kind: "write", bytes: Uint8Array.of(1) }, read(2)]);
  const parsed = parseRecording(lines[0]);
  assert.ok(parsed.ok);
  const wrong: [number, Segment[]][] = [
    [0x21, [{ kind: "write", bytes: Uint8Array.of(1) }, read(2)]],
    [0x20, [{ kind: "write", bytes: Uint8Array.of(2) }, read(2)]],
    [0x20, [{ kind: "write", bytes: Uint8Array.of(1) }, read(3)]],
    [0x20, [{ kind: "write", bytes: Uint8Array.of(1) }]],
    [0x20, [read(1), read(2)]],
  ];
  for (const [address, segments] of wrong) {
    assert.throws(() => new PlaybackBus(parsed.value).transfer(address, segments), /record 1: w:01 r:/);
  }
});

Deno.test("parseRecording names the line that is no transfer", () => {
  const message = (text: string) => {
    const parsed = parseRecording(text);
    assert.ok(!parsed.ok);
    return parsed.fault.message;
  };
  const good = '{"at":1,"address":51,"parts":["w:00","r:"]}\n';
  assert.ok(parseRecording(good).ok);
  assert.match(message(`${good}{"at":1,`), /^line 2 is not JSON/);
  assert.match(message(`${good}\n{"at":1,"address":200,"parts":[]}`), /^line 3 is no transfer.*\n.*address/s);
  assert.match(message('{"at":1,"address":51,"parts":["w:0"]}'), /^line 1 is no transfer/);
  assert.match(message('{"at":1,"address":51,"parts":[],"fault":"odd"}'), /^line 1 is no transfer/);
  assert.match(message('{"at":1,"address":51,"parts":[],"extra":1}'), /^line 1 is no transfer/);
  assert.match(message("\n".repeat(200_001)), /200002 lines, at most 200000/);
});
