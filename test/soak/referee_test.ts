/**
 * A referee that never complains proves nothing: each promise is broken here once.
 */
import assert from "node:assert/strict";
import { FakeClock } from "../../src/clock/fake_clock.ts";
import type { Alarm } from "../../src/reading/alarm.ts";
import type { Trouble } from "../../src/reading/trouble.ts";
import { FaultBook } from "./hurts.ts";
import type { FaultName } from "./plan.ts";
import { Referee } from "./referee.ts";
import type { Seen, Snapshot } from "./snapshot.ts";

const START_MS = 1_000_000;
const LOOK_MS = 500;

/** A box as it is seen: well, unless a test changes it. */
class Bench {
  readonly clock = new FakeClock({ monotonicMs: START_MS });
  readonly book = new FaultBook();
  readonly device = {
    id: "s0",
    mood: "well",
    hotInRow: 0,
    connectedAtMs: 0 as number | undefined,
    sentAtMs: START_MS as number | undefined,
  };
  readonly referee = new Referee(this.clock, this.book, [this.device], 2, 100e6, {
    isPageStarved: () => this.starved,
  });
  /** Other programs take all processors. */
  starved = false;
  /** How long a look takes. */
  lookTakesMs = 0;
  alarms: Alarm[] = [];
  troubles: Trouble[] = [];
  on = new Set<string>();
  roleState = "ready";
  connected = true;
  answers = true;
  health = 200;
  trace: Snapshot["trace"] = [];
  /** Whether the device goes on sending. */
  sends = true;

  get nowMs(): number {
    return this.clock.monotonicMs();
  }

  /** Looks for so long; the promises that were broken, without their subjects. */
  async look(ms: number): Promise<string[]> {
    for (let passedMs = 0; passedMs <= ms; passedMs += LOOK_MS) {
      await this.clock.advance(LOOK_MS);
      if (this.sends) this.device.sentAtMs = this.nowMs;
      const seen: Seen = {
        connected: this.connected,
        alarms: this.alarms,
        troubles: this.troubles,
        sensors: [],
        cameras: [],
        roles: [{ role: "fusion", state: this.roleState, restarts: 0 }],
      };
      this.referee.judge({
        askedAtMs: this.nowMs - this.lookTakesMs,
        atMs: this.nowMs,
        seen: this.answers ? seen : undefined,
        health: { code: this.health, status: "?" },
        on: this.on,
        trace: this.trace,
      });
      this.trace = [];
    }
    return [...new Set(this.referee.grievances.violations.map(({ promise }) => promise.split(":")[0]))];
  }

  /** A fire in zone 0 that alarms and sounds. */
  async burn(): Promise<void> {
    this.referee.lit(0);
    this.device.hotInRow = 5;
    this.alarms = [alarmOf("A1")];
    this.on.add("siren0");
    assert.deepEqual(await this.look(2_000), []);
  }

  fault(fault: FaultName, target = ""): (nowMs: number) => void {
    return this.book.begin({ atMs: 0, fault, target, lengthMs: 0 }, this.nowMs);
  }
}

function alarmOf(id: string, changes: Partial<Alarm> = {}): Alarm {
  return {
    id,
    zoneId: "z0",
    latched: true,
    silenced: false,
    test: false,
    causes: [],
    ...changes,
  } as unknown as Alarm;
}

function silent(subject: string): Trouble {
  return {
    id: `sensor-silent:${subject}`,
    code: "sensor-silent",
    subject,
    active: true,
  } as unknown as Trouble;
}

Deno.test("Referee is content with a calm box, and with a fire that alarms and sounds", async () => {
  const bench = new Bench();
  assert.deepEqual(await bench.look(60_000), []);
  await bench.burn();
});

Deno.test("Referee: a fire whose hot pictures arrive and that sounds nothing", async () => {
  const bench = new Bench();
  bench.referee.lit(0);
  bench.device.hotInRow = 3;
  assert.deepEqual(await bench.look(9_000), []);
  assert.deepEqual(await bench.look(3_000), ["fire-unnoticed"]);
});

