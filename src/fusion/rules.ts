/**
 * The priority rules: which evidence in a zone makes an alarm.
 *
 * A rule needs something of each of its groups; one look at the zone's mask tells. They stand in the order of their
 * priority: an alarm that several rules raise at once is named after the first.
 */
import { type AlarmRule, type Observation, OBSERVATIONS_MAX } from "../reading/alarm.ts";
import { EVIDENCE, type Evidence, EVIDENCE_CLASSES, EVIDENCE_INPUT } from "./evidence.ts";
import type { Sensor } from "./sensor.ts";
import type { Zone } from "./zone.ts";

/** One rule. */
export interface Rule {
  readonly name: AlarmRule;
  readonly bit: number;
  /** Masks of classes: one of each must be held. */
  readonly needs: readonly number[];
  /** Only in zones where a camera alone may alarm. */
  readonly visionAlone: boolean;
}

function any(...classes: (keyof typeof EVIDENCE)[]): number {
  return classes.reduce((mask, name) => mask | 1 << EVIDENCE[name], 0);
}

const NEEDS: readonly (readonly [AlarmRule, readonly number[]])[] = [
  ["call-point", [any("callPoint")]],
  ["other-box", [any("otherBox")]],
  ["smoke", [any("smoke")]],
  ["flame-and-thermal", [any("flame", "flameDigital"), any("thermalPre")]],
  ["vision-on-heat", [any("visionOnHeat")]],
  ["vision-and-sensor", [
    any("vision"),
    any("thermalPre", "smokeSupport", "gasSupport", "flame", "flameDigital"),
  ]],
  ["gas", [any("gas")]],
  ["critical-temperature", [any("thermalCritical")]],
  // Held only while the same sensor also holds pre-alarm heat.
  ["rate-of-rise", [any("rising")]],
  ["vision", [any("vision")]],
];

export const RULES: readonly Rule[] = NEEDS.map(([name, needs], index) => ({
  name,
  bit: 1 << index,
  needs,
  visionAlone: name === "vision",
}));

/** Evidence that makes a pre-alarm where it makes no alarm. */
export const PRE_ALARM_MASK = any("thermalPre", "vision");

function holds(rule: Rule, zone: Zone): boolean {
  if (rule.visionAlone && !zone.settings.limits.visionAlone) return false;
  for (const need of rule.needs) {
    if ((zone.heldMask & need) === 0) return false;
  }
  return true;
}

/** The first rule that holds in a zone: its cause is present. */
export function firstRule(zone: Zone): Rule | undefined {
  if (zone.heldMask === 0) return undefined;
  return RULES.find((rule) => holds(rule, zone));
}

/** The rules that hold in a zone and to which the classes of `mask` contribute. */
export function rulesWith(zone: Zone, mask: number): Rule[] {
  return RULES.filter((rule) => holds(rule, zone) && rule.needs.some((need) => (need & mask) !== 0));
}

/**
 * What made a rule hold: something of each group, the sensor that completed it first, at most
 * {@linkcode OBSERVATIONS_MAX}, each input of a sensor once.
 */
export function observationsOf(
  rule: Rule,
  zone: Zone,
  lead: Sensor | undefined,
  nowMs: number,
): Observation[] {
  const chosen: Evidence[] = [];
  for (const need of rule.needs) {
    const own = lead && firstHeld(lead.evidence, need);
    const one = own ?? firstOfZone(zone, need);
    if (one !== undefined) choose(chosen, one);
  }
  return fill(chosen, zone, rule.needs.reduce((mask, need) => mask | need, 0), nowMs);
}

/** What is held of the classes of `mask`, that of the sensor first, at most {@linkcode OBSERVATIONS_MAX}. */
export function observationsFor(
  zone: Zone,
  mask: number,
  lead: Sensor | undefined,
  nowMs: number,
): Observation[] {
  const own = lead && firstHeld(lead.evidence, mask);
  return fill(own === undefined ? [] : [own], zone, mask, nowMs);
}

function fill(chosen: Evidence[], zone: Zone, wanted: number, nowMs: number): Observation[] {
  for (let evidenceClass = 0; evidenceClass < EVIDENCE_CLASSES; evidenceClass++) {
    if ((wanted & 1 << evidenceClass) === 0) continue;
    for (const evidence of zone.held[evidenceClass]) {
      if (chosen.length === OBSERVATIONS_MAX) break;
      choose(chosen, evidence);
    }
  }
  return chosen.flatMap((evidence) => observations(evidence, nowMs)).slice(0, OBSERVATIONS_MAX);
}

function firstHeld(evidence: readonly (Evidence | undefined)[], mask: number): Evidence | undefined {
  return evidence.find((one) => one !== undefined && one.held && (mask & 1 << one.class) !== 0);
}

function firstOfZone(zone: Zone, mask: number): Evidence | undefined {
  for (let evidenceClass = 0; evidenceClass < EVIDENCE_CLASSES; evidenceClass++) {
    if ((mask & zone.heldMask & 1 << evidenceClass) === 0) continue;
    for (const evidence of zone.held[evidenceClass]) return evidence;
  }
  return undefined;
}

function choose(chosen: Evidence[], evidence: Evidence): void {
  const input = EVIDENCE_INPUT[evidence.class];
  const known = chosen.some((one) => one.sensor === evidence.sensor && EVIDENCE_INPUT[one.class] === input);
  if (!known) chosen.push(evidence);
}

function observations(evidence: Evidence, nowMs: number): Observation[] {
  const { sensor, value, limit } = evidence;
  const input = EVIDENCE_INPUT[evidence.class];
  const ageMs = Math.max(0, nowMs - evidence.atMs);
  const base = { sensorId: sensor.id, input, value, limit, ageMs };
  switch (input) {
    case "thermal":
      return [{ ...base, ...heatOf(sensor) }];
    case "vision": {
      const sight = sensor.seen === undefined ? base : { ...base, seen: sensor.seen };
      const { overlap } = sensor;
      if (evidence.class !== EVIDENCE.visionOnHeat || overlap === undefined) return [sight];
      // The heat behind it is below every limit of its own: nothing else would tell of it.
      const heat = { sensorId: overlap.sensor.id, value: overlap.maxC, limit: overlap.limitC, ageMs };
      return [sight, { ...heat, input: "thermal", ...heatOf(overlap.sensor) }];
    }
    default:
      return [base];
  }
}

function heatOf({ thermal: { ratePerMinute, hotSpotIndex } }: Sensor): Partial<Observation> {
  return Number.isNaN(ratePerMinute) ? { hotSpotIndex } : { hotSpotIndex, ratePerMinute };
}
