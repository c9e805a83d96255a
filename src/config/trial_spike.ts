/**
 * Whether a site on trial is worse off than before: more alarms or troubles than are usual here, or something lost that protects.
 */
import type { Trial } from "./trial_state.ts";
import { allowedEvents, SPIKE_FACTOR, type Usual } from "./usual.ts";

/**
 * A trouble must have lasted so long to count. Shorter, and a sensor that reconnects after its role was restarted would roll the
 * change back; longer delays the way back from a bad one.
 */
export const LASTING_MS = 20_000;
/** Alarms in zones that the change did not touch, and troubles that have nothing to do with protection: one is chance. */
const UNRELATED_MIN = 2;
/** Troubles that mean less protection than before: one is enough. The part before the hyphen, or the whole code. */
export const PROTECTION = /^(sensor|sensors|camera|cameras|zone|output|outputs|detector|model|port|orders)-/;

/** Why the site is worse off than before; undefined where it is not. */
export function spike(usual: Usual, trial: Trial, nowMs: number): string | undefined {
  const passedMs = nowMs - trial.sinceMs;
  const allowed = (events: number) => allowedEvents(usual, events, passedMs);

  const zones = [...trial.alarms.values()];
  const related = zones.filter((zone) => trial.scope.zonesTouched.includes(zone));
  const least = related.length > 0 ? 1 : UNRELATED_MIN;
  if (zones.length >= least && zones.length > allowed(usual.alarms)) {
    return `${counted(zones.length, "alarm")} since the change (${named([...new Set(zones)])}), more than ` +
      `${SPIKE_FACTOR} times what is usual here`;
  }
  const lasting = [...trial.troubles].filter(([, sinceMs]) => nowMs - sinceMs >= LASTING_MS).map(([id]) =>
    id
  );
  const lost = lasting.filter((id) => PROTECTION.test(id));
  const enough = lost.length > 0 ? 1 : UNRELATED_MIN;
  if (lasting.length >= enough && lasting.length > allowed(usual.troubles)) {
    return `${counted(lasting.length, "trouble")} since the change: ${
      named(lost.length > 0 ? lost : lasting)
    }`;
  }
  return undefined;
}

/** Whether a trouble of protection may still become a lasting one. */
export function isOpen(trial: Trial, nowMs: number): boolean {
  return [...trial.troubles].some(([id, sinceMs]) => PROTECTION.test(id) && nowMs - sinceMs < LASTING_MS);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Names in a sentence, the first few. */
export function named(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(", ")
    : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
}
