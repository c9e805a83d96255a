/**
 * Which of several servers tell the truth: the largest group whose error intervals share a point (Marzullo's algorithm,
 * the first half of RFC 5905 section 11.2.1).
 *
 * With three or more servers a liar is outvoted. Two that contradict each other leave no verdict, for nobody can tell
 * which is wrong. One alone is believed: it is all there is, and its jumps are still seen.
 */
import type { PeerEstimate } from "./ntp_peer.ts";

/** What the servers say together. */
export type Verdict =
  /** No server has anything to say. */
  | { readonly kind: "none" }
  | {
    readonly kind: "agreed";
    /** The most exact of those that agree. */
    readonly best: PeerEstimate;
    readonly agreeing: readonly string[];
    /** Outvoted. */
    readonly falsetickers: readonly string[];
  }
  /** No majority; `spreadMs` lies between the two that are furthest apart. */
  | { readonly kind: "disagree"; readonly spreadMs: number };

/**
 * Added to both sides of every interval: what two honest servers may differ by on lines whose delays change within one
 * exchange (RFC 5905 MINDISP). Larger hides a liar of that size; smaller finds liars where there are none.
 */
const SLACK_MS = 5;

/** Judges `estimates`, one for each server. The cost is that of sorting; there are at most a handful. */
export function selectTime(estimates: readonly PeerEstimate[]): Verdict {
  if (estimates.length === 0) return { kind: "none" };
  const edges = estimates.flatMap(({ utcMinusMonoMs, errorMs }) => [
    { atMs: utcMinusMonoMs - errorMs - SLACK_MS, enters: 1 },
    { atMs: utcMinusMonoMs + errorMs + SLACK_MS, enters: -1 },
  ]).sort((a, b) => a.atMs - b.atMs || b.enters - a.enters);
  let inside = 0;
  let most = 0;
  let sharedMs = 0;
  for (const { atMs, enters } of edges) {
    inside += enters;
    if (inside <= most) continue;
    most = inside;
    sharedMs = atMs;
  }
  if (most * 2 <= estimates.length) {
    const centres = estimates.map((estimate) => estimate.utcMinusMonoMs);
    return { kind: "disagree", spreadMs: Math.max(...centres) - Math.min(...centres) };
  }
  const agrees = ({ utcMinusMonoMs, errorMs }: PeerEstimate) =>
    Math.abs(utcMinusMonoMs - sharedMs) <= errorMs + SLACK_MS + ROUNDING_MS;
  const agreeing = estimates.filter(agrees);
  const best = agreeing.reduce((one, other) => other.errorMs < one.errorMs ? other : one);
  return {
    kind: "agreed",
    best,
    agreeing: agreeing.map(({ server }) => server),
    falsetickers: estimates.filter((estimate) => !agrees(estimate)).map(({ server }) => server),
  };
}

/** Of sums near 1.8e12, the milliseconds since 1970: the shared point is computed twice in two ways. */
const ROUNDING_MS = 0.01;