Deno.test("Referee: an alarm that vanishes without a reset, and one that comes without a fire", async () => {
  const lost = new Bench();
  await lost.burn();
  lost.alarms = [];
  assert.ok((await lost.look(10_000)).includes("alarm-lost"));
  const invented = new Bench();
  invented.alarms = [alarmOf("A9")];
  assert.ok((await invented.look(0)).includes("alarm-invented"));
});

Deno.test("Referee: an alarm that was reset and stands again, and two in one zone", async () => {
  const bench = new Bench();
  await bench.burn();
  bench.referee.asks("reset", "A1");
  bench.referee.answered("reset", "A1", "done");
  bench.alarms = [];
  bench.on.clear();
  assert.deepEqual(await bench.look(4_000), []);
  bench.alarms = [alarmOf("A1")];
  assert.deepEqual(await bench.look(0), ["alarm-risen"]);
  const twice = new Bench();
  await twice.burn();
  twice.alarms.push(alarmOf("A2"));
  assert.deepEqual(await twice.look(6_000), ["alarm-twice"]);
});

Deno.test("Referee: a siren that is off while its alarm stands, that was switched off for a moment, or sounds for nothing", async () => {
  const off = new Bench();
  await off.burn();
  off.on.clear();
  assert.deepEqual(await off.look(3_000), ["siren-silent"]);
  const moment = new Bench();
  await moment.burn();
  moment.trace = [{ atMs: moment.nowMs, line: "siren0", event: "set", on: false, pid: 1 }];
  assert.deepEqual(await moment.look(0), ["siren-switched-off"]);
  const nothing = new Bench();
  nothing.on.add("siren1");
  assert.deepEqual(await nothing.look(9_000), ["siren-invented"]);
});

Deno.test("Referee excuses a siren while its outputs are killed, but not for longer than a recovery may take", async () => {
  const bench = new Bench();
  await bench.burn();
  bench.on.clear();
  bench.fault("kill-role", "outputs")(bench.nowMs);
  assert.deepEqual(await bench.look(10_000), []);
  assert.deepEqual(await bench.look(25_000), ["siren-silent", "siren-back"]);
});

Deno.test("Referee lets a person silence, and wants the siren again when the page says that it is no longer silenced", async () => {
  const bench = new Bench();
  await bench.burn();
  bench.referee.asks("silence", "A1");
  bench.referee.answered("silence", "A1", "done");
  bench.alarms = [alarmOf("A1", { silenced: true })];
  bench.on.clear();
  assert.deepEqual(await bench.look(10_000), []);
  bench.alarms = [alarmOf("A1")];
  assert.deepEqual(await bench.look(9_000), ["siren-silent"]);
});

Deno.test("Referee: a silent sensor that is no trouble, and a sending one that is called silent", async () => {
  const untold = new Bench();
  untold.sends = false;
  assert.deepEqual(await untold.look(20_000), []);
  assert.deepEqual(await untold.look(10_000), ["silence-untold"]);
  const invented = new Bench();
  invented.troubles = [silent("s0")];
  assert.deepEqual(await invented.look(20_000), ["silence-invented"]);
});

Deno.test("Referee: a page that does not answer, cannot reach fusion, or calls itself well meanwhile; a part that stays down", async () => {
  const silentPage = new Bench();
  silentPage.answers = false;
  assert.deepEqual(await silentPage.look(17_000), ["page-silent"]);
  const blind = new Bench();
  blind.connected = false;
  assert.deepEqual(await blind.look(10_000), ["health-contradicts", "fusion-unreachable"]);
  const frozen = new Bench();
  frozen.referee.frozen.add("sensors");
  assert.deepEqual(await frozen.look(16_000), ["health-dishonest"]);
  const down = new Bench();
  down.roleState = "backing-off";
  assert.deepEqual(await down.look(32_000), ["role-down"]);
});

Deno.test("Referee forgives a page that waits for a processor, and nothing else for it", async () => {
  const bench = new Bench();
  await bench.burn();
  bench.starved = true;
  bench.answers = false;
  assert.deepEqual(await bench.look(70_000), []);
  bench.on.clear();
  assert.deepEqual(await bench.look(3_000), ["siren-silent"]);
});

Deno.test("Referee judges no time in which the soak itself did not look", async () => {
  const bench = new Bench();
  bench.answers = false;
  for (let look = 0; look < 5; look++) {
    assert.deepEqual(await bench.look(0), []);
    await bench.clock.advance(20_000);
  }
  assert.equal(bench.referee.tally.blind, 4);
});

