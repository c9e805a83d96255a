import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { SensorRegistry } from "../store/sensor_registry.ts";
import { WriterCore, type WriterRequest } from "../store/writer_core.ts";
import type { WriterThread } from "../store/writer_host.ts";
import { KnownSensors, LOAD_WAIT_MS } from "./known_sensors.ts";

/** A thread whose disk answers when the test lets it. */
class SlowThread implements WriterThread {
  onmessage: WriterThread["onmessage"] = null;
  onerror: WriterThread["onerror"] = null;
  readonly #core = new WriterCore();
  readonly #held: WriterRequest[] = [];

  postMessage(request: WriterRequest): void {
    this.#held.push(request);
  }

  answer(): void {
    for (let request; (request = this.#held.shift()) !== undefined;) {
      const data = this.#core.answer(request);
      this.onmessage?.(new MessageEvent("message", { data }));
    }
  }

  terminate(): void {
    this.#core.answer({ kind: "close" });
  }
}

Deno.test("KnownSensors on a disk that hangs knows nothing within seconds, and what is on it once it answers, the newer first", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "sensors.db");
    const opened = SensorRegistry.open(path, 0);
    assert.ok(opened.ok);
    const [old, fresh] = [new Uint16Array(832).fill(1), new Uint16Array(832).fill(2)];
    assert.ok(
      opened.value.write(
        ["s1", "s2"].map((sensorId) => ({ sensorId, address: "10.0.0.1", seenAtWallMs: 1, eeprom: old })),
      ).ok,
    );
    opened.value.close();

    const clock = new FakeClock();
    const thread = new SlowThread();
    const notes: string[] = [];
    const loading = KnownSensors.load(path, clock, (text) => notes.push(text), () => thread);
    await clock.advance(LOAD_WAIT_MS);
    const known = await loading;
    assert.deepEqual(notes, ["the disk does not answer: sensors are met and asked anew"]);
    assert.equal(known.eeprom("s1"), undefined);
    known.seen("s1", "10.0.0.9");
    known.learned("s1", fresh);

    thread.answer();
    await clock.advance(0);
    assert.deepEqual([...known.addresses], [["s1", "10.0.0.9"], ["s2", "10.0.0.1"]]);
    assert.deepEqual([known.eeprom("s1"), known.eeprom("s2")], [fresh, old]);
    thread.answer();
    thread.terminate();

    const again = SensorRegistry.open(path, 0);
    assert.ok(again.ok);
    const kept = again.value.load();
    again.value.close();
    assert.ok(kept.ok);
    assert.deepEqual(kept.value.map(({ address, eeprom }) => [address, eeprom]), [
      ["10.0.0.9", fresh],
      ["10.0.0.1", old],
    ]);
  });
});

Deno.test("KnownSensors writes all it knows into a registry that had to be begun anew, sensors without an EEPROM too", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "sensors.db");
    const opened = SensorRegistry.open(path, 0);
    assert.ok(opened.ok);
    const eeprom = new Uint16Array(832).fill(1);
    assert.ok(
      opened.value.write([
        { sensorId: "gas", address: "10.0.0.1", seenAtWallMs: 1 },
        { sensorId: "thermal", address: "10.0.0.2", seenAtWallMs: 1, eeprom },
      ]).ok,
    );
    opened.value.close();

    const clock = new FakeClock();
    const thread = new SlowThread();
    const notes: string[] = [];
    const loading = KnownSensors.load(path, clock, (text) => notes.push(text), () => thread);
    thread.answer();
    const known = await loading;
    Deno.writeFileSync(path, new Uint8Array(8_192).fill(7));
    known.seen("new", "10.0.0.3");
    for (let batches = 0; batches < 4; batches++) thread.answer();
    assert.match(notes.join(), /the sensor registry was damaged and has been begun anew/);
    thread.terminate();

    const again = SensorRegistry.open(path, 0);
    assert.ok(again.ok);
    const kept = again.value.load();
    again.value.close();
    assert.ok(kept.ok);
    assert.deepEqual(kept.value.map(({ sensorId, address, eeprom }) => [sensorId, address, eeprom]), [
      ["gas", "10.0.0.1", undefined],
      ["new", "10.0.0.3", undefined],
      ["thermal", "10.0.0.2", eeprom],
    ]);
  });
});
