/**
 * What the files of a box tell of it without its page: what stands, what the outputs hold, and which of its processes run.
 */
import { LatchFiles } from "../outputs/latch_files.ts";
import type { Alarm } from "../reading/alarm.ts";
import type { ProcessName } from "../reading/ids.ts";
import type { SirenPattern } from "../reading/output.ts";
import type { Trouble } from "../reading/trouble.ts";
import { openForReading } from "../store/database.ts";
import type { Recollection } from "../store/event_batch.ts";
import { recollect, understood } from "../store/recollect.ts";
import { describeStoreFault, guarded } from "../store/store_fault.ts";
import { notedPid, notedProcesses } from "../watchdog/stray.ts";
import { isConnectionError } from "../bus/channel.ts";
import { JOURNAL_PARSERS } from "./journal_memory.ts";
import type { Paths } from "./paths.ts";

/** An alarm that stands, as far as the files know it. */
export interface StoredAlarm {
  readonly id: string;
  readonly zoneId: string;
  readonly raisedAtWallMs: number;
  readonly silenced: boolean;
  /** What the journal holds of it; absent where only the outputs remember it, or the journal is not readable. */
  readonly journal?: Alarm;
}

/** What stands, by the journal and by the outputs' own memory. */
export interface Standing {
  readonly alarms: readonly StoredAlarm[];
  readonly troubles: readonly Trouble[];
  /** Sirens and beacons that are to sound, with their pattern. */
  readonly sounding: Readonly<Record<string, SirenPattern>>;
  /** What could not be read, one sentence each. */
  readonly faults: readonly string[];
}

/** Reads what stands. Nothing is written, so it may be done beside the running service. */
export function readStanding(paths: Paths): Standing {
  const faults: string[] = [];
  const journal = readJournal(paths.eventsDatabase, faults);
  const latch = new LatchFiles(paths.latch).load();
  faults.push(...latch.faults);
  const alarms: StoredAlarm[] = [
    ...journal?.alarms.map((alarm) => ({ ...standingPart(alarm), journal: alarm })) ?? [],
    ...journal?.unreadableAlarms.map((alarm) => ({ ...alarm, id: alarm.alarmId, silenced: false })) ?? [],
  ];
  for (const alarm of latch.content?.latched ?? []) {
    if (alarms.some(({ id }) => id === alarm.alarmId)) continue;
    const { alarmId, zoneId, silenced, raisedAtWallMs } = alarm;
    alarms.push({ id: alarmId, zoneId, silenced, raisedAtWallMs });
  }
  return { alarms, troubles: journal?.troubles ?? [], sounding: latch.content?.sirens ?? {}, faults };
}

function standingPart({ id, zoneId, raisedAtWallMs, silenced }: Alarm): Omit<StoredAlarm, "journal"> {
  return { id, zoneId, raisedAtWallMs, silenced };
}

function readJournal(path: string, faults: string[]): Recollection | undefined {
  const opened = openForReading(path);
  if (!opened.ok) {
    faults.push(describeStoreFault(opened.fault));
    return undefined;
  }
  const db = opened.value;
  try {
    const read = guarded(path, () => understood(recollect(db), JOURNAL_PARSERS));
    if (read.ok) return read.value;
    faults.push(describeStoreFault(read.fault));
    return undefined;
  } finally {
    db.close();
  }
}

/** The processes that run in this run folder now. Without one, none run. */
export function runningRoles(paths: Paths): Map<ProcessName, number> {
  const running = new Map<ProcessName, number>();
  try {
    for (const role of notedProcesses(paths.run)) {
      const pid = notedPid(paths.run, role);
      if (pid !== undefined) running.set(role, pid);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return running;
}

/** Whether a supervisor listens in this run folder. */
export async function supervisorRuns(paths: Paths): Promise<boolean> {
  try {
    // Nothing is said: the supervisor takes no notice of a link without a word.
    (await Deno.connect({ transport: "unix", path: paths.socket("supervisor") })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isConnectionError(error)) return false;
    throw error;
  }
}
