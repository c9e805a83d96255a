/**
 * How often alarms and troubles come on a site while nothing is changed: what a change is held against.
 */

/** The mission's factor. */
export const SPIKE_FACTOR = 3;
/** What is usual is learned over about a week, so that a Monday is not held against a Sunday. */
export const USUAL_MS = 7 * 86_400_000;
/** A box younger than this counts as if it had been quiet before. */
const USUAL_LEAST_MS = 86_400_000;

/** Events in a span, learned from the time without a trial. */
export interface Usual {
  readonly alarms: number;
  readonly troubles: number;
  /** How long it has been watched, at most {@linkcode USUAL_MS}. */
  readonly spanMs: number;
}

/** How many events are no more than {@linkcode SPIKE_FACTOR} times the usual in `passedMs`, where `events` came in the usual's span. */
export function allowedEvents(usual: Usual, events: number, passedMs: number): number {
  return SPIKE_FACTOR * passedMs * events / Math.max(usual.spanMs, USUAL_LEAST_MS);
}

/** What was counted fades, so that the counts stand for the last {@linkcode USUAL_MS}. */
export function aged(usual: Usual, passedMs: number): Usual {
  const room = USUAL_MS - usual.spanMs;
  if (passedMs <= 0) return usual;
  const spanMs = Math.min(USUAL_MS, usual.spanMs + passedMs);
  const fade = Math.exp(-Math.max(0, passedMs - room) / USUAL_MS);
  return { alarms: usual.alarms * fade, troubles: usual.troubles * fade, spanMs };
}