Deno.test("Referee does not take what the page said before a reset or a request for silence for what it said after", async () => {
  const bench = new Bench();
  await bench.burn();
  bench.lookTakesMs = 6_000;
  bench.referee.asks("silence", "A1");
  bench.referee.answered("silence", "A1", "done");
  bench.on.clear();
  assert.deepEqual(await bench.look(8_000), [], "asked before it was silenced");
  bench.referee.asks("reset", "A1");
  bench.referee.answered("reset", "A1", "done");
  assert.deepEqual(await bench.look(4_000), [], "asked before it was reset");
});

Deno.test("Referee: memory and disk without bounds", async () => {
  const bench = new Bench();
  for (let look = 0; look < 10; look++) {
    await bench.clock.advance(5_000);
    bench.referee.judgeUse(2e9, 200e6);
  }
  assert.deepEqual(bench.referee.grievances.violations.map(({ promise }) => promise), ["memory", "disk"]);
});

Deno.test("Referee takes an alarm for perhaps lost whose only two memories died on a full disk", async () => {
  const bench = new Bench();
  await bench.burn();
  bench.referee.memoriesLost(bench.nowMs - 60_000);
  bench.device.hotInRow = 0;
  bench.alarms = [];
  bench.on.clear();
  assert.deepEqual(await bench.look(20_000), []);
});

Deno.test("Referee: a request for silence that takes long is obeyed late, and one that was lost leaves the siren on", async () => {
  const late = new Bench();
  await late.burn();
  late.referee.asks("silence", "A1");
  assert.deepEqual(await late.look(8_000), []);
  late.trace = [{ atMs: late.nowMs, line: "siren0", event: "set", on: false, pid: 1 }];
  late.on.clear();
  late.alarms = [alarmOf("A1", { silenced: true })];
  late.referee.answered("silence", "A1", "done");
  assert.deepEqual(await late.look(8_000), []);
  const lost = new Bench();
  await lost.burn();
  lost.referee.asks("silence", "A1");
  lost.referee.answered("silence", "A1", "none");
  assert.deepEqual(await lost.look(5_000), []);
  lost.on.clear();
  assert.deepEqual(await lost.look(3_000), ["siren-silent"]);
});

Deno.test("Referee: a reset whose answer was lost may have been obeyed, though the next one is refused", async () => {
  const bench = new Bench();
  await bench.burn();
  bench.referee.asks("reset", "A1");
  bench.referee.answered("reset", "A1", "none");
  bench.referee.asks("reset", "A1");
  bench.referee.answered("reset", "A1", "no");
  bench.alarms = [];
  bench.on.clear();
  assert.deepEqual(await bench.look(10_000), []);
  const refused = new Bench();
  await refused.burn();
  refused.referee.asks("reset", "A1");
  refused.referee.answered("reset", "A1", "no");
  refused.alarms = [];
  assert.ok((await refused.look(10_000)).includes("alarm-lost"));
});

Deno.test("Referee judges an alarm by when it was raised, and no siren by a page that does not answer", async () => {
  const bench = new Bench();
  const fire = bench.referee.lit(1);
  const raisedAtMs = bench.nowMs + 1_000;
  fire.endedAtMs = bench.nowMs + 4_000;
  bench.answers = false;
  bench.fault("kill-role", "ui")(bench.nowMs + 80_000);
  bench.on.add("siren1");
  assert.deepEqual(await bench.look(59_000), []);
  bench.answers = true;
  const causes = [{
    rule: "smoke",
    atMs: raisedAtMs,
    atWallMs: 0,
    observations: [],
  }] as unknown as Alarm["causes"];
  bench.alarms = [alarmOf("A1", { zoneId: "z1", causes })];
  assert.deepEqual(await bench.look(10_000), []);
  const late = new Bench();
  late.referee.lit(0).endedAtMs = late.nowMs;
  await late.look(60_000);
  const now = [{ ...causes[0], atMs: late.nowMs }];
  late.alarms = [alarmOf("A2", { causes: now })];
  assert.ok((await late.look(0)).includes("alarm-invented"));
});
