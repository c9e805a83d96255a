/**
 * The life of an alarm, from its raising to its reset, as independent flags.
 *
 * It never ends by itself: neither time, nor silent sensors, nor a restart, nor a new configuration ends it, only the
 * reset by a person. A zone has one alarm that new evidence joins; more can stand in it only after memory was lost.
 */
import { type Alarm, type Cause, CAUSES_MAX } from "../reading/alarm.ts";
import type { AlarmId, OutputId } from "../reading/ids.ts";
import { RELEASED_MAX } from "../reading/output.ts";
import { saying } from "../reading/saying.ts";
import { describeCause, describeObservations } from "./describe.ts";
import type { Outcome } from "./effect.ts";
import { describeSpread, incidentOf, spreadFrom } from "./incident.ts";
import { firstRule, observationsOf, type Rule, RULES } from "./rules.ts";
import type { Sensor } from "./sensor.ts";
import { type FusionState, journal, store } from "./state.ts";
import { clearTrouble } from "./troubles.ts";
import type { Zone } from "./zone.ts";

/**
 * An alarm that was quiet for this long and comes back is news even from the same sensor: it sounds again after a
 * silence. Shorter would let one flickering sensor undo every silence.
 */
const REKINDLE_MS = 60_000;

/** An alarm that stands. */
export interface StandingAlarm {
  alarm: Alarm;
  readonly zone: Zone;
  /** The sirens it sounds. A new configuration may add to them, only the reset takes away. */
  sirens: ReadonlySet<OutputId>;
  /** Kept apart, since it changes with the pictures. */
  peakC: number;
  /** Monotonic; meaningful while not active. */
  inactiveSinceMs: number;
  /** Its silence is as the store had it: what the outputs say of it counts too. */
  asStored: boolean;
}

/** The sirens a zone sounds, as it is configured now. */
export function sirensOf(state: FusionState, zone: Zone): readonly OutputId[] {
  return zone.settings.sirens ?? state.settings.sirenIds;
}

/** Lists an alarm that stands. */
export function stand(state: FusionState, zone: Zone, alarm: Alarm, asStored: boolean): StandingAlarm {
  const standing: StandingAlarm = {
    alarm,
    zone,
    sirens: new Set(sirensOf(state, zone)),
    peakC: alarm.peakC,
    inactiveSinceMs: state.nowMs,
    asStored,
  };
  state.alarms.set(alarm.id, standing);
  zone.alarm ??= standing;
  state.orderDue = true;
  return standing;
}

/** Changes an alarm and has it stored. */
export function amend(state: FusionState, standing: StandingAlarm, changes: Partial<Alarm>): void {
  standing.alarm = { ...standing.alarm, ...changes, peakC: standing.peakC };
  if (changes.silenced !== undefined) standing.asStored = false;
  state.orderDue = true;
  store(state, standing.alarm, false);
}

/** Raises the zone's alarm, named after the first of the rules that fired. */
export function raise(
  state: FusionState,
  zone: Zone,
  fired: readonly Rule[],
  lead: Sensor | undefined,
  atMs: number,
): void {
  const causes = fired.map((rule) => causeOf(state, zone, rule, lead));
  const disabled = zone.disablement !== undefined;
  const from = spreadFrom(state, zone);
  const incident = from && incidentOf(from);
  const alarm: Alarm = {
    id: nextId(state),
    zoneId: zone.id,
    active: true,
    latched: true,
    acknowledged: false,
    silenced: false,
    test: false,
    disabled,
    raisedAtMs: state.nowMs,
    raisedAtWallMs: state.wallMs,
    evidenceAtMs: atMs,
    causes,
    peakC: peakOf(causes),
    resounds: 0,
    ...(incident !== undefined && { incident }),
  };
  stand(state, zone, alarm, false);
  markFired(state, zone, causes);
  if (!disabled) state.newEvidenceAtMs = atMs;
  store(state, alarm, false);
  const cause = describeCause(state, zone.name, causes[0]);
  const told = disabled ? saying("said.alarm-no-siren", { alarm: cause }) : cause;
  journal(state, "alarm", incident === undefined ? told : describeSpread(state, incident, told), {
    zoneId: zone.id,
    alarmId: alarm.id,
    ...(lead && { sensorId: lead.id }),
  });
}

