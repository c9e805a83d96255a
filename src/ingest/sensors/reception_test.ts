import assert from "node:assert/strict";
import { SimulatedSensor } from "../../hal/thermal/simulated_sensor.ts";
import { encodeEeprom, encodeFrame, encodeInputs, encodeLocation } from "../protocol/encoder.ts";
import type { Device } from "./device.ts";
import { Desk } from "./desk_for_tests.ts";

function frame(sensor: SimulatedSensor, tMs: number): Uint8Array {
  return encodeFrame(sensor.frame(tMs), { tag: String(tMs) });
}

Deno.test("Reception turns a melexis device's frames into degrees once its calibration is there, none before", () => {
  const desk = new Desk();
  const sensor = new SimulatedSensor({ kind: "melexis", seed: 3 });
  const { connection } = desk.connect()!;
  connection.receive(encodeLocation("s1"), 1_000);
  connection.receive(frame(sensor, 0), 1_100);
  connection.receive(frame(sensor, 500), 1_600);
  assert.equal(desk.thermal().length, 0);
  assert.equal(desk.absences.at(-1)?.reason, "calibration-pending");
  connection.receive(encodeEeprom(sensor.eeprom), 2_000);
  const readings = desk.thermal();
  assert.deepEqual(readings.map(({ atMs }) => atMs), [1_100, 1_600], "held frames keep their times");
  for (const { maxC, minC } of readings) assert(minC > 15 && maxC < 35, `${minC}..${maxC}`);
  assert.equal(desk.pictures.length, 2);
  assert.deepEqual(desk.learned.get("s1"), sensor.eeprom);
});

Deno.test("Reception uses a calibration learned in an earlier run at once", () => {
  const sensor = new SimulatedSensor({ kind: "melexis", seed: 3 });
  const desk = new Desk({ known: new Map([["s1", sensor.eeprom]]) });
  const { connection } = desk.connect()!;
  connection.receive(encodeLocation("s1"), 1_000);
  connection.receive(frame(sensor, 0), 1_100);
  assert.equal(desk.thermal().length, 1);
});

Deno.test("Reception marks hot pictures and high levels as evidence, ordinary ones not", () => {
  const desk = new Desk();
  const sensor = new SimulatedSensor({ kind: "linear", seed: 3, fireStartMs: 1_000 });
  const { connection } = desk.connect()!;
  connection.receive(encodeLocation("s2"), 1_000);
  connection.receive(frame(sensor, 0), 1_100);
  connection.receive(frame(sensor, 20_000), 21_100);
  connection.receive(encodeInputs({ ADC1: 300, ADC2: 1300, DIO: 1 }, { location: "s2" }), 21_200);
  assert.deepEqual(
    desk.readings.map(({ reading, critical }) => [reading.kind, critical]),
    [["thermal", false], ["thermal", true], ["smoke", false], ["flame", false], ["flameDigital", true]],
  );
});

Deno.test("Reception says why there is no data when a device goes", () => {
  const desk = new Desk();
  const sensor = new SimulatedSensor({ kind: "linear", seed: 3 });
  const { connection } = desk.connect()!;
  connection.receive(encodeLocation("s2"), 1_000);
  connection.receive(frame(sensor, 0), 1_100);
  connection.receive(encodeInputs({ ADC1: 300 }, { location: "s2" }), 1_200);
  connection.ended(1_300);
  assert.deepEqual(
    desk.absences.map(({ input, reason }) => [input, reason]),
    [["thermal", "disconnected"], ["smoke", "disconnected"]],
  );
  assert.equal(desk.reception.connectionCount, 0);
  assert.equal(desk.reception.devices()[0].connected, false);
});

Deno.test("Reception admits a stranger as a new sensor, whatever counter follows its frames", () => {
  const desk = new Desk();
  const sensor = new SimulatedSensor({ kind: "linear", seed: 3 });
  const { connection } = desk.connect()!;
  connection.receive(encodeLocation("cellar"), 1_000);
  for (let i = 0; i < 50; i++) connection.receive(frame(sensor, i * 250), 1_100 + i * 250);
  assert.deepEqual(desk.reception.specs.map(({ sensorId }) => sensorId), ["s1", "s2", "cellar"]);
});

Deno.test("Reception turns a stranger away where the site refuses them", () => {
  const desk = new Desk({ port: "unknown: refuse" });
  const { connection, peer } = desk.connect()!;
  const sensor = new SimulatedSensor({ kind: "linear", seed: 3 });
  connection.receive(encodeLocation("cellar"), 1_000);
  connection.receive(frame(sensor, 0), 1_100);
  assert.deepEqual(desk.refusals, ["unknown-device"]);
  assert.equal(peer.closed, true);
  assert.equal(desk.reception.connectionCount, 0);
  connection.receive(frame(sensor, 250), 1_350);
  assert.equal(desk.readings.length, 0);
});

