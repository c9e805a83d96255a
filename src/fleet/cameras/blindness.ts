/**
 * Cameras that this box watches for one that is gone, and gets no picture of: pure, from what it watches and sees, and time, to those that another
 * box should have. Its network may not reach a camera that another's does.
 */

/** So long without a good picture of a camera: a stream needs some seconds to start, and may be tried twice. Longer, and nobody sees for as long. */
export const BLIND_MS = 25_000;
/** A box that could not see a camera leaves it to others for so long, however good its place in the ranks is. */
export const BLIND_COOL_MS = 10 * 60_000;

/** By the camera's name: since when it shows nothing, and until when it is left to others. */
export type BlindState = ReadonlyMap<string, { readonly sinceMs: number; readonly untilMs: number }>;

/**
 * To be called once a second.
 *
 * @param watched Names of cameras that are watched now; `unseen`: those of them that give no good picture.
 */
export function stepBlindness(
  state: BlindState,
  watched: ReadonlySet<string>,
  unseen: ReadonlySet<string>,
  nowMs: number,
): BlindState {
  const next = new Map(
    [...state].filter(([name, { untilMs }]) => !watched.has(name) && untilMs > nowMs)
      // Should it be watched again it gets its time to start.
      .map(([name, { untilMs }]) => [name, { sinceMs: nowMs, untilMs }] as const),
  );
  for (const name of watched) {
    if (!unseen.has(name)) continue;
    const { sinceMs, untilMs } = state.get(name) ?? { sinceMs: nowMs, untilMs: -Infinity };
    const isBlind = nowMs - sinceMs >= BLIND_MS;
    next.set(name, { sinceMs, untilMs: isBlind ? nowMs + BLIND_COOL_MS : untilMs });
  }
  return next;
}

/** Whether a camera should be another's. */
export function isBlindTo(state: BlindState, name: string, nowMs: number): boolean {
  return (state.get(name)?.untilMs ?? -Infinity) > nowMs;
}