/** Adds what is new of the rules that fired to the zone's alarm, and sounds it again where a person had silenced it. */
export function addEvidence(
  state: FusionState,
  standing: StandingAlarm,
  fired: readonly Rule[],
  lead: Sensor | undefined,
): void {
  const { zone, alarm } = standing;
  const rekindled = !alarm.active && state.nowMs - standing.inactiveSinceMs >= REKINDLE_MS;
  const isNews = (rule: Rule) =>
    lead === undefined
      ? !alarm.causes.some((cause) => cause.rule === rule.name)
      : (lead.firedRules & rule.bit) === 0;
  const news = fired.filter((rule) => rekindled || isNews(rule));
  const backInService = alarm.disabled && zone.disablement === undefined;
  if (news.length === 0 && alarm.active && !backInService) return;

  const causes = news.map((rule) => causeOf(state, zone, rule, lead));
  markFired(state, zone, causes);
  const sounds = alarm.silenced && news.length > 0;
  amend(state, standing, {
    active: true,
    disabled: alarm.disabled && !backInService,
    causes: joinCauses(alarm.causes, causes),
    ...(sounds && { silenced: false, silencedBy: undefined, resounds: alarm.resounds + 1 }),
  });
  const again = backInService ? "said.cause-in-service" : "said.cause-again";
  const said = causes.length > 0
    ? describeCause(state, zone.name, causes[0])
    : saying(again, { zone: zone.name });
  journal(state, sounds || backInService ? "alarm-resound" : "alarm-evidence", said, {
    zoneId: zone.id,
    alarmId: alarm.id,
    ...(lead && { sensorId: lead.id }),
  });
}

/** The evidence of the zone's alarm has gone. The alarm stands. */
export function makeInactive(state: FusionState, standing: StandingAlarm): void {
  standing.inactiveSinceMs = state.nowMs;
  amend(state, standing, { active: false });
  const { id, zoneId } = standing.alarm;
  const gone = saying("said.cause-gone", { zone: standing.zone.name });
  journal(state, "alarm-inactive", gone, { zoneId, alarmId: id });
}

/** A person has seen the alarm. */
export function acknowledge(state: FusionState, id: AlarmId, by: string): Outcome {
  const standing = state.alarms.get(id);
  if (standing === undefined) return unknownAlarm(id);
  const { alarm } = standing;
  if (alarm.acknowledged) {
    return { ok: true, text: `It was already acknowledged by ${alarm.acknowledgedBy?.by ?? "someone"}.` };
  }
  amend(state, standing, { acknowledged: true, acknowledgedBy: { by, atWallMs: state.wallMs } });
  return done(state, "acknowledge", "said.acknowledged", standing, by);
}

/** A person silences the sirens of the alarm. */
export function silence(state: FusionState, id: AlarmId, by: string): Outcome {
  const standing = state.alarms.get(id);
  if (standing === undefined) return unknownAlarm(id);
  const { alarm } = standing;
  if (alarm.silenced) {
    return { ok: true, text: `It was already silenced by ${alarm.silencedBy?.by ?? "someone"}.` };
  }
  amend(state, standing, { silenced: true, silencedBy: { by, atWallMs: state.wallMs } });
  return done(state, "silence", "said.silenced", standing, by);
}

/** A person takes the silence back. */
export function resound(state: FusionState, id: AlarmId, by: string): Outcome {
  const standing = state.alarms.get(id);
  if (standing === undefined) return unknownAlarm(id);
  const { alarm } = standing;
  if (!alarm.silenced) return { ok: true, text: "It is not silenced." };
  amend(state, standing, { silenced: false, silencedBy: undefined, resounds: alarm.resounds + 1 });
  return done(state, "alarm-resound", "said.resounded", standing, by);
}

/**
 * A person ends the alarm, which also acknowledges it. Refused while a rule holds in its zone, and while nobody can know whether one does.
 */
export function reset(state: FusionState, id: AlarmId, by: string): Outcome {
  const standing = state.alarms.get(id);
  if (standing === undefined) return unknownAlarm(id);
  const { zone } = standing;
  const rule = firstRule(zone);
  if (rule !== undefined) {
    const seen = describeObservations(state, observationsOf(rule, zone, undefined, state.nowMs));
    const refused = saying("said.reset-refused", { zone: zone.name, seen });
    const text = journal(state, "reset-refused", refused, { zoneId: zone.id, alarmId: id, by });
    return { ok: false, refusal: "cause-present", text };
  }
  const waitedFor = notYetJudged(state, zone);
  if (waitedFor !== undefined) {
    const refused = saying("said.reset-too-early", { zone: zone.name, sensor: waitedFor.name });
    const text = journal(state, "reset-refused", refused, { zoneId: zone.id, alarmId: id, by });
    return { ok: false, refusal: "cause-unknown", text };
  }
  end(state, standing, by);
  return done(state, "reset", "said.reset", standing, by);
}

