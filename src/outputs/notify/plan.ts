/**
 * Who is told of an event, and when: pure, from the event and the configuration to deliveries.
 */
import type { NotifyConfig, NotifyTarget } from "../../config/schema.ts";
import type { EventKind, JournalEvent } from "../../reading/event.ts";
import type { AlarmId } from "../../reading/ids.ts";
import type { Delivery, Notification, Severity } from "../../reading/notification.ts";
import { dueOutsideOf } from "./quiet_hours.ts";

const MINUTE_MS = 60_000;
/** News of the same trouble go out at most this often; what comes between is told in one sentence. */
export const TROUBLE_AGAIN_MS = 15 * MINUTE_MS;
/** More evidence for an alarm that was told: often enough to follow a fire, not so often that nobody reads it. */
export const EVIDENCE_AGAIN_MS = MINUTE_MS;

/** What an event is to a receiver. Kinds that are not here are told to nobody. */
const MEANINGS: Partial<
  Record<EventKind, { readonly event: NotifyTarget["events"][number]; readonly severity: Severity }>
> = {
  "alarm": { event: "alarm", severity: "alarm" },
  "alarm-resound": { event: "alarm", severity: "alarm" },
  "alarm-evidence": { event: "alarm", severity: "alarm" },
  "acknowledge": { event: "alarm", severity: "info" },
  "silence": { event: "alarm", severity: "info" },
  "reset": { event: "alarm", severity: "info" },
  "pre-alarm": { event: "pre-alarm", severity: "pre-alarm" },
  "pre-alarm-cleared": { event: "pre-alarm", severity: "info" },
  "trouble": { event: "trouble", severity: "trouble" },
  "trouble-cleared": { event: "trouble", severity: "trouble" },
  "sensor-back": { event: "trouble", severity: "trouble" },
  "disable": { event: "service", severity: "info" },
  "enable": { event: "service", severity: "info" },
  "test-start": { event: "service", severity: "info" },
  "test-end": { event: "service", severity: "info" },
  "config": { event: "config", severity: "info" },
};

/** What follows from an event. */
export interface Plan {
  readonly deliveries: readonly Delivery[];
  /** Somebody has acted on this alarm: what waits for nobody's acting is taken back. */
  readonly actedOn?: AlarmId;
}

/** What the plan must know of the past. */
export interface PlanMemory {
  /** When `target` was last sent, or is to be sent, something of `topic`, wall clock; undefined: never. */
  lastOf(target: string, topic: string): number | undefined;
  /** Whether `target` was told of this alarm. */
  wasTold(target: string, alarmId: AlarmId): boolean;
}

/** An event with its number in the journal. */
export type NumberedEvent = JournalEvent & { readonly seq: number };

/** The deliveries that `event` means. */
export function planOf(
  event: NumberedEvent,
  config: NotifyConfig,
  nameOfZone: (zoneId: string) => string | undefined,
  memory: PlanMemory,
  nowWallMs: number,
): Plan {
  const meaning = MEANINGS[event.kind];
  if (meaning === undefined) return { deliveries: [] };
  const notification = notificationOf(event, meaning.severity, nameOfZone);
  const escalated = new Set(config.escalation.flatMap(({ targets }) => targets));
  const { alarmId } = event;
  const deliveries: Delivery[] = [];
  for (const { id, events } of config.targets) {
    if (!events.includes(meaning.event)) continue;
    // Who stands in a step hears of an alarm by that step, and of what follows if it came so far.
    const byStep = meaning.event === "alarm" && escalated.has(id);
    if (byStep && (event.kind === "alarm" || alarmId === undefined || !memory.wasTold(id, alarmId))) continue;
    deliveries.push(deliveryOf(id, notification, event, config, memory, nowWallMs));
  }
  if (event.kind === "alarm" && alarmId !== undefined) {
    deliveries.push(...escalationOf(alarmId, notification, config, nowWallMs));
  }
  const isAct = event.kind === "acknowledge" || event.kind === "silence" || event.kind === "reset";
  return { deliveries, ...(isAct && alarmId !== undefined ? { actedOn: alarmId } : {}) };
}

/** The notification of an alarm, by the same id whether the journal or the site's snapshot tells of it. */
function alarmNotificationId(alarmId: AlarmId): string {
  return `alarm:${alarmId}`;
}

function notificationOf(
  event: NumberedEvent,
  severity: Severity,
  nameOfZone: (zoneId: string) => string | undefined,
): Notification {
  const { kind, seq, atWallMs, text, zoneId, sensorId, alarmId, troubleId, by } = event;
  const zoneName = zoneId === undefined ? undefined : nameOfZone(zoneId);
  return {
    // A journal that was begun anew counts from one again: its time keeps the numbers apart.
    id: kind === "alarm" && alarmId !== undefined
      ? alarmNotificationId(alarmId)
      : `event:${seq}:${Math.round(atWallMs)}`,
    kind,
    severity,
    atWallMs,
    text,
    ...(zoneId === undefined ? {} : { zoneId }),
    ...(zoneName === undefined ? {} : { zoneName }),
    ...(sensorId === undefined ? {} : { sensorId }),
    ...(alarmId === undefined ? {} : { alarmId }),
    ...(troubleId === undefined ? {} : { troubleId }),
    ...(by === undefined ? {} : { by }),
  };
}

function deliveryOf(
  target: string,
  notification: Notification,
  event: NumberedEvent,
  config: NotifyConfig,
  memory: PlanMemory,
  nowWallMs: number,
): Delivery {
  const { severity, kind } = notification;
  const again = kind === "alarm-evidence" ? EVIDENCE_AGAIN_MS : TROUBLE_AGAIN_MS;
  const topic = kind === "alarm-evidence"
    ? `evidence:${event.alarmId}`
    : severity === "trouble"
    ? `trouble:${event.troubleId ?? event.sensorId}`
    : undefined;
  const quietMs = severity === "trouble" ? dueOutsideOf(config.quietHours, nowWallMs) : nowWallMs;
  if (topic === undefined) return { target, notification, dueWallMs: quietMs };
  const lastMs = memory.lastOf(target, topic);
  const pauseMs = lastMs === undefined ? nowWallMs : lastMs + again;
  return {
    target,
    notification,
    topic,
    dueWallMs: Math.max(nowWallMs, quietMs, Math.min(pauseMs, nowWallMs + again)),
  };
}

function escalationOf(
  alarmId: AlarmId,
  alarm: Notification,
  config: NotifyConfig,
  nowWallMs: number,
): Delivery[] {
  return config.escalation.flatMap(({ afterMinutes, targets }, step) =>
    targets.map((target): Delivery => ({
      target,
      notification: {
        ...alarm,
        id: `${alarm.id}:step-${step + 1}`,
        kind: "escalation",
        text: `Nobody has acknowledged this for ${afterMinutes} min. ${alarm.text}`,
      },
      dueWallMs: nowWallMs + afterMinutes * MINUTE_MS,
      unlessActedOn: alarmId,
    }))
  );
}
