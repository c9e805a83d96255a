/**
 * Takes back what was known before a restart: from the store, and from the outputs what even the store did not know.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { AlarmId } from "../reading/ids.ts";
import { type LatchedAlarm, RELEASED_MAX } from "../reading/output.ts";
import { saying } from "../reading/saying.ts";
import type { FusionInput } from "./input.ts";
import { reassess } from "./assess.ts";
import { amend, end, isRecovered, joinCauses, markFired, stand, type StandingAlarm } from "./lifecycle.ts";
import { adoptConditions, zoneFor } from "./registry.ts";
import { restoreDisablement } from "./service.ts";
import { type FusionState, journal, store } from "./state.ts";
import { adoptTrouble, clearTrouble, raiseTrouble, restoreTrouble } from "./troubles.ts";
import { endTest } from "./walktest.ts";

/** What the outputs say when they connect. */
export type Recovered = Extract<FusionInput, { kind: "recovered" }>;

/**
 * More than there are zones. Alarms that evidence raises are never refused, each zone has one; together with them an order
 * stays below the 1,000 alarms that the outputs accept.
 */
export const ALARMS_MAX = 512;

/**
 * Takes back what the store held. Whether a cause is present is found out anew, from readings. Where the store did not answer in time this comes
 * a second time, later: what has happened since goes before what the store says, and no siren that sounds falls silent by it.
 */
export function restore(state: FusionState, held: Extract<FusionInput, { kind: "restored" }>): void {
  state.restored = true;
  state.orderDue = true;
  // One that was found at the outputs meanwhile stands until a person resets it again.
  const ended = held.released.filter((id) => !state.alarms.has(id));
  state.released = [...ended, ...state.released].slice(-RELEASED_MAX);
  for (const one of held.disablements) restoreDisablement(state, one);
  for (const trouble of held.troubles) restoreTrouble(state, trouble);
  for (const alarm of held.alarms) restoreAlarm(state, alarm);
  for (const sensor of state.sensors.values()) adoptConditions(state, sensor);
  for (const zone of state.zones.values()) {
    if (adoptTrouble(state, "zone-blind", zone.id)) zone.blind = true;
  }
  for (const { trouble } of [...state.troubles.values()]) {
    if (trouble.code !== "alarm-memory") continue;
    if (hasRecovered(state, trouble.subject)) adoptTrouble(state, trouble.code, trouble.subject);
    else clearTrouble(state, trouble.code, trouble.subject);
  }
  if (state.recoverLater === undefined) return;
  recover(state, state.recoverLater);
  state.recoverLater = undefined;
}

/**
 * Takes back what the outputs hold. An alarm they hold and nobody knows stands again, its cause unknown. One they know as
 * reset is ended: the reset had reached them, and only the store had missed it.
 */
export function recover(state: FusionState, held: Recovered): void {
  if (!state.restored) {
    state.recoverLater = held;
    return;
  }
  if (!state.recovered) state.orderDue = true;
  state.recovered = true;
  const { latched, released } = held;
  for (const id of released) endReleased(state, id);
  for (const one of latched) {
    const standing = state.alarms.get(one.alarmId);
    if (standing === undefined) {
      if (!state.released.includes(one.alarmId) && !released.includes(one.alarmId)) recoverAlarm(state, one);
    } else if (standing.asStored && !one.silenced && (standing.alarm.silenced || standing.alarm.disabled)) {
      // It sounds: the store had missed that it was sounded again, or that its zone was taken back into service.
      amend(state, standing, { silenced: false, silencedBy: undefined, disabled: false });
    }
  }
}

function endReleased(state: FusionState, id: AlarmId): void {
  const standing = state.alarms.get(id);
  if (standing === undefined || !standing.asStored) return;
  const { zone } = standing;
  end(state, standing, "system");
  journal(state, "reset", saying("said.reset-before", { zone: zone.name }), {
    zoneId: zone.id,
    alarmId: id,
    by: "system",
  });
  // Evidence that came since the restart is another fire.
  reassess(state, zone);
}

function restoreAlarm(state: FusionState, alarm: Alarm): void {
  if (!alarm.latched || state.released.includes(alarm.id)) return;
  const found = state.alarms.get(alarm.id);
  if (found !== undefined) return completeFound(state, found, alarm);
  if (!hasRoom(state)) return;
  const zone = zoneFor(state, alarm.zoneId);
  // One that sounded nothing stays so until evidence comes, even if the zone is back in service by now.
  const disabled = alarm.disabled || zone.disablement !== undefined;
  stand(state, zone, { ...alarm, active: false, disabled }, true);
  markFired(state, zone, alarm.causes);
}

/** What the store knows of an alarm that has been found at the outputs since. */
function completeFound(state: FusionState, found: StandingAlarm, stored: Alarm): void {
  const { alarm, zone } = found;
  if (!isRecovered(alarm)) return;
  if (!(found.peakC > stored.peakC)) found.peakC = stored.peakC;
  const since = alarm.causes.filter(({ rule }) => rule !== "recovered");
  amend(state, found, {
    ...stored,
    active: alarm.active,
    silenced: alarm.silenced,
    silencedBy: alarm.silenced ? alarm.silencedBy ?? stored.silencedBy : undefined,
    disabled: alarm.disabled,
    acknowledged: alarm.acknowledged || stored.acknowledged,
    acknowledgedBy: alarm.acknowledgedBy ?? stored.acknowledgedBy,
    causes: joinCauses(stored.causes, since),
    resounds: stored.resounds + alarm.resounds,
  });
  markFired(state, zone, stored.causes);
}

function recoverAlarm(state: FusionState, held: LatchedAlarm): void {
  if (!hasRoom(state)) return;
  const zone = zoneFor(state, held.zoneId);
  if (zone.test !== undefined) endTest(state, zone, saying("said.ended-by-found-alarm"));
  const alarm: Alarm = {
    id: held.alarmId,
    zoneId: held.zoneId,
    active: false,
    latched: true,
    acknowledged: false,
    silenced: held.silenced,
    test: false,
    // One that sounds goes on sounding, whatever the store says of its zone.
    disabled: zone.disablement !== undefined && held.silenced,
    raisedAtMs: state.nowMs,
    raisedAtWallMs: held.raisedAtWallMs,
    evidenceAtMs: state.nowMs,
    // The contract of a cause asks for an observation, and this is the one case that has none.
    causes: [{ rule: "recovered", atMs: state.nowMs, atWallMs: state.wallMs, observations: [] }],
    peakC: NaN,
    resounds: 0,
  };
  stand(state, zone, alarm, false);
  store(state, alarm, false);
  const found = saying("said.alarm-found", { zone: zone.name });
  journal(state, "alarm", found, { zoneId: zone.id, alarmId: alarm.id });
  raiseTrouble(state, "alarm-memory", zone.id, () => found, { zoneId: zone.id });
}

function hasRecovered(state: FusionState, zoneId: string): boolean {
  return [...state.alarms.values()].some(({ alarm }) => alarm.zoneId === zoneId && isRecovered(alarm));
}

function hasRoom(state: FusionState): boolean {
  if (state.alarms.size < ALARMS_MAX) return true;
  state.counts.alarmsRefused++;
  return false;
}