Deno.test("Reception takes the newest connection of a sensor and closes the dead one before it", () => {
  const desk = new Desk();
  const sensor = new SimulatedSensor({ kind: "linear", seed: 3 });
  const first = desk.connect("10.0.0.1")!;
  first.connection.receive(encodeLocation("s2"), 1_000);
  first.connection.receive(frame(sensor, 0), 1_100);
  const second = desk.connect("10.0.0.1")!;
  second.connection.receive(encodeLocation("s2"), 2_000);
  second.connection.receive(frame(sensor, 250), 2_100);
  assert.equal(first.peer.closed, true);
  assert.equal(second.peer.closed, false);
  assert.equal(desk.thermal("s2").length, 2);
  assert.deepEqual(desk.absences, [], "a reconnection is no absence");
  assert.deepEqual(desk.refusals, ["replaced"]);
});

Deno.test("Reception reports two devices that both insist, and the end of it", () => {
  const desk = new Desk();
  const sensor = new SimulatedSensor({ kind: "linear", seed: 3 });
  for (let i = 0; i < 6; i++) {
    const { connection } = desk.connect(`10.0.0.${i % 2}`)!;
    connection.receive(encodeLocation("s2"), 1_000 + i * 2_000);
    connection.receive(frame(sensor, i), 1_000 + i * 2_000);
  }
  assert.deepEqual(desk.conflicts, [{ sensorId: "s2", active: true }]);
  desk.reception.tick(200_000);
  assert.deepEqual(desk.conflicts.at(-1), { sensorId: "s2", active: false });
});

Deno.test("Reception closes a connection that says nothing, and one that only drips", () => {
  const desk = new Desk();
  const silent = desk.connect()!;
  const drip = desk.connect()!;
  for (let second = 0; second < 40; second++) {
    const nowMs = 1_000 + second * 1_000;
    if (!drip.peer.closed) drip.connection.receive(new TextEncoder().encode("#"), nowMs);
    desk.reception.tick(nowMs);
  }
  assert.equal(silent.peer.closed, true);
  assert.equal(drip.peer.closed, true);
  assert.equal(desk.reception.connectionCount, 0);
});

Deno.test("Reception reports a device whose calibration is refused, and takes a good one later", () => {
  const desk = new Desk();
  const sensor = new SimulatedSensor({ kind: "melexis", seed: 3 });
  const { connection } = desk.connect()!;
  const device = (): Device => desk.reception.devices()[0].device;
  connection.receive(encodeLocation("s1"), 1_000);
  connection.receive(encodeEeprom(new Uint16Array(832)), 1_100);
  connection.receive(frame(sensor, 0), 1_200);
  assert.equal(desk.absences.at(-1)?.reason, "calibration-refused");
  assert.equal(device().calibration, "refused");
  assert.equal(device().needsEeprom, true);
  connection.receive(encodeEeprom(sensor.eeprom), 3_000);
  connection.receive(frame(sensor, 500), 3_100);
  assert.equal(device().calibration, "melexis");
  assert.equal(desk.thermal().length, 1);
});

Deno.test("Reception measures a gas sensor's resistance over minutes of steady air, and not while it changes", () => {
  const desk = new Desk();
  const { connection } = desk.connect()!;
  const device = () => desk.reception.devices()[0].device;
  let nowMs = 1_000;
  const breathe = (count: (packet: number) => number) => {
    for (let packet = 0; packet < 100; packet++) {
      connection.receive(encodeInputs({ ADC3: count(packet) }, { location: "s1" }), nowMs += 2_000);
    }
  };
  connection.receive(encodeLocation("s1"), nowMs);
  breathe(() => 150);
  // Rs = RL * (Vc / Vout - 1) with the default load of 10 kOhm.
  assert.equal(Math.round(device().cleanAirOhm!), Math.round(10_000 * (4095 / 150 - 1)));
  breathe((packet) => 150 + packet * 8);
  assert.equal(device().cleanAirOhm, undefined, "somebody is making smoke");
});

Deno.test("Reception takes an unconnected gas input for none", () => {
  const desk = new Desk();
  const { connection } = desk.connect()!;
  connection.receive(encodeLocation("s1"), 1_000);
  for (let i = 0; i < 200; i++) {
    connection.receive(encodeInputs({ ADC3: i % 17 }, { location: "s1" }), 1_000 + i * 2_000);
  }
  assert.equal(desk.reception.devices()[0].device.cleanAirOhm, undefined);
  assert.deepEqual(desk.readings, []);
});
