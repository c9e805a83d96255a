import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { inTempFolder } from "./samples_for_tests.ts";
import { SensorRegistry, SENSORS_KEPT_MAX } from "./sensor_registry.ts";
import { SensorWriter } from "./sensor_writer.ts";
import type { WriterRequest } from "./writer_core.ts";
import type { WriterThread } from "./writer_host.ts";

Deno.test("SensorWriter stores sightings in its thread, nothing learned lost between them", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "sensors.db");
    const writer = new SensorWriter({
      path,
      clock: new FakeClock(),
      onFault: (fault) => assert.fail(fault?.kind),
      onMovedAside: () => assert.fail("nothing is damaged"),
    });
    const eeprom = new Uint16Array(832).fill(0xbeef);
    for (let n = 0; n < 250; n++) {
      const sensorId = `s${n}`;
      writer.write({ sensorId, address: "old", seenAtWallMs: 1, eeprom, serial: "A" });
      writer.write({ sensorId, address: "new", seenAtWallMs: 2 });
    }
    await writer.close();
    const registry = SensorRegistry.open(path, 0);
    assert.ok(registry.ok);
    const sensors = registry.value.load();
    assert.ok(sensors.ok);
    assert.equal(sensors.value.length, 250);
    for (const sensor of sensors.value) {
      assert.deepEqual(sensor.eeprom, eeprom);
      assert.deepEqual([sensor.address, sensor.serial], ["new", "A"]);
    }
    registry.value.close();
  });
});

Deno.test("SensorWriter bounds what waits for a disk that does not answer, and counts what it drops", async () => {
  const clock = new FakeClock();
  const requests: WriterRequest[] = [];
  const thread: WriterThread = {
    onmessage: null,
    onerror: null,
    postMessage: (request) => void requests.push(request),
    terminate: () => {},
  };
  const writer = new SensorWriter({
    path: "x.db",
    clock,
    onFault: () => {},
    onMovedAside: () => {},
    spawn: () => thread,
  });
  for (let n = 0; n < SENSORS_KEPT_MAX + 11; n++) {
    writer.write({ sensorId: `s${n}`, address: "", seenAtWallMs: n });
  }
  assert.equal(requests.length, 1, "one batch under way");
  assert.equal(writer.droppedCount, 10);
  const closing = writer.close(10);
  await clock.advance(10);
  await closing;
});
