/**
 * What fusion does with its journal when it starts: recalls what stood, and gets the number of its epoch.
 */
import { moveAside, openForReading } from "./database.ts";
import type { StoredRecollection } from "./event_batch.ts";
import { EventStore } from "./event_store.ts";
import { epochOf, recollect } from "./recollect.ts";
import { guarded, type StoreFault } from "./store_fault.ts";

/** What fusion begins with. It begins in any case: with nothing, where the disk gives nothing. */
export interface EventRecall {
  readonly recollection: StoredRecollection;
  /** Larger than any before, as far as the disk could tell. The outputs know the last one that reached them. */
  readonly epoch: number;
  /** What went wrong: nothing could be read, or the epoch could not be stored. */
  readonly fault?: StoreFault;
  /** Where the damaged journal went: what it held is not recalled. */
  readonly movedAside?: string;
}

/** Options for {@linkcode recallEvents}. */
export interface RecallOptions {
  readonly path: string;
  /** For the name of a damaged file that is moved aside. */
  readonly nowWallMs: number;
  /** The epoch must be larger than this one, which the outputs know. @default {0} */
  readonly epochAbove?: number;
}

/** Recalls from the journal at `path`, making or mending it as needed. Waits for the disk, which may take for ever. */
export function recallEvents(options: RecallOptions): EventRecall {
  const first = tryRecall(options);
  if (first.fault?.kind !== "corrupt") return first;
  // The file opened, and only its tables turned out to be damaged.
  const moved = moveAside(options.path, options.nowWallMs);
  if (!moved.ok) return { ...first, fault: moved.fault };
  return { ...tryRecall(options), movedAside: moved.value };
}

function tryRecall(options: RecallOptions): EventRecall {
  const opened = EventStore.open(options);
  if (!opened.ok) return readOnlyRecall(options, opened.fault);
  const store = opened.value;
  try {
    const moved = store.movedAside === undefined ? {} : { movedAside: store.movedAside };
    const recalled = store.recall();
    if (!recalled.ok) return { ...nothing(options), fault: recalled.fault, ...moved };
    const recollection = recalled.value;
    const epoch = store.nextEpoch(options.epochAbove);
    if (epoch.ok) return { recollection, epoch: epoch.value, ...moved };
    const last = store.lastEpoch();
    return {
      recollection,
      epoch: epochAfter(options, last.ok ? last.value : 0),
      fault: epoch.fault,
      ...moved,
    };
  } finally {
    store.close();
  }
}

/** Reads what stands from a journal that cannot be written: a card that has gone read-only must not cost an alarm. */
function readOnlyRecall(options: RecallOptions, fault: StoreFault): EventRecall {
  const { path } = options;
  if (fault.kind === "newer-version" || fault.kind === "corrupt") return { ...nothing(options), fault };
  const opened = openForReading(path);
  if (!opened.ok) return { ...nothing(options), fault };
  const db = opened.value;
  const read = guarded(path, () => ({
    recollection: recollect(db),
    epoch: epochAfter(options, epochOf(db)),
  }));
  db.close();
  return read.ok ? { ...read.value, fault } : { ...nothing(options), fault };
}

function epochAfter(options: RecallOptions, last: number): number {
  return Math.max(options.epochAbove ?? 0, last) + 1;
}

function nothing(options: RecallOptions): Pick<EventRecall, "recollection" | "epoch"> {
  return { recollection: NOTHING, epoch: epochAfter(options, 0) };
}

const NOTHING: StoredRecollection = { alarms: [], troubles: [], memos: [], released: [] };