/**
 * A sensor of the zone whose votes cannot have come to an end since the start: evidence takes two readings, and what was known before is
 * forgotten. One that does not deliver is waited for no longer than for its first reading after any start. Cameras are slower, and
 * alone no cause.
 */
function notYetJudged(state: FusionState, zone: Zone): Sensor | undefined {
  if (state.nowMs >= state.startedAtMs + state.settings.neverHeardMs) return undefined;
  return [...zone.sensors].find(({ disablement, tracks }) =>
    disablement === undefined &&
    tracks.some(({ kind, firstAtMs, lastAtMs }) => kind !== "vision" && !(lastAtMs > firstAtMs))
  );
}

/** Ends an alarm: the outputs may let go of it. */
export function end(state: FusionState, standing: StandingAlarm, by: string): void {
  const { zone, alarm } = standing;
  const deed = { by, atWallMs: state.wallMs };
  standing.alarm = {
    ...alarm,
    active: false,
    latched: false,
    acknowledged: true,
    acknowledgedBy: alarm.acknowledgedBy ?? deed,
    resetBy: deed,
    peakC: standing.peakC,
  };
  state.alarms.delete(alarm.id);
  state.released = [...state.released, alarm.id].slice(-RELEASED_MAX);
  state.orderDue = true;
  store(state, standing.alarm, true);
  const others = [...state.alarms.values()].filter((other) => other.zone === zone);
  if (zone.alarm === standing) {
    zone.alarm = others[0];
    for (const sensor of zone.sensors) sensor.firedRules = 0;
    if (zone.alarm !== undefined) markFired(state, zone, zone.alarm.alarm.causes);
  }
  if (!others.some((other) => isRecovered(other.alarm))) clearTrouble(state, "alarm-memory", zone.id);
  if (zone.retired && others.length === 0) state.zones.delete(zone.id);
}

/** Whether an alarm was found at the outputs after memory was lost. */
export function isRecovered(alarm: Alarm): boolean {
  return alarm.causes.some((cause) => cause.rule === "recovered");
}

/** Notes which sensors have already taken part in which rules of the zone's alarm. */
export function markFired(state: FusionState, zone: Zone, causes: readonly Cause[]): void {
  for (const cause of causes) {
    const bit = RULES.find((rule) => rule.name === cause.rule)?.bit ?? 0;
    for (const seen of cause.observations) {
      const sensor = state.sensors.get(seen.sensorId);
      if (sensor?.zone === zone) sensor.firedRules |= bit;
    }
  }
}

function causeOf(state: FusionState, zone: Zone, rule: Rule, lead: Sensor | undefined): Cause {
  return {
    rule: rule.name,
    atMs: state.nowMs,
    atWallMs: state.wallMs,
    observations: observationsOf(rule, zone, lead, state.nowMs),
  };
}

/** The first cause, since it says how it began, and the latest others. */
export function joinCauses(known: readonly Cause[], more: readonly Cause[]): readonly Cause[] {
  const all = [...known, ...more];
  return all.length <= CAUSES_MAX ? all : [all[0], ...all.slice(-(CAUSES_MAX - 1))];
}

function nextId(state: FusionState): AlarmId {
  for (;;) {
    const id = `A${state.epoch}-${++state.alarmsRaised}`;
    if (!state.alarms.has(id) && !state.released.includes(id)) return id;
  }
}

function peakOf(causes: readonly Cause[]): number {
  const degrees = causes.flatMap((cause) => cause.observations)
    .filter((seen) => seen.input === "thermal")
    .map((seen) => seen.value);
  return degrees.length === 0 ? NaN : Math.max(...degrees);
}

function unknownAlarm(id: AlarmId): Outcome {
  return {
    ok: false,
    refusal: "unknown-alarm",
    text: `No alarm ${id} stands: it may have been reset already.`,
  };
}

function done(
  state: FusionState,
  kind: "acknowledge" | "silence" | "alarm-resound" | "reset",
  deed: "said.acknowledged" | "said.silenced" | "said.resounded" | "said.reset",
  { zone, alarm }: StandingAlarm,
  by: string,
): Outcome {
  const said = saying(deed, { zone: zone.name, person: by });
  return { ok: true, text: journal(state, kind, said, { zoneId: zone.id, alarmId: alarm.id, by }) };
}
