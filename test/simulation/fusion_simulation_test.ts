import assert from "node:assert/strict";
import type { OperatorAct } from "../../src/fusion/input.ts";
import { FUSION_DEFAULTS, type FusionSettings, ZONE_LIMITS } from "../../src/fusion/settings.ts";
import type { FusionInput, Now } from "../../src/fusion/input.ts";
import { createFusion, step } from "../../src/fusion/step.ts";
import type { FusionState } from "../../src/fusion/state.ts";
import { SimulatedOutputs, SimulatedStore } from "./box.ts";
import { Random } from "./random.ts";
import { Referee, type Tally } from "./referee.ts";
import { type Fire, SimulatedDevice } from "./simulated_device.ts";

const HOUR_MS = 3_600_000;
const TICK_MS = 100;
const ZONES = ["boiler", "hall", "store", "attic"];
const SENSORS_PER_ZONE = 3;
/** Chances per tick. */
const FIRE = 1 / 9_000;
const RESTART = 1 / 6_000;
/** The worst moments to die: an order has left, a new alarm's above all, and the store has not committed. */
const RESTART_AFTER_ORDER = 1 / 10;
const RESTART_AFTER_ALARM = 1 / 2;
const ACT = 1 / 80;
const WALL_STEP = 1 / 3_000;

const SETTINGS: FusionSettings = {
  ...FUSION_DEFAULTS,
  zones: ZONES.map((id, index) => ({
    id,
    name: id,
    limits: ZONE_LIMITS,
    sirens: [`siren-${index}`, "siren-yard"],
    pattern: "temporal-3" as const,
  })),
  sensors: ZONES.flatMap((zoneId) =>
    Array.from({ length: SENSORS_PER_ZONE }, (_, index) => ({
      id: `${zoneId}-${index}`,
      zoneId,
      inputs: ["thermal", "smoke", "flame"] as const,
    }))
  ),
  sirenIds: ["siren-yard"],
  walkTestMaxMs: 10 * 60_000,
};

/** One box with its site, from its first start. */
class Site {
  readonly random: Random;
  readonly now = { monoMs: 10_000, wallMs: Date.UTC(2026, 0, 1) };
  readonly store = new SimulatedStore();
  readonly outputs = new SimulatedOutputs();
  readonly referee: Referee;
  readonly fires = new Map<string, Fire>();
  readonly devices: SimulatedDevice[];
  /** What fusion decided, without wall times. */
  readonly decisions: string[] = [];
  state: FusionState;
  readonly #wall: Random;
  #restartChance = RESTART;

  constructor(seed: number, readonly wallSteps: boolean) {
    this.random = new Random(seed);
    this.#wall = new Random(seed + 1);
    this.referee = new Referee(SETTINGS, this.now.monoMs);
    this.devices = SETTINGS.sensors.map(({ id, zoneId }) =>
      new SimulatedDevice(
        id,
        zoneId,
        new Random(seed * 1_000 + this.random.between(0, 1_000)),
        this.now.monoMs,
      )
    );
    this.state = this.#start(1);
  }

  run(lengthMs: number): Tally {
    const endMs = this.now.monoMs + lengthMs;
    while (this.now.monoMs < endMs) this.#tick();
    return this.referee.tally;
  }

