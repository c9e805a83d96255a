/**
 * Judges a season: knows every fire, hears every journal line, and says what the box has missed, made up, lost or told twice.
 */
import assert from "node:assert/strict";
import type { AlarmId } from "../../../src/reading/ids.ts";
import type { JournalEvent } from "../../../src/reading/event.ts";
import type { StoredEvent } from "../../../src/store/event_batch.ts";
import type { Appliance } from "./appliance.ts";
import type { Fire } from "./device.ts";
import type { SeasonNetwork } from "./network.ts";

/** From ignition to the alarm: the fire needs 45 s to reach its limit, a device up to 4 s between pictures. */
const DETECTION_MS_MAX = 75_000;
/** What of a fire may still alarm after its end. */
const AFTERGLOW_MS = 30 * 60_000;
/** An alarm so soon after a bad change is that change's doing. */
const PROVOKED_MS = 15 * 60_000;
/** What the box may keep: its retention in the configuration, what is locked, and what is never removed. */
const OWN_BYTES_MAX = 44 * 1024 * 1024;

/** What was counted, to show that a season was not an empty one. */
export interface Tally {
  fires: number;
  alarms: number;
  falseAlarms: number;
  provokedAlarms: number;
  preAlarms: number;
  troubles: number;
  told: number;
  ownBytesMost: number;
  slowestMs: number;
}

/** The referee. */
export class SeasonReferee {
  readonly tally: Tally = {
    fires: 0,
    alarms: 0,
    falseAlarms: 0,
    provokedAlarms: 0,
    preAlarms: 0,
    troubles: 0,
    told: 0,
    ownBytesMost: 0,
    slowestMs: 0,
  };
  readonly events: JournalEvent[] = [];
  readonly #fires: (Fire & { alarmId?: AlarmId })[] = [];
  #changedMs = -Infinity;

  ignited(fire: Fire): void {
    this.tally.fires++;
    this.#fires.push({ ...fire });
  }

  /** Somebody has made a bad change. */
  changed(nowMs: number): void {
    this.#changedMs = nowMs;
  }

  /** A line of the journal, before it is written. */
  heard(event: JournalEvent): void {
    this.events.push(event);
    if (event.kind === "pre-alarm") this.tally.preAlarms++;
    if (event.kind === "trouble") this.tally.troubles++;
    if (event.kind !== "alarm") return;
    assert.doesNotMatch(event.text, /found latched/, "fusion has forgotten an alarm");
    this.tally.alarms++;
    const fire = this.#fires.find(({ zoneId, startMs, burnsMs }) =>
      zoneId === event.zoneId && event.atMs >= startMs && event.atMs <= startMs + burnsMs + AFTERGLOW_MS
    );
    if (fire !== undefined) fire.alarmId ??= event.alarmId;
    else if (event.atMs - this.#changedMs < PROVOKED_MS) this.tally.provokedAlarms++;
    else this.tally.falseAlarms++;
  }

  /** Looks at a running box. */
  check(box: Appliance, nowMs: number): void {
    for (const fire of this.#fires) {
      const sinceMs = nowMs - fire.startMs;
      if (fire.alarmId !== undefined) continue;
      assert.ok(
        sinceMs <= DETECTION_MS_MAX,
        `a fire in ${fire.zoneId} has burnt for ${sinceMs} ms unnoticed`,
      );
    }
    for (const { alarm } of box.fusion.alarms.values()) {
      const fire = this.#fires.find(({ zoneId, startMs }) =>
        zoneId === alarm.zoneId && startMs <= alarm.raisedAtMs
      );
      if (fire !== undefined && alarm.raisedAtMs - fire.startMs < DETECTION_MS_MAX) {
        this.tally.slowestMs = Math.max(this.tally.slowestMs, alarm.raisedAtMs - fire.startMs);
      }
      if (alarm.silenced) continue;
      for (const siren of ["bell", "horn"]) {
        assert.equal(box.siren(siren), "temporal-3", `${siren} is silent while ${alarm.id} stands`);
      }
    }
  }

  /** The bytes of the box's own files. */
  weighed(bytes: number): void {
    this.tally.ownBytesMost = Math.max(this.tally.ownBytesMost, bytes);
    assert.ok(bytes <= OWN_BYTES_MAX, `the box fills ${bytes} bytes of its disk`);
  }

  /** The journal holds all that was said, in its order, but what is older than it is kept. */
  checkJournal(stored: readonly StoredEvent[], keptFromWallMs: number): void {
    const said = this.events.filter(({ atWallMs }) => atWallMs >= keptFromWallMs);
    const kept = stored.filter(({ atWallMs }) => atWallMs >= keptFromWallMs);
    assert.deepEqual(kept.map(({ text }) => text), said.map(({ text }) => text));
  }

  /** Everybody was told all that they are to be told, once, and in order. */
  checkTold(network: SeasonNetwork): void {
    for (const [target, taken] of network.taken) {
      this.tally.told += taken.length;
      const ids = taken.map(({ id }) => id);
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
      assert.deepEqual(twice, [], `${target} was told twice`);
    }
    const ops = network.taken.get("ops") ?? [];
    const single = new Set(["alarm", "alarm-resound", "acknowledge", "silence", "reset", "pre-alarm"]);
    const told = ops.filter(({ kind }) => single.has(kind)).map(({ kind, text }) => `${kind}: ${text}`);
    const said = this.events.filter(({ kind }) => single.has(kind)).map(({ kind, text }) =>
      `${kind}: ${text}`
    );
    assert.deepEqual(told, said, "ops has heard of each alarm and act, in order");
    const isTrouble = (kind: string) => ["trouble", "trouble-cleared", "sensor-back"].includes(kind);
    const troubles = this.events.filter(({ kind }) => isTrouble(kind)).length;
    const news = ops.filter(({ severity }) => severity === "trouble")
      .reduce((sum, { count = 1 }) => sum + count, 0);
    assert.equal(news, troubles, "each trouble was told, alone or in a sum");
    // Nobody came to the first fire for a while; the others were acknowledged in time.
    const chief = network.taken.get("chief") ?? [];
    const escalations = chief.filter(({ kind }) => kind === "escalation");
    assert.equal(escalations.length, 1, "the chief is called where nobody acknowledges, and only there");
    assert.equal(escalations[0].alarmId, this.#fires[0].alarmId);
  }
}
