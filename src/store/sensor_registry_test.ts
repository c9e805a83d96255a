import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { inTempFolder } from "./samples_for_tests.ts";
import { SensorRegistry, SENSORS_KEPT_MAX } from "./sensor_registry.ts";

const EEPROM = Uint16Array.from({ length: 832 }, (_, n) => (n * 40_503) & 0xffff);

function open(path: string): SensorRegistry {
  const opened = SensorRegistry.open(path, 0);
  assert.ok(opened.ok);
  return opened.value;
}

function loaded(registry: SensorRegistry) {
  const sensors = registry.load();
  assert.ok(sensors.ok);
  return sensors.value;
}

Deno.test("SensorRegistry remembers when a sensor was first and last seen, and keeps what a later sighting does not tell", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "sensors.db");
    const registry = open(path);
    const first = { sensorId: "s", address: "10.0.0.1", serial: "A7", seenAtWallMs: 100 };
    assert.ok(registry.write([{ ...first, eeprom: EEPROM, calibration: { cleanAirOhm: 76_000 } }]).ok);
    assert.ok(registry.write([{ sensorId: "s", address: "10.0.0.2", seenAtWallMs: 200 }]).ok);
    registry.close();
    const again = open(path);
    assert.deepEqual(loaded(again), [{
      sensorId: "s",
      address: "10.0.0.2",
      serial: "A7",
      firstSeenAtWallMs: 100,
      lastSeenAtWallMs: 200,
      calibration: { cleanAirOhm: 76_000 },
      eeprom: EEPROM,
      eepromDamaged: false,
    }]);
    again.close();
  });
});

Deno.test("SensorRegistry leaves out an EEPROM or a calibration that has rotted, and says so of the EEPROM", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "sensors.db");
    const registry = open(path);
    const sighting = { address: "", seenAtWallMs: 1, eeprom: EEPROM, calibration: 1 };
    assert.ok(registry.write(["a", "b", "c"].map((sensorId) => ({ ...sighting, sensorId }))).ok);
    const db = new DatabaseSync(path);
    db.exec(`UPDATE sensor SET eeprom = zeroblob(1664) WHERE id = 'a';
             UPDATE sensor SET eeprom = x'010203', calibration = '{' WHERE id = 'b'`);
    db.close();
    const sensors = loaded(registry);
    assert.deepEqual(sensors.map(({ eepromDamaged }) => eepromDamaged), [true, true, false]);
    assert.deepEqual(sensors.map(({ eeprom }) => eeprom?.length), [undefined, undefined, 832]);
    assert.deepEqual(sensors.map(({ calibration }) => calibration), [1, undefined, 1]);
    registry.close();
  });
});

Deno.test("SensorRegistry keeps so many sensors, those seen latest", async () => {
  await inTempFolder((folder) => {
    const registry = open(join(folder, "sensors.db"));
    const sightings = Array.from(
      { length: SENSORS_KEPT_MAX + 5 },
      (_, n) => ({ sensorId: `s${n}`, address: "", seenAtWallMs: n }),
    );
    assert.ok(registry.write(sightings).ok);
    const sensors = loaded(registry);
    assert.equal(sensors.length, SENSORS_KEPT_MAX);
    assert.equal(sensors.some((sensor) => sensor.sensorId === "s4"), false);
    registry.close();
  });
});
