/**
 * Ninety days of a box on a wall, in minutes: the calendar's happenings, the people who come, and the referee who looks.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { baselineFile, decodeBaseline } from "../../../src/app/baseline_files.ts";
import { DAILY_CHANGE_MAX_C } from "../../../src/fusion/baseline/baseline.ts";
import type { AlarmId } from "../../../src/reading/ids.ts";
import { THERMAL_PIXELS } from "../../../src/reading/reading.ts";
import { EventReader } from "../../../src/store/event_reader.ts";
import { Random } from "../random.ts";
import { Appliance, type Surroundings } from "./appliance.ts";
import { DAYS, drawCalendar, type Happening } from "./calendar.ts";
import { BAD_CHANGES, CONFIGURATION, GOOD_CHANGE, LOCATIONS } from "./configuration.ts";
import { type Fire, SeasonDevice } from "./device.ts";
import type { SeasonDisk } from "./disk.ts";
import { SeasonNetwork } from "./network.ts";
import { SeasonClock, settle, settleFiles } from "./season_clock.ts";
import { SeasonReferee, type Tally } from "./referee.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Steps of a quiet minute: devices deliver pictures at each, the other inputs at every other. */
const QUIET_STEP_MS = 5_000;
const BUSY_STEP_MS = 1_000;
/** While something happens a device sends a picture each so many seconds, as real ones do. */
const BUSY_PICTURE_STEPS = 4;
/** Chances of a minute, of one device: a pan in view, a torn picture, a spike on the cable, a lost connection. */
const PAN = 1 / (2 * DAY_MINUTES);
const TORN = 1 / DAY_MINUTES;
const SPIKE = 1 / (7 * DAY_MINUTES);
const SILENCE = 1 / (5 * DAY_MINUTES);
/** A person acknowledges so long after an alarm, or comes late; resets so long after the fire. */
const ACKNOWLEDGE_MS = 3 * MINUTE_MS;
const LATE_MS = 9 * MINUTE_MS;
const RESET_MS = 20 * MINUTE_MS;
/** One minute in so many is recorded as history: all of them would cost half of the time of a run. */
const RECORDED = 15;
/** What roles do each second is done each so many minutes while all is quiet, and each so many seconds of an outage. */
const QUIET_UPKEEP_MINUTES = 10;
const SLACK_UPKEEP_STEPS = 5;
/** Files of the log's past, one a day; the guard takes them first. */
const ARCHIVE_BYTES = 400_000;
const ARCHIVES_MAX = 16;

/** What one run came to. */
export interface SeasonOutcome {
  readonly tally: Tally;
  readonly isDiskReal: boolean;
}

/** One season. */
export class Season {
  readonly #random: Random;
  readonly #disk: SeasonDisk;
  readonly #clock: SeasonClock;
  readonly #network = new SeasonNetwork();
  readonly #referee = new SeasonReferee();
  readonly #devices: SeasonDevice[];
  readonly #calendar: Map<number, Happening[]>;
  readonly #world: Surroundings;
  #box!: Appliance;
  #minute = 0;
  #fire: Fire | undefined;
  #isIgnored = false;
  #busyUntilMs = 0;
  #outageUntilMs = -Infinity;
  #fullUntilMs = -Infinity;
  #steps = 0;
  /** Candidates of the baselines that were approved. */
  #approved = 0;
  /** What was known before a fire, by location, and when it is compared. */
  readonly #before = new Map<string, Float32Array<ArrayBuffer>>();
  #compareMs = Infinity;
  /** Hours in which an alarm of it stood. */
  #fireHours = new Set<number>();

