/**
 * For tests alone: alarms, troubles and events as fusion makes them, and parsers that give them back.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { EventKind, JournalEvent } from "../reading/event.ts";
import { type Trouble, troubleId } from "../reading/trouble.ts";
import type { EventBatch, Parsers } from "./event_batch.ts";

/** A standing alarm in the kitchen. */
export function sampleAlarm(id: string, changes: Partial<Alarm> = {}): Alarm {
  return {
    id,
    zoneId: "kitchen",
    active: true,
    latched: true,
    acknowledged: false,
    silenced: false,
    test: false,
    disabled: false,
    raisedAtMs: 1_000.5,
    raisedAtWallMs: 1_770_000_000_000,
    evidenceAtMs: 999.25,
    causes: [{ rule: "smoke", atMs: 1_000.5, atWallMs: 1_770_000_000_000, observations: [] }],
    peakC: NaN,
    resounds: 0,
    ...changes,
  };
}

/** A sensor that has gone silent. */
export function sampleTrouble(subject: string, changes: Partial<Trouble> = {}): Trouble {
  return {
    id: troubleId("sensor-silent", subject),
    code: "sensor-silent",
    subject,
    active: true,
    acknowledged: false,
    detail: "nothing for 10 s",
    raisedAtMs: 5,
    raisedAtWallMs: 1_770_000_000_000,
    count: 1,
    ...changes,
  };
}

/** An event of the journal. */
export function sampleEvent(
  kind: EventKind,
  text: string,
  changes: Partial<JournalEvent> = {},
): JournalEvent {
  return { kind, atMs: 12.5, atWallMs: 1_770_000_000_000, text, ...changes };
}

/** A batch of what is given and nothing else. */
export function sampleBatch(parts: Partial<EventBatch>): EventBatch {
  return { events: [], alarms: [], troubles: [], memos: [], ...parts };
}

/** Believes whatever looks like an alarm or a trouble; NaN was null in JSON. */
export const SAMPLE_PARSERS: Parsers = {
  alarm: (value) => {
    const alarm = value as Alarm | undefined;
    return Array.isArray(alarm?.causes) ? { ...alarm, peakC: alarm.peakC ?? NaN } : undefined;
  },
  trouble: (value) => {
    const trouble = value as Trouble | undefined;
    return trouble?.code === "sensor-silent" ? trouble : undefined;
  },
};

/** Runs `test` with an empty folder that is removed afterwards. */
export async function inTempFolder(test: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
