import assert from "node:assert/strict";
import type { FusionInput, OperatorAct } from "../../src/fusion/input.ts";
import { ALARMS_MAX } from "../../src/fusion/restore.ts";
import { SENSORS_MAX, ZONES_MAX } from "../../src/fusion/settings.ts";
import { Bed, picture, siteSettings, zone } from "../../src/fusion/testbed.ts";
import { TROUBLES_MAX } from "../../src/fusion/troubles.ts";
import { INPUT_KINDS } from "../../src/reading/reading.ts";
import { type TroubleCode, TROUBLES } from "../../src/reading/trouble.ts";
import { Random } from "./random.ts";

Deno.test("step never throws, keeps its tables bounded and loses no alarm, whatever comes", () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  for (const seed of seeds) {
    try {
      fuzz(seed, 6_000);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
});

function fuzz(seed: number, steps: number): void {
  const chance = new Random(seed);
  const random = () => chance.next();
  const pick = <T>(items: readonly T[]): T => chance.pick(items);
  const numbers = [
    0,
    -0,
    1,
    -1,
    24,
    39.9,
    40,
    60,
    61,
    100,
    300,
    301,
    1e3,
    1e9,
    -1e9,
    NaN,
    Infinity,
    -Infinity,
    5e-324,
  ];
  const number = () => random() < 0.5 ? pick(numbers) : (random() - 0.2) * 120;
  const names = [
    "b1",
    "b2",
    "h1",
    "",
    "__proto__",
    "constructor",
    "x".repeat(300),
    "attic",
    "boiler",
    "hall",
  ];
  const name = () => random() < 0.9 ? pick(names) : `n${Math.floor(random() * 100)}`;
  const bed = new Bed(siteSettings({ admitToZoneId: "hall" }));
  const standing = new Set<string>();
  let revision = bed.state.order?.revision ?? 0;

  const atMs = () => random() < 0.8 ? bed.monoMs : bed.monoMs + number();
  const act = (): OperatorAct => {
    const alarmId = random() < 0.8 ? pick([...bed.state.alarms.keys(), "A1-1"]) : name();
    const target = pick(["zone", "sensor"] as const);
    return pick<() => OperatorAct>([
      () => ({ act: pick(["acknowledge", "silence", "resound", "reset"] as const), alarmId }),
      () => ({ act: "acknowledgeTrouble", troubleId: pick([...bed.state.troubles.keys(), "x:y"]) }),
      () => ({ act: "disable", target, id: name(), reason: "fuzz", durationMs: number() * 1_000 }),
      () => ({ act: "enable", target, id: name() }),
      () => ({ act: "startWalkTest", zoneId: name(), durationMs: number() * 1_000 }),
      () => ({ act: "stopWalkTest", zoneId: name() }),
    ])();
  };
  const settings = () => {
    const zones = ["boiler", "hall", "attic"].filter(() => random() < 0.8).map((id) => zone(id));
    return siteSettings({ zones, ...(random() < 0.7 && { admitToZoneId: "hall" }) });
  };
  const input = (): FusionInput => {
    const sensorId = name();
    const roll = random();
    if (roll < 0.2) {
      const max = random() < 0.5 ? 60 + random() * 40 : number();
      return picture(sensorId, atMs(), max, {
        minC: random() < 0.9 ? 20 : number(),
        hotSpotIndex: random() < 0.9 ? 100 : number(),
        hotCluster: random() < 0.9 ? 2 : number(),
        fingerprint: Math.floor(random() * 5),
      });
    }
    if (roll < 0.4) return { kind: pick(["smoke", "gas", "flame"]), sensorId, atMs: atMs(), value: number() };
    if (roll < 0.45) {
      return {
        kind: "vision",
        sensorId,
        atMs: atMs(),
        fire: random(),
        smoke: number(),
        x: 0,
        y: 0,
        width: number(),
        height: number(),
      };
    }
    if (roll < 0.5) {
      return { kind: pick(["flameDigital", "callPoint"]), sensorId, atMs: atMs(), active: random() < 0.1 };
    }
    if (roll < 0.55) {
      const reason = pick(
        ["stale", "disconnected", "implausible", "calibration-refused", "disabled"] as const,
      );
      return { kind: "noData", sensorId, input: pick(INPUT_KINDS), atMs: atMs(), reason };
    }
    if (roll < 0.75) return { kind: "tick" };
    if (roll < 0.9) return { kind: "act", requestId: "r", by: "fuzz", act: act() };
    if (roll < 0.93) {
      const code = pick(Object.keys(TROUBLES) as TroubleCode[]);
      return { kind: "fault", code, subject: name(), active: random() < 0.6, detail: "fuzz" };
    }
    if (roll < 0.95) {
      return {
        kind: "sensor",
        sensor: { id: sensorId, zoneId: name() },
        origin: pick(["stored", "admitted"]),
      };
    }
    if (roll < 0.96) return { kind: "sensorRemoved", sensorId };
    if (roll < 0.965) return { kind: "configure", settings: settings() };
    if (roll < 0.985) {
      const latched = [{
        alarmId: `Z${Math.floor(random() * 6)}`,
        zoneId: name(),
        silenced: false,
        raisedAtWallMs: 0,
      }];
      return { kind: "recovered", latched, released: [name()] };
    }
    const { alarms, troubles } = bed.view;
    return { kind: "restored", alarms, troubles, disablements: [], released: [name()] };
  };

  for (let i = 0; i < steps; i++) {
    bed.monoMs += random() < 0.01 ? random() * 60_000 : random() * 300;
    bed.wallMs += number();
    const effects = bed.feed(input());
    bed.clear();
    for (const [index, effect] of effects.entries()) {
      if (effect.kind === "order") {
        assert.equal(index, 0);
        assert.equal(effect.order.revision, ++revision);
        assert.equal(effect.order.latched.length, bed.state.alarms.size);
      }
      if (effect.kind === "event") assert.ok(effect.event.text.length > 0);
      if (effect.kind === "alarm" && effect.ended) {
        assert.ok(effect.alarm.resetBy, "an alarm ended without a person");
        assert.ok(standing.delete(effect.alarm.id), "an alarm ended twice");
      }
    }
    for (const id of bed.state.alarms.keys()) standing.add(id);
    assert.equal(standing.size, bed.state.alarms.size, "an alarm vanished");
    if (i % 20 === 0) checkTables(bed);
  }
  assert.ok(bed.state.alarmsRaised > 3, "the fuzz raised hardly an alarm");
  JSON.stringify(bed.view);
}

function checkTables({ state }: Bed): void {
  assert.ok(state.sensors.size <= SENSORS_MAX);
  assert.ok(state.troubles.size <= TROUBLES_MAX);
  assert.ok(state.alarms.size <= ALARMS_MAX + ZONES_MAX);
  let active = 0;
  for (const { trouble } of state.troubles.values()) if (trouble.active) active++;
  assert.equal(state.activeTroubles, active);
  for (const { id, sensors, freshSensors, heldMask, held, alarm } of state.zones.values()) {
    let fresh = 0;
    for (const sensor of sensors) {
      if (sensor.tracks.some((track) => track.fresh)) fresh++;
      assert.equal(sensor.overdueInputs, sensor.tracks.filter((track) => track.overdue).length, sensor.id);
    }
    assert.equal(freshSensors, fresh, id);
    held.forEach((set, index) => assert.equal(set.size > 0, (heldMask & 1 << index) !== 0));
    assert.ok(alarm === undefined || state.alarms.get(alarm.alarm.id) === alarm);
  }
}