  constructor(seed: number, disk: SeasonDisk) {
    this.#random = new Random(seed);
    this.#disk = disk;
    this.#clock = new SeasonClock(new Date(2026, 0, 5).getTime());
    this.#devices = LOCATIONS.map(([location, zoneId]) =>
      new SeasonDevice(location, zoneId, new Random(seed * 100 + location.length))
    );
    this.#calendar = drawCalendar(this.#random);
    this.#world = {
      clock: this.#clock,
      disk,
      network: this.#network,
      latch: undefined,
      heard: (event) => this.#referee.heard(event),
    };
  }

  /** Runs it. Throws what the referee finds, with the day. @param told Takes a line a day. */
  async run(told: (line: string) => void = () => {}): Promise<SeasonOutcome> {
    await Deno.writeTextFile(join(this.#disk.folder, "embereye.yaml"), CONFIGURATION);
    this.#box = await Appliance.start(this.#world);
    await this.#oldEvidence();
    try {
      for (; this.#minute < DAYS * DAY_MINUTES; this.#minute++) {
        await this.#runMinute();
        if (this.#minute % DAY_MINUTES === 0) {
          this.#logArchive();
          told(`day ${this.#day}: ${JSON.stringify(this.#referee.tally)}`);
        }
      }
      await this.#finish();
    } catch (error) {
      const time = `day ${Math.floor(this.#day)}, minute ${this.#minute % DAY_MINUTES}`;
      throw new Error(`${time}: ${(error as Error).message}`, { cause: error });
    } finally {
      await this.#box.close();
      if (this.#disk.isFull) this.#disk.free();
    }
    return { tally: this.#referee.tally, isDiskReal: this.#disk.isReal };
  }

  get #day(): number {
    return this.#minute / DAY_MINUTES;
  }

  get #nowMs(): number {
    return this.#clock.monotonicMs();
  }

  async #runMinute(): Promise<void> {
    for (const happening of this.#calendar.get(this.#minute) ?? []) await this.#happen(happening);
    for (const device of this.#devices) this.#disturb(device);
    this.#look();
    const isBusy = this.#isBusy();
    const stepMs = isBusy ? BUSY_STEP_MS : QUIET_STEP_MS;
    const isRecorded = this.#minute % RECORDED === 0;
    for (let passedMs = 0; passedMs < MINUTE_MS; passedMs += stepMs) {
      this.#clock.pass(stepMs);
      this.#deliver(isBusy);
      this.#box.take({ kind: "tick" });
      if (isRecorded) this.#box.sample();
      if (!isBusy) continue;
      await this.#endings();
      if (!this.#isTense() && this.#steps % SLACK_UPKEEP_STEPS !== 0) continue;
      this.#box.second();
      if (this.#clock.wake()) await settle();
      else await null;
      this.#referee.check(this.#box, this.#nowMs);
    }
    this.#pictures();
    this.#people();
    if (isBusy) await settleFiles();
    else if (this.#minute % QUIET_UPKEEP_MINUTES === 0) {
      this.#box.second();
      this.#clock.wake();
    }
    await settle();
    await this.#box.idle();
    this.#referee.check(this.#box, this.#nowMs);
    if (this.#minute % 60 === 0 || this.#disk.isFull) {
      await settleFiles();
      this.#referee.weighed(this.#disk.ownBytes());
    }
    if (this.#nowMs >= this.#compareMs) await this.#compareBaselines();
  }

  #isBusy(): boolean {
    return this.#isTense() || !this.#network.up || this.#disk.isFull;
  }

  /** Whether seconds count. */
  #isTense(): boolean {
    const { fusion, changes } = this.#box;
    return this.#nowMs < this.#busyUntilMs || fusion.alarms.size > 0 || changes.state === "trial";
  }

  #look(): void {
    const minute = this.#minute % DAY_MINUTES;
    for (const device of this.#devices) device.look(this.#nowMs, this.#day, minute, this.#fire);
  }

  #deliver(isBusy: boolean): void {
    const step = ++this.#steps;
    if (isBusy && step % BUSY_PICTURE_STEPS !== 0) return;
    const nowMs = this.#nowMs;
    if (isBusy) this.#look();
    for (const device of this.#devices) {
      const sensorId = this.#box.sensorAt(device.location);
      if (sensorId === undefined || nowMs < device.silentUntilMs) continue;
      this.#box.take(device.thermal(sensorId, nowMs));
      if (!isBusy && step % 2 === 0) continue;
      for (const reading of device.levels(sensorId, nowMs, this.#fire)) this.#box.take(reading);
    }
  }

  /** The pictures that the page gets: one a minute is learned from. */
  #pictures(): void {
    const { baselines } = this.#box;
    baselines.site(this.#box.site());
    for (const device of this.#devices) {
      const sensorId = this.#box.sensorAt(device.location);
      if (sensorId === undefined || this.#nowMs < device.silentUntilMs) continue;
      baselines.picture({ sensorId, atMs: this.#nowMs, taC: 31, vddV: 3.3, celsius: device.room.celsius });
    }
  }

  #disturb(device: SeasonDevice): void {
    const random = this.#random;
    // A sensor that is lost in a trial takes the change back, rightly: it would be another story than this one.
    if (this.#box.changes.state === "trial" || this.#fire !== undefined) return;
    if (random.chance(PAN) && device.zoneId !== "boiler") {
      device.panC = random.between(41, 56);
      device.panUntilMs = this.#nowMs + MINUTE_MS;
    }
    if (random.chance(TORN)) device.torn = true;
    if (random.chance(SPIKE)) device.spike = true;
    if (random.chance(SILENCE)) device.silentUntilMs = this.#nowMs + random.between(20_000, 300_000);
  }

  async #happen(happening: Happening): Promise<void> {
    const nowMs = this.#nowMs;
    switch (happening.kind) {
      case "outage":
        this.#network.up = false;
        this.#outageUntilMs = nowMs + happening.minutes * MINUTE_MS;
        return;
      case "full-disk":
        this.#fullUntilMs = nowMs + happening.minutes * MINUTE_MS;
        return this.#disk.fill();
      case "fire":
        await this.#ignite(happening);
        return;
      case "bad-change":
        return await this.#badChange(happening.index);
      case "good-change": {
        const answer = await this.#box.change(GOOD_CHANGE);
        assert.ok(answer.ok, answer.message);
        return;
      }
      case "broken-file": {
        const file = join(this.#disk.folder, "embereye.yaml");
        await Deno.writeTextFile(file, `${CONFIGURATION}\nzones: [oops`);
        await this.#box.edited();
        assert.ok(
          this.#box.troubles.includes("config-refused:file"),
          "the page says that the file is refused",
        );
        await Deno.writeTextFile(file, CONFIGURATION);
        return;
      }
      case "power-cut":
        await settleFiles();
        this.#box.cutPower();
        this.#clock.pass(20_000);
        this.#box = await Appliance.start(this.#world);
        this.#busyUntilMs = this.#nowMs + 2 * MINUTE_MS;
        return;
      case "new-thing":
        this.#devices.at(-1)!.room.thingC = 9;
    }
  }

  async #badChange(index: number): Promise<void> {
    const { act } = BAD_CHANGES[index];
    const good = this.#box.changes.version;
    this.#referee.changed(this.#nowMs);
    const answer = await this.#box.change(act);
    assert.ok(
      answer.ok && this.#box.changes.state === "trial",
      `${act.reason} runs on trial: ${answer.message}`,
    );
    assert.equal(this.#box.changes.good, good);
  }

  async #ignite({ zoneId, minutes, isIgnored }: Happening & { kind: "fire" }): Promise<void> {
    // What was learned until now is written, to be compared with what is learned of the fire: nothing.
    await this.#box.baselines.close();
    await settleFiles();
    for (const device of this.#devices) {
      if (device.zoneId === zoneId) this.#before.set(device.location, await this.#meanOf(device.location));
    }
    this.#fire = { zoneId, startMs: this.#nowMs, burnsMs: minutes * MINUTE_MS };
    this.#isIgnored = isIgnored;
    this.#fireHours = new Set();
    this.#busyUntilMs = this.#nowMs + (minutes + 3) * MINUTE_MS;
    this.#compareMs = this.#nowMs + 3 * 60 * MINUTE_MS;
    this.#referee.ignited(this.#fire);
  }

  /** Outages and full disks end; a full one is filled again with what the box has let go. */
  async #endings(): Promise<void> {
    if (!this.#network.up && this.#nowMs >= this.#outageUntilMs) {
      this.#network.up = true;
      this.#busyUntilMs = this.#nowMs + 3 * MINUTE_MS;
    }
    if (!this.#disk.isFull) return;
    if (this.#nowMs >= this.#fullUntilMs) {
      assert.ok(this.#box.troubles.includes("disk-low:box"), "the page says that the disk is full");
      this.#disk.free();
      this.#busyUntilMs = this.#nowMs + 3 * MINUTE_MS;
      return await settle();
    }
    if (this.#steps % 30 === 0) this.#disk.fill();
  }

  /** People see to alarms: they acknowledge, and reset when the fire is out. */
  #people(): void {
    const box = this.#box;
    if (this.#fire !== undefined && box.fusion.alarms.size > 0) {
      this.#fireHours.add(new Date(this.#clock.wallMs() - MINUTE_MS).getHours());
    }
    for (const { alarm } of [...box.fusion.alarms.values()]) {
      const sinceMs = this.#nowMs - alarm.raisedAtMs;
      if (!alarm.acknowledged && sinceMs > (this.#isIgnored ? LATE_MS : ACKNOWLEDGE_MS)) {
        this.#do("acknowledge", alarm.id);
      }
      const outMs = this.#fire === undefined ? 0 : this.#fire.startMs + this.#fire.burnsMs + RESET_MS;
      if (alarm.acknowledged && this.#nowMs > Math.max(outMs, alarm.raisedAtMs + RESET_MS)) {
        const { ok } = box.act("anna", { act: "reset", alarmId: alarm.id });
        if (ok) this.#isIgnored = false;
      }
    }
    if (
      this.#fire !== undefined && this.#nowMs > this.#fire.startMs + this.#fire.burnsMs + 2 * 60 * MINUTE_MS
    ) {
      this.#fire = undefined;
    }
    for (const { sensorId, candidate } of box.baselines.list()) {
      if (candidate === undefined) continue;
      assert.equal(
        sensorId,
        "store-1",
        `${sensorId} has changed and nobody has changed anything: ${candidate.detail}`,
      );
      const reason = "a heater was put there";
      assert.ok(box.baselines.act(sensorId, { act: "approve", candidateId: candidate.id, reason }, "anna"));
      this.#approved++;
    }
  }

  #do(act: "acknowledge", alarmId: AlarmId): void {
    const outcome = this.#box.act("anna", { act, alarmId });
    assert.ok(outcome.ok, outcome.text);
  }

  async #meanOf(sensorId: string): Promise<Float32Array<ArrayBuffer>> {
    const bytes = await Deno.readFile(baselineFile(this.#box.paths.baselines, sensorId));
    const kept = decodeBaseline(bytes, sensorId);
    assert.ok(kept, `the baseline of ${sensorId} is whole`);
    return kept.baseline.mean.slice();
  }

  /** Hours in which an alarm stood were not learned, the others no faster than they may. */
  async #compareBaselines(): Promise<void> {
    this.#compareMs = Infinity;
    await this.#box.baselines.close();
    await settleFiles();
    for (const [location, before] of this.#before) {
      const after = await this.#meanOf(location);
      for (let at = 0; at < after.length; at++) {
        const moved = Math.abs(after[at] - before[at]);
        const hour = Math.floor(at / THERMAL_PIXELS);
        const most = this.#fireHours.has(hour) ? 0 : DAILY_CHANGE_MAX_C + 1e-3;
        assert.ok(!(moved > most), `${location} has learned ${moved} K of a fire at ${hour} h`);
      }
    }
    assert.ok(this.#fireHours.size > 0 && this.#before.size > 0);
    this.#before.clear();
  }

  /** What a box of some age has: pictures of alarms that are no longer locked. */
  async #oldEvidence(): Promise<void> {
    const atWallMs = this.#clock.wallMs() - 60 * DAY_MINUTES * MINUTE_MS;
    for (let n = 0; n < 12; n++) {
      const shot = {
        alarmId: `old-${n}`,
        cameraId: "cam",
        moment: "at" as const,
        atMs: 0,
        jpeg: new Uint8Array(300_000),
      };
      await this.#box.evidence.keep(shot, atWallMs + n * DAY_MINUTES * MINUTE_MS);
    }
  }

  /** The log's past grows by a file a day, bounded as the log bounds it. */
  #logArchive(): void {
    if (this.#disk.isFull) return;
    const { logs } = this.#box.paths;
    const day = Math.floor(this.#day);
    const name = (n: number) => join(logs, `fusion.${String(n + 1).padStart(6, "0")}.log.gz`);
    Deno.writeFileSync(name(day), new Uint8Array(ARCHIVE_BYTES));
    if (day < ARCHIVES_MAX) return;
    try {
      Deno.removeSync(name(day - ARCHIVES_MAX));
    } catch (error) {
      // The guard has taken it.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #finish(): Promise<void> {
    // The night's troubles are told in the morning.
    for (let minute = 0; minute < 9 * 60; minute++, this.#minute++) await this.#runMinute();
    const { tally } = this.#referee;
    const outcomes = this.#box.versions.map(({ outcome }) => outcome);
    assert.equal(outcomes.filter((outcome) => outcome === "rolled-back").length, BAD_CHANGES.length);
    for (const { act, why } of BAD_CHANGES) {
      const version = this.#box.versions.find(({ reason }) => reason === act.reason)!;
      assert.match(version.outcomeText, why);
    }
    const store = this.#box.config.zones.find(({ id }) => id === "store")!;
    assert.equal(store.limits.criticalC, 65, "the good change has stayed");
    assert.equal(this.#box.config.zones[0].limits.criticalC, 85);
    assert.equal(this.#box.changes.state, "good");
    assert.equal(this.#approved, 1, "the heater was seen, and asked about once");
    assert.equal(tally.provokedAlarms, 1);
    const months = DAYS / 30;
    assert.ok(tally.falseAlarms + tally.provokedAlarms < months, `${tally.falseAlarms} false alarms`);
    assert.equal(this.#box.fusion.alarms.size, 0);

    const reader = new EventReader(this.#box.paths.eventsDatabase);
    const stored = [];
    for (let afterSeq = 0;;) {
      const page = reader.page({ afterSeq, first: "oldest", limit: 1_000 });
      assert.ok(page.ok);
      stored.push(...page.value.events);
      if (!page.value.more) break;
      afterSeq = stored.at(-1)!.seq;
    }
    reader.close();
    const kept = this.#box.config.retention.eventsDays * DAY_MINUTES * MINUTE_MS;
    this.#referee.checkJournal(stored, this.#clock.wallMs() - kept);
    this.#referee.checkTold(this.#network);
    assert.equal(tally.fires, 3);
  }
}
