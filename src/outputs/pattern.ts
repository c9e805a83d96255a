/**
 * Siren patterns as pure functions of time: the level now, and when it changes next.
 */
import { PATTERN_ORDER, type SirenPattern } from "../reading/output.ts";

/** A cycle that starts sounding at 0 and changes at each further edge. */
interface Cycle {
  readonly edgesMs: readonly number[];
  readonly periodMs: number;
}

/** Three blasts of half a second with half-second pauses, then 1.5 s of silence: ISO 8201:2017, 4.2. */
const TEMPORAL_3: Cycle = { edgesMs: [0, 500, 1_000, 1_500, 2_000, 2_500], periodMs: 4_000 };
/**
 * 0.2 s every 4 s: a longer chirp would be taken for an alarm, a rarer one would be missed by whoever walks past with a
 * lighter.
 */
const CHIRP: Cycle = { edgesMs: [0, 200], periodMs: 4_000 };

/** Patterns that mean fire. The others may stop without anybody's leave. */
export function isAlarmPattern(pattern: SirenPattern): boolean {
  return pattern === "temporal-3" || pattern === "continuous";
}

/** The strongest of `patterns`; `off` for none. */
export function strongest(...patterns: readonly SirenPattern[]): SirenPattern {
  return PATTERN_ORDER[Math.max(0, ...patterns.map((pattern) => PATTERN_ORDER.indexOf(pattern)))]!;
}

/**
 * Whether a siren with `pattern` makes a sound at `nowMs`.
 *
 * @param sinceMs When the pattern began. Sirens that share it sound in step. A whole number, so that edges are exact.
 */
export function levelAt(pattern: SirenPattern, sinceMs: number, nowMs: number): boolean {
  const cycle = cycleOf(pattern);
  if (cycle === undefined) return pattern === "continuous";
  const phaseMs = (nowMs - sinceMs) % cycle.periodMs;
  return cycle.edgesMs.filter((edgeMs) => edgeMs <= phaseMs).length % 2 === 1;
}

/** When the level of `pattern` changes next: later than `nowMs`, or Infinity for the steady ones. */
export function nextChangeMs(pattern: SirenPattern, sinceMs: number, nowMs: number): number {
  const cycle = cycleOf(pattern);
  if (cycle === undefined) return Infinity;
  const cycleStartMs = sinceMs + Math.floor((nowMs - sinceMs) / cycle.periodMs) * cycle.periodMs;
  const edgeMs = cycle.edgesMs.find((edgeMs) => cycleStartMs + edgeMs > nowMs) ?? cycle.periodMs;
  return cycleStartMs + edgeMs;
}

function cycleOf(pattern: SirenPattern): Cycle | undefined {
  switch (pattern) {
    case "temporal-3":
      return TEMPORAL_3;
    case "chirp":
      return CHIRP;
    case "off":
    case "continuous":
      return undefined;
  }
}