  #tick(): void {
    const { now, random } = this;
    now.monoMs += TICK_MS;
    now.wallMs += TICK_MS;
    if (this.wallSteps && this.#wall.chance(WALL_STEP)) {
      now.wallMs += this.#wall.between(-HOUR_MS, HOUR_MS) * 24;
    }
    if (random.chance(FIRE)) this.#light(random.pick(ZONES));
    for (const device of this.devices) {
      for (const delivered of device.deliver(now.monoMs, this.fires.get(device.zoneId))) {
        this.#feed(delivered.reading);
        this.referee.delivered(this.state, delivered, now.monoMs);
      }
    }
    this.#feed({ kind: "tick" });
    if (random.chance(ACT)) this.#act();
    // The outputs report every second, the store commits every 200 ms, and a kill may come between.
    if (now.monoMs % 1_000 < TICK_MS) this.#feed(this.outputs.report());
    const restart = this.#restartChance;
    this.#restartChance = RESTART;
    if (random.chance(restart)) return this.#restart();
    if (now.monoMs % 200 < TICK_MS) this.store.flush();
    this.referee.check(this.state, this.outputs, this.devices, now.monoMs);
  }

  #light(zoneId: string): void {
    const { random, now } = this;
    const burning = this.fires.get(zoneId);
    if (burning !== undefined && now.monoMs < burning.endsAtMs) return;
    this.referee.tally.fires++;
    const startsAtMs = now.monoMs;
    this.fires.set(zoneId, {
      startsAtMs,
      endsAtMs: startsAtMs + random.between(10_000, 240_000),
      maxC: random.between(70, 290),
    });
  }

  #act(): void {
    const { random, state } = this;
    const alarmId = random.pick([...state.alarms.keys(), "A0-0"]);
    const [zoneId, sensorId] = [random.pick(ZONES), random.pick(this.devices).sensorId];
    const durationMs = random.between(1_000, 120_000);
    const reason = "simulated";
    const act = random.pick<OperatorAct>([
      { act: "acknowledge", alarmId },
      { act: "silence", alarmId },
      { act: "reset", alarmId },
      { act: "reset", alarmId },
      { act: "resound", alarmId },
      { act: "acknowledgeTrouble", troubleId: random.pick([...state.troubles.keys(), "none"]) },
      { act: "acknowledgeTrouble", troubleId: random.pick([...state.troubles.keys(), "none"]) },
      random.chance(0.3)
        ? { act: "disable", target: "zone", id: zoneId, reason, durationMs }
        : { act: "disable", target: "sensor", id: sensorId, reason, durationMs },
      { act: "enable", target: "zone", id: zoneId },
      { act: "enable", target: "sensor", id: sensorId },
      random.chance(0.2)
        ? { act: "startWalkTest", zoneId, durationMs: durationMs * 5 }
        : { act: "stopWalkTest", zoneId },
    ]);
    this.#feed({ kind: "act", requestId: "1", by: "operator", act }, act);
  }

  #restart(): void {
    // Half of the kills come before the store could commit.
    if (this.random.chance(0.5)) this.store.flush();
    this.store.lose();
    this.now.monoMs += this.random.between(200, 1_500);
    this.referee.restarted(this.now.monoMs);
    this.state = this.#start(this.state.epoch + 1);
  }

  #start(epoch: number): FusionState {
    this.state = createFusion(epoch, SETTINGS, this.now);
    this.#feed(this.store.restored(this.now.monoMs));
    this.#feed(this.outputs.report());
    return this.state;
  }

  #feed(input: FusionInput, act?: OperatorAct): void {
    const now: Now = this.now;
    const result = step(this.state, input, now);
    this.state = result.state;
    for (const effect of result.effects) {
      if (effect.kind === "order") {
        this.outputs.obey(effect.order);
        this.#restartChance = effect.order.evidenceAtMs === undefined
          ? RESTART_AFTER_ORDER
          : RESTART_AFTER_ALARM;
      }
      if (effect.kind === "outcome" && act !== undefined) this.referee.acted(this.state, act, effect.outcome);
    }
    for (const effect of result.effects) {
      this.referee.effect(effect, this.fires, now.monoMs);
      this.store.add(effect);
      this.decisions.push(effect.kind === "event" ? `${now.monoMs} ${effect.event.text}` : effect.kind);
    }
  }
}

function simulate(seed: number, lengthMs: number, wallSteps: boolean): { tally: Tally; decisions: string } {
  const site = new Site(seed, wallSteps);
  try {
    return { tally: site.run(lengthMs), decisions: site.decisions.join("\n") };
  } catch (error) {
    const after = ((site.now.monoMs - 10_000) / 1_000).toFixed(1);
    throw new Error(`simulation with seed ${seed} failed after ${after} simulated seconds`, { cause: error });
  }
}

for (const seed of [1, 2, 3]) {
  Deno.test(`three simulated hours of fires, faults, restarts and people keep every promise (seed ${seed})`, () => {
    const { tally } = simulate(seed, 3 * HOUR_MS, true);
    // A run in which nothing happened would prove nothing.
    for (const [what, count] of Object.entries(tally)) assert.ok(count > 0, `no ${what} in this run`);
    assert.ok(tally.alarms >= 8 && tally.restarts >= 8, JSON.stringify(tally));
  });
}

Deno.test("a simulated hour is decided the same with and without steps of the wall clock", () => {
  assert.equal(simulate(7, HOUR_MS, true).decisions, simulate(7, HOUR_MS, false).decisions);
});
