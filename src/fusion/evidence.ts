/**
 * Evidence: what one sensor has shown and fusion still remembers, held per zone so that a rule is one look at a mask.
 */
import type { InputKind } from "../reading/reading.ts";
import type { Sensor } from "./sensor.ts";
import type { FusionSettings } from "./settings.ts";

/** The classes of evidence; each number is an index and a bit. */
export const EVIDENCE = {
  thermalPre: 0,
  thermalCritical: 1,
  rising: 2,
  smoke: 3,
  /** Smoke at {@linkcode SUPPORT_PART} of its limit: enough beside a camera. */
  smokeSupport: 4,
  gas: 5,
  gasSupport: 6,
  flame: 7,
  flameDigital: 8,
  vision: 9,
  callPoint: 10,
  /** A camera's sight at a place that a registered thermal sensor finds warm; see `overlap.ts`. */
  visionOnHeat: 11,
  otherBox: 12,
} as const;

/** Index of a class of evidence. */
export type EvidenceClass = typeof EVIDENCE[keyof typeof EVIDENCE];

export const EVIDENCE_CLASSES = Object.keys(EVIDENCE).length;

/** The input that each class comes from. */
export const EVIDENCE_INPUT: readonly InputKind[] = [
  "thermal",
  "thermal",
  "thermal",
  "smoke",
  "smoke",
  "gas",
  "gas",
  "flame",
  "flameDigital",
  "vision",
  "callPoint",
  "vision",
  "otherBox",
];

/** Part of the smoke or gas limit that supports a camera. Lower would join a camera's error with kitchen air. */
export const SUPPORT_PART = 0.5;
/** A level once over its limit counts until it is below this part of it: more would flap with the noise. */
export const RELEASE_PART = 0.9;

/** One class of evidence of one sensor: made once, then only changed. */
export interface Evidence {
  readonly class: EvidenceClass;
  readonly sensor: Sensor;
  /** Confirmed and remembered. */
  held: boolean;
  /** Consecutive readings over the limit, for the vote. */
  hits: number;
  /** Monotonic time of the last reading that showed it. */
  atMs: number;
  value: number;
  limit: number;
}

/** How long each class is remembered after the last reading that showed it, by class. */
export function memoryTimes(settings: FusionSettings): number[] {
  const times = new Array<number>(EVIDENCE_CLASSES).fill(settings.correlationMs);
  const alone = [
    EVIDENCE.thermalCritical,
    EVIDENCE.smoke,
    EVIDENCE.gas,
    EVIDENCE.callPoint,
    EVIDENCE.otherBox,
    EVIDENCE.visionOnHeat,
  ];
  for (const evidenceClass of alone) times[evidenceClass] = settings.holdMs;
  return times;
}

/** The sensor's evidence of a class, made when first asked for. */
export function evidenceOf(sensor: Sensor, evidenceClass: EvidenceClass): Evidence {
  return sensor.evidence[evidenceClass] ??= {
    class: evidenceClass,
    sensor,
    held: false,
    hits: 0,
    atMs: 0,
    value: 0,
    limit: 0,
  };
}

/**
 * Shows a level to the vote: `needed` consecutive readings at or above `limit` make it evidence, and from then on each
 * reading at or above `release` renews it.
 *
 * @param linked the reading follows its predecessor without a gap that would break the vote.
 * @returns the bit of the class where the evidence is new, else 0.
 */
export function voteLevel(
  evidence: Evidence,
  value: number,
  limit: number,
  release: number,
  atMs: number,
  needed: number,
  linked: boolean,
): number {
  if (evidence.held) {
    if (value >= release) renew(evidence, value, limit, atMs);
    return 0;
  }
  if (value < limit) {
    evidence.hits = 0;
    return 0;
  }
  evidence.hits = linked ? evidence.hits + 1 : 1;
  if (evidence.hits < needed) return 0;
  return hold(evidence, value, limit, atMs);
}

/** Makes evidence held, in its sensor and zone. @returns its bit. */
export function hold(evidence: Evidence, value: number, limit: number, atMs: number): number {
  const bit = 1 << evidence.class;
  const { sensor } = evidence;
  evidence.held = true;
  evidence.hits = 0;
  renew(evidence, value, limit, atMs);
  sensor.heldMask |= bit;
  sensor.zone.held[evidence.class].add(evidence);
  sensor.zone.heldMask |= bit;
  return bit;
}

/** Evidence has been shown again. */
export function renew(evidence: Evidence, value: number, limit: number, atMs: number): void {
  evidence.atMs = atMs;
  evidence.value = value;
  evidence.limit = limit;
}

/** Forgets evidence that is held. */
export function release(evidence: Evidence): void {
  const bit = 1 << evidence.class;
  const { sensor } = evidence;
  evidence.held = false;
  sensor.heldMask &= ~bit;
  const set = sensor.zone.held[evidence.class];
  set.delete(evidence);
  if (set.size === 0) sensor.zone.heldMask &= ~bit;
}

/** Forgets all a sensor has shown, its votes included: it starts anew. */
export function releaseAll(sensor: Sensor): void {
  for (const evidence of sensor.evidence) {
    if (evidence === undefined) continue;
    if (evidence.held) release(evidence);
    evidence.hits = 0;
  }
  sensor.thermal?.forget();
}

/** Forgets what is older than its class is remembered. @returns whether anything was. */
export function releaseExpired(sensor: Sensor, nowMs: number, memoryMs: readonly number[]): boolean {
  let released = false;
  for (const evidence of sensor.evidence) {
    if (evidence === undefined || !evidence.held) continue;
    if (nowMs - evidence.atMs <= memoryMs[evidence.class]) continue;
    release(evidence);
    released = true;
  }
  return released;
}
