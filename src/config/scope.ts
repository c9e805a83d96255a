/**
 * What a change is about, for the trial: which zones it touches, and what did not exist before.
 */
import type { Config } from "./schema.ts";
import type { ChangeScope } from "./trial_state.ts";

/** What going from `before` to `after` touches. */
export function scopeOf(before: Config, after: Config): ChangeScope {
  const known = new Set(idsOf(before));
  return {
    zonesTouched: after.zones.map(({ id }) => id).filter((id) => {
      return JSON.stringify(zoneParts(before, id)) !== JSON.stringify(zoneParts(after, id));
    }),
    added: idsOf(after).filter((id) => !known.has(id)),
  };
}

/** All that belongs to a zone. */
function zoneParts(config: Config, id: string): unknown {
  const ofZone = (one: { readonly zone: string }) => one.zone === id;
  return [
    config.zones.find((zone) => zone.id === id),
    config.sensors.filter(ofZone),
    config.cameras.filter(ofZone),
    config.callPoints.filter(ofZone),
  ];
}

function idsOf(config: Config): string[] {
  const { zones, sensors, cameras, callPoints, outputs } = config;
  return [zones, sensors, cameras, callPoints, outputs].flat().map(({ id }) => id);
}
