/**
 * How far an overload has driven cameras away from a box: pure, from whether it is overloaded and time, to a number of cameras.
 *
 * It grows step by step while the overload lasts and shrinks more slowly than it has grown, more slowly still after a relapse: a camera that is handed
 * to and fro is unwatched for a moment each time.
 */

/** An overload must have stood for so long, and each step must have had time to help, before the next one. */
export const OVERLOAD_MS = 60_000;
/** So long without an overload, and one camera may come back; twice as long each time that this brings the overload back. */
export const CALM_MS = 10 * 60_000;
export const CALM_MAX_MS = 2 * 3_600_000;

/** What an overload has come to. */
export interface Relief {
  /** Cameras that the box does without because of it. */
  readonly cameras: number;
  /** Since when it is overloaded, or is not; begun anew with each step. */
  readonly isOverloaded: boolean;
  readonly sinceMs: number;
  readonly calmMs: number;
  readonly returnedAtMs: number;
}

/** What the next step comes to, should one be due. */
export interface ReliefStep {
  readonly isOverloaded: boolean;
  /** Cameras that it is to do without then, in an overload that lasts. */
  readonly next: number;
}

/** No overload has been seen. */
export function startRelief(nowMs: number): Relief {
  return { cameras: 0, isOverloaded: false, sinceMs: nowMs, calmMs: CALM_MS, returnedAtMs: -Infinity };
}

/** To be called once a second. */
export function stepRelief(relief: Relief, { isOverloaded, next }: ReliefStep, nowMs: number): Relief {
  if (isOverloaded !== relief.isOverloaded) return { ...relief, isOverloaded, sinceMs: nowMs };
  const lastedMs = nowMs - relief.sinceMs;
  if (isOverloaded) {
    if (lastedMs < OVERLOAD_MS || next <= relief.cameras) return relief;
    const isRelapse = nowMs - relief.returnedAtMs < relief.calmMs;
    const calmMs = isRelapse ? Math.min(CALM_MAX_MS, relief.calmMs * 2) : relief.calmMs;
    return { ...relief, cameras: next, sinceMs: nowMs, calmMs };
  }
  if (lastedMs < relief.calmMs || relief.cameras === 0) return relief;
  return { ...relief, cameras: relief.cameras - 1, sinceMs: nowMs, returnedAtMs: nowMs };
}
