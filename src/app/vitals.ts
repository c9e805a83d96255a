/**
 * What fusion tells the supervisor of the site: enough to see whether a change of the configuration made things worse.
 */
import type { z } from "zod";
import type { vitalsMessage } from "../bus/messages.ts";
import type { FusionState } from "../fusion/state.ts";

/** The message. @param alerts pre-alarms and alarms since this fusion's start. */
export function vitalsOf(state: FusionState, alerts: number): z.infer<typeof vitalsMessage> {
  const proven = new Set<string>();
  for (const { id, heard, zone } of state.sensors.values()) if (heard) proven.add(id).add(zone.id);
  return {
    kind: "vitals",
    alerts,
    alarms: [...state.alarms.values()].map(({ alarm: { id, zoneId, test, disabled } }) => ({
      alarmId: id,
      zoneId,
      quiet: test || disabled,
    })),
    troubles: [...state.troubles.values()].filter(({ trouble }) => trouble.active).map(({ trouble }) =>
      trouble.id
    ),
    unproven: [...state.sensors.keys(), ...state.zones.keys()].filter((id) => !proven.has(id)),
  };
}
