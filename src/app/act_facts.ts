/**
 * What an order is about, as it is at one moment: asked for before and after, it tells the audit log what the order changed.
 */
import type { Act } from "../bus/messages.ts";
import type { FusionState } from "../fusion/state.ts";
import type { AuditValues } from "../store/audit_entry.ts";

/** What `act` may change, as it is in `state`. Undefined where there is no such thing. */
export function actFacts(state: FusionState, act: Act): AuditValues | undefined {
  if ("alarmId" in act) {
    const alarm = state.alarms.get(act.alarmId)?.alarm;
    if (alarm === undefined) return undefined;
    const { zoneId, active, acknowledged, silenced } = alarm;
    return { zone: zoneId, active, acknowledged, silenced };
  }
  if ("troubleId" in act) {
    const trouble = state.troubles.get(act.troubleId)?.trouble;
    return trouble === undefined ? undefined : { active: trouble.active, acknowledged: trouble.acknowledged };
  }
  // The picture that was accepted is the camera's own matter: the audit holds who did it, to which camera, and when.
  if ("cameraId" in act) return state.sensors.has(act.cameraId) ? {} : undefined;
  const [target, id] = "zoneId" in act ? ["zone", act.zoneId] as const : ["sensor", act.sensorId] as const;
  const known = target === "zone" ? state.zones.has(id) : state.sensors.has(id);
  if (!known) return undefined;
  const disablement = [...state.disablements.values()].find((one) => one.target === target && one.id === id);
  const service: AuditValues = disablement === undefined ? { inService: true } : {
    inService: false,
    reason: disablement.reason,
    until: new Date(disablement.expiresAtWallMs).toISOString(),
  };
  return target === "zone" ? { ...service, underTest: state.zones.get(id)?.test !== undefined } : service;
}

/** What `act` is about, in one word. */
export function subjectOf(act: Act): string {
  if ("alarmId" in act) return act.alarmId;
  if ("troubleId" in act) return act.troubleId;
  if ("cameraId" in act) return act.cameraId;
  return "zoneId" in act ? act.zoneId : act.sensorId;
}
