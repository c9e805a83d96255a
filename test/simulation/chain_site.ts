/**
 * The whole fire path of a box in one process and on one false clock: bytes of devices, reception, queue, fusion, outputs, latch and store,
 * each of which dies, loses its memory, and starts again by itself.
 */
import assert from "node:assert/strict";
import { ReadingQueue } from "../../src/bus/reading_queue.ts";
import { RecordBlock } from "../../src/bus/reading_record.ts";
import { parseConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import { FUSION_DEFAULTS, type FusionSettings, ZONE_LIMITS } from "../../src/fusion/settings.ts";
import type { FusionInput } from "../../src/fusion/input.ts";
import type { FusionState } from "../../src/fusion/state.ts";
import { createFusion, step as stepFusion } from "../../src/fusion/step.ts";
import { Reception } from "../../src/ingest/sensors/reception.ts";
import { type OutputsInput, step as stepOutputs } from "../../src/outputs/outputs_core.ts";
import {
  type OutputsCore,
  type OutputSpec,
  outputsReport,
  startOutputs,
} from "../../src/outputs/outputs_state.ts";
import type { OutputOrder } from "../../src/reading/output.ts";
import { ChainDevice } from "./chain_device.ts";
import { ChainDisk } from "./chain_disk.ts";
import { ChainReferee } from "./chain_referee.ts";
import { Random } from "./random.ts";

export const TICK_MS = 200;
const ZONES = ["boiler", "hall", "store"];
const SENSORS_PER_ZONE = 2;
/** Small, so that it is full now and then. */
const QUEUE_READINGS = 40;
/** As fusion's role repeats an order. */
const REPEAT_MS = 400;
const STARTS_MS: readonly [number, number] = [200, 2_000];
/** Chances per tick. */
const FIRE = 1 / 1_500;
const KILL = 1 / 1_200;
const KILL_AFTER_ALARM = 1 / 2;
const DISK_FULL = 1 / 4_000;
const ROT = 1 / 3_000;
const STUCK_LINK = 1 / 3_000;
const WALL_STEP = 1 / 20_000;
const PERSON = 1 / 60;
const FIRE_MS: readonly [number, number] = [12_000, 120_000];

const CONFIG = siteConfig();
const SETTINGS: FusionSettings = {
  ...FUSION_DEFAULTS,
  zones: ZONES.map((id) => ({
    id,
    name: id,
    limits: ZONE_LIMITS,
    sirens: [`siren-${id}`],
    pattern: "continuous" as const,
  })),
  sensors: CONFIG.sensors.map(({ id, zone }) => ({ id, zoneId: zone, inputs: ["thermal"] as const })),
  sirenIds: ZONES.map((id) => `siren-${id}`),
};
const TABLE: readonly OutputSpec[] = ZONES.map((id) => ({ id: `siren-${id}`, kind: "siren", zones: [id] }));

function siteConfig(): Config {
  const sensors = ZONES.flatMap((zone) =>
    Array.from({ length: SENSORS_PER_ZONE }, (_, index) => `{id: ${zone}-${index}, zone: ${zone}}`)
  );
  const config = parseConfig(
    `{zones: [${ZONES.map((id) => `{id: ${id}}`)}], sensors: [${sensors}], sensorPort: {allow: [any]}, ` +
      `outputs: [${ZONES.map((id) => `{id: siren-${id}, kind: siren, driver: simulated}`)}]}`,
  );
  assert(config.ok, JSON.stringify(config));
  return config.value;
}

type Part = "sensors" | "fusion" | "outputs";

/** One box with its site. */
export class ChainSite {
  readonly now = { monoMs: 100_000, wallMs: Date.UTC(2026, 0, 1) };
  readonly random: Random;
  readonly disk: ChainDisk;
  readonly devices: readonly ChainDevice[];
  readonly referee: ChainReferee;
  readonly #sensorIds = CONFIG.sensors.map(({ id }) => id);
  /** When a dead part starts again; absent: it runs. */
  readonly #deadUntilMs = new Map<Part, number>();
  readonly #learned = new Map<string, Uint16Array>();
  readonly #block = new RecordBlock(QUEUE_READINGS);
  #queue = new ReadingQueue(QUEUE_READINGS);
  #reception!: Reception;
  #fusion: FusionState;
  #outputs: OutputsCore;
  #epoch = 0;
  #order: OutputOrder | undefined;
  #orderDueMs = 0;
  #linkStuckUntilMs = 0;
  #killChance = KILL;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.disk = new ChainDisk(new Random(seed + 1));
    this.devices = CONFIG.sensors.map(({ id, zone }, index) =>
      new ChainDevice(id, zone, index + 1, new Random(seed * 100 + index), this.now.monoMs)
    );
    this.referee = new ChainReferee(ZONES, this.devices, SETTINGS.freshnessMs.thermal);
    this.#outputs = this.#startOutputs();
    this.#fusion = this.#startFusion();
    this.#startSensors();
  }

  /** Runs for `lengthMs` of its own time. */
  run(lengthMs: number): void {
    const endMs = this.now.monoMs + lengthMs;
    while (this.now.monoMs < endMs) this.#tick();
  }

  #tick(): void {
    const { now, random, referee, disk } = this;
    now.monoMs += TICK_MS;
    now.wallMs += TICK_MS;
    this.#goWrong();
    for (const [part, atMs] of this.#deadUntilMs) if (now.monoMs >= atMs) this.#revive(part);
    if (this.#runs("sensors")) {
      for (const device of this.devices) {
        device.step(this.#reception, referee.burns(device.zoneId, now.monoMs), now.monoMs);
      }
      this.#reception.tick(now.monoMs);
    }
    if (this.#runs("fusion")) {
      this.#handOver();
      this.#feed({ kind: "tick" });
      if (random.chance(PERSON)) this.#act();
      if (this.#order !== undefined && now.monoMs >= this.#orderDueMs) this.#deliver(this.#order);
      if (!disk.isFull(now.monoMs)) disk.store.flush();
    }
    if (this.#runs("outputs")) this.#output({ kind: "tick" });
    disk.tick(now.monoMs);
    referee.check({
      nowMs: now.monoMs,
      fusion: this.#runs("fusion") ? this.#fusion : undefined,
      sounding: this.#runs("outputs") ? this.#outputs.active : undefined,
      isWhole: this.#deadUntilMs.size === 0 && now.monoMs >= this.#linkStuckUntilMs,
      diskFull: disk.isFull(now.monoMs),
    });
  }

  #goWrong(): void {
    const { random, now, disk, referee } = this;
    if (random.chance(FIRE)) referee.light(random.pick(ZONES), now.monoMs, random.between(...FIRE_MS));
    if (random.chance(DISK_FULL)) {
      disk.fullUntilMs = now.monoMs + random.between(1_000, 60_000);
      referee.tally.fullDisks++;
    }
    if (random.chance(ROT)) disk.rot();
    if (random.chance(STUCK_LINK)) this.#linkStuckUntilMs = now.monoMs + random.between(500, 8_000);
    if (random.chance(WALL_STEP)) now.wallMs += random.between(-1e10, 1e10);
    const chance = this.#killChance;
    this.#killChance = KILL;
    if (!random.chance(chance)) return;
    const parts: Part[] = random.chance(0.1)
      ? ["sensors", "fusion", "outputs"]
      : [random.pick(["sensors", "fusion", "outputs"])];
    for (const part of parts) if (this.#runs(part)) this.#kill(part);
  }

  #runs(part: Part): boolean {
    return !this.#deadUntilMs.has(part);
  }

  #kill(part: Part): void {
    const { now, random, disk, referee } = this;
    referee.killed(
      part,
      now.monoMs,
      disk.isFull(now.monoMs),
      !this.#runs("outputs") || part === "outputs",
      !this.#runs("fusion") || part === "fusion",
    );
    this.#deadUntilMs.set(part, now.monoMs + random.between(...STARTS_MS));
    if (part === "sensors") { for (const device of this.devices) device.boxDied(now.monoMs); }
    if (part === "outputs") disk.outputsDied();
    if (part === "fusion") {
      // Half of the deaths come before the store could commit.
      if (random.chance(0.5) && !disk.isFull(now.monoMs)) disk.store.flush();
      disk.store.lose();
      this.#order = undefined;
    }
  }

  #revive(part: Part): void {
    this.#deadUntilMs.delete(part);
    if (part === "sensors") this.#startSensors();
    if (part === "outputs") {
      this.#outputs = this.#startOutputs();
      if (this.#runs("fusion")) this.#feed(this.#report());
    }
    if (part === "fusion") this.#fusion = this.#startFusion();
  }

  #startSensors(): void {
    this.#queue = new ReadingQueue(QUEUE_READINGS);
    this.#reception = new Reception(CONFIG, {
      reading: (spec, reading, critical) => this.#queue.push(reading, { sensorIndex: spec.index, critical }),
      noData: (_, noData) => {
        if (this.#runs("fusion")) this.#feed(noData);
      },
      picture: () => undefined,
      learned: (spec, eeprom) => {
        this.#learned.set(spec.sensorId, eeprom.slice());
        this.devices[spec.index].isKnown = true;
      },
      note: () => undefined,
      refused: () => void this.referee.tally.refusals++,
      connected: () => undefined,
      conflict: () => undefined,
      knownEeprom: (sensorId) => this.#learned.get(sensorId),
    });
  }

  #startFusion(): FusionState {
    this.referee.fusionStarted(this.now.monoMs);
    this.#fusion = createFusion(++this.#epoch, SETTINGS, this.now);
    this.#feed(this.disk.store.restored(this.now.monoMs));
    if (this.#runs("outputs")) this.#feed(this.#report());
    return this.#fusion;
  }

  #startOutputs(): OutputsCore {
    this.#outputs = startOutputs(TABLE, this.now.monoMs);
    const content = this.disk.loadLatch();
    if (content !== undefined) this.#output({ kind: "restored", content });
    return this.#outputs;
  }

  #report(): FusionInput {
    const { latched, released } = outputsReport(this.#outputs);
    return { kind: "recovered", latched, released };
  }

  /** What waits goes over the link, unless it is stuck: then the queue keeps what its rule says. */
  #handOver(): void {
    assert.ok(this.#queue.depth <= QUEUE_READINGS, "the queue is not bounded");
    if (this.now.monoMs < this.#linkStuckUntilMs) return;
    const count = this.#queue.take(QUEUE_READINGS, this.#block.bytes, 0);
    for (let index = 0; index < count; index++) {
      const sensorId = this.#sensorIds[this.#block.sensorIndex(index)];
      const reading = this.#block.read(index, sensorId);
      assert.ok(reading, "a record is no reading");
      this.#feed(reading);
    }
  }

  #act(): void {
    const alarmId = this.random.pick([...this.#fusion.alarms.keys()]);
    if (alarmId === undefined) return;
    const act = this.random.pick(["acknowledge", "silence", "reset", "reset", "reset"] as const);
    this.#feed({ kind: "act", requestId: "1", by: "operator", act: { act, alarmId } });
  }

  #feed(input: FusionInput): void {
    const { state, effects } = stepFusion(this.#fusion, input, this.now);
    this.#fusion = state;
    for (const effect of effects) {
      if (effect.kind === "order") {
        this.#order = effect.order;
        this.#deliver(effect.order);
        if (effect.order.evidenceAtMs !== undefined) this.#killChance = KILL_AFTER_ALARM;
      } else if (effect.kind === "outcome" && input.kind === "act") {
        this.referee.acted(input.act, effect.outcome, this.now.monoMs);
      }
      this.referee.effect(effect, this.now.monoMs);
      this.disk.store.add(effect);
    }
  }

  #deliver(order: OutputOrder): void {
    this.#orderDueMs = this.now.monoMs + REPEAT_MS;
    if (this.#runs("outputs")) this.#output({ kind: "order", order });
  }

  #output(input: OutputsInput): void {
    const { core, effects } = stepOutputs(this.#outputs, input, this.now.monoMs);
    this.#outputs = core;
    for (const effect of effects) {
      if (effect.kind === "persist") this.disk.saveLatch(effect.content, this.now.monoMs);
      // A report would be a step of fusion inside of its own step: it is told with the next second.
      if (effect.kind === "report" && input.kind === "tick" && this.#runs("fusion")) {
        this.#feed(this.#report());
      }
    }
  }
}
