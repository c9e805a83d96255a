/**
 * What of a box's own site is worth telling the others: pure, from what fusion shows to what stands and what was measured.
 */
import type { SiteView } from "../bus/messages.ts";
import { type BoxMetrics, type BoxState, STATE_TROUBLES_MAX } from "./wire.ts";

/** All that stands at the box. */
export function stateOf(site: SiteView): BoxState {
  const names = new Map(site.zones.map(({ id, name }) => [id, name]));
  const active = site.troubles.filter((trouble) => trouble.active);
  return {
    siteName: site.siteName,
    zones: site.zones.map(({ id, name, state }) => ({ id, name, state })),
    alarms: site.alarms.map((alarm) => ({
      id: alarm.id,
      zoneId: alarm.zoneId,
      zoneName: names.get(alarm.zoneId) ?? alarm.zoneId,
      raisedAgoMs: raisedAgoMs(alarm, site),
      active: alarm.active,
      acknowledged: alarm.acknowledged,
      silenced: alarm.silenced,
      test: alarm.test,
      disabled: alarm.disabled,
      rules: [...new Set(alarm.causes.map(({ rule }) => rule))],
    })),
    troubles: active.slice(0, STATE_TROUBLES_MAX).map(({ id, code, detail, acknowledged }) => ({
      id,
      code,
      detail,
      acknowledged,
    })),
    troubleCount: active.length,
  };
}

/** What tells two states apart: ages and the values in a trouble's sentence change all the time and are no news. */
export function newsOf(state: BoxState): string {
  return JSON.stringify([
    state.siteName,
    state.zones,
    state.alarms.map(({ raisedAgoMs: _, ...alarm }) => alarm),
    state.troubles.map(({ id, acknowledged }) => [id, acknowledged]),
    state.troubleCount,
  ]);
}

/** The box's figures. */
export function metricsOf(site: SiteView): BoxMetrics {
  return {
    sensors: site.sensors.length,
    sensorsFresh: site.sensors.filter(({ fresh }) => fresh).length,
    cameras: site.cameras.length,
    zones: site.zones.map(({ id, maxC }) => ({ id, maxC: Number.isFinite(maxC) ? maxC : null })),
  };
}

/** Monotonic time begins anew with a boot of the machine: an alarm from before it is as old as the wall clock says. */
function raisedAgoMs(alarm: SiteView["alarms"][number], site: SiteView): number {
  const ageMs = site.atMs - alarm.raisedAtMs;
  return ageMs >= 0 ? ageMs : Math.max(0, site.atWallMs - alarm.raisedAtWallMs);
}
