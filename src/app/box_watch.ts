/**
 * Looks at the machine every few seconds, for the page and the history, and says when its disk is nearly full, or when other users
 * of it may read the passwords of the configuration.
 *
 * Nothing waits for it: a disk that hangs holds up the next look, and nothing else.
 */
import type { BoxFacts } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { MachineRoom } from "../config/room_check.ts";
import { type MachineFacts, readMachine } from "../ops/box_facts.ts";
import type { ProcessName } from "../reading/ids.ts";

/** Temperatures and disks change within minutes; each look reads a dozen small files. */
const LOOK_MS = 10_000;
/** Less room than this is a trouble: the journal of a bad day takes a tenth of it. On a small disk a twentieth of it. */
const FREE_BYTES_MIN = 256 * 1024 * 1024;
const FREE_PART_MIN = 0.05;
/** It is over with twice as much, or it would come and go at the limit. */
const CLEAR_FACTOR = 2;

/** A fault of the machine, as fusion is told of it. */
export interface BoxFault {
  readonly code: "disk-low" | "config-open";
  readonly subject: "box";
  readonly active: boolean;
  readonly detail: string;
}

/** What the watch needs. */
export interface BoxWatchOptions {
  readonly clock: Clock;
  readonly stateFolder: string;
  /** The processes of the roles that run. */
  pids(): Iterable<readonly [ProcessName, number]>;
  /** Bytes that a process has written to disks; undefined where that is not known. */
  written(pid: number): number | undefined;
  /** How the clock is watched, in one sentence; undefined where it is not. */
  time(): string | undefined;
  /** Which passwords others may read, in one sentence; undefined where none are. */
  openSecrets(): Promise<string | undefined>;
  /** Takes each report. */
  report(box: BoxFacts): void;
  fault(fault: BoxFault): void;
  /** Takes a sentence for the log. */
  note(text: string): void;
  readonly read?: (stateFolder: string, nowWallMs: number) => Promise<MachineFacts>;
}

/** Room below which a disk of `totalBytes` counts as nearly full. */
function lowBytes(totalBytes: number): number {
  return Math.min(FREE_BYTES_MIN, totalBytes * FREE_PART_MIN);
}

/** Whether a disk is nearly full, where it was so before or not. */
export function isLow({ freeBytes, totalBytes }: NonNullable<BoxFacts["disk"]>, before: boolean): boolean {
  return freeBytes < lowBytes(totalBytes) * (before ? CLEAR_FACTOR : 1);
}

/** Looks at the machine. */
export class BoxWatch {
  readonly #options: BoxWatchOptions;
  #lookedMs = -Infinity;
  #looking: Promise<void> | undefined;
  #room: MachineRoom = {};
  readonly #present = new Map<BoxFault["code"], BoxFault>();

  constructor(options: BoxWatchOptions) {
    this.#options = options;
  }

  /** Looks when it is time to; to be called about once a second. */
  step(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#looking !== undefined || nowMs - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = nowMs;
    this.#looking = this.#look().finally(() => this.#looking = undefined);
  }

  /** Learns what the machine has before the first look: a change in the first second is checked against it, too. Never rejects. */
  async learnRoom(): Promise<void> {
    const { clock, stateFolder, note } = this.#options;
    try {
      this.#room = roomOf(await (this.#options.read ?? readMachine)(stateFolder, clock.wallMs()));
    } catch (error) {
      note(`the machine could not be looked at: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** What the machine has, as far as the last look could tell. */
  get room(): MachineRoom {
    return this.#room;
  }

  /** The faults that are present now, for a fusion that has started anew. */
  faults(): BoxFault[] {
    return [...this.#present.values()];
  }

  async #look(): Promise<void> {
    const { clock, stateFolder, pids, written, time, openSecrets, report, note } = this.#options;
    let facts: MachineFacts;
    let open: string | undefined;
    const writtenBytes: Record<string, number> = {};
    try {
      facts = await (this.#options.read ?? readMachine)(stateFolder, clock.wallMs());
      open = await openSecrets();
      for (const [role, pid] of pids()) {
        const bytes = written(pid);
        if (bytes !== undefined) writtenBytes[role] = bytes;
      }
    } catch (error) {
      return note(`the machine could not be looked at: ${error instanceof Error ? error.message : error}`);
    }
    this.#room = roomOf(facts);
    const sentence = time();
    this.#judge(facts.disk);
    this.#tell("config-open", open !== undefined, open ?? "the configuration's passwords are private");
    report({ ...facts, writtenBytes, ...(sentence !== undefined && { time: sentence }) });
  }

  #judge(disk: BoxFacts["disk"]): void {
    if (disk === undefined) return;
    const limit = lowBytes(disk.totalBytes);
    const active = isLow(disk, this.#present.has("disk-low"));
    const free = megabytes(disk.freeBytes);
    const detail = active
      ? `${free} of ${megabytes(disk.totalBytes)} are free on the disk with the state folder, less than ${
        megabytes(limit)
      }`
      : `${free} are free on the disk again`;
    this.#tell("disk-low", active, detail);
  }

  /** Tells of a fault when it comes and when it goes. */
  #tell(code: BoxFault["code"], active: boolean, detail: string): void {
    if (active === this.#present.has(code)) return;
    const fault: BoxFault = { code, subject: "box", active, detail };
    if (active) this.#present.set(code, fault);
    else this.#present.delete(code);
    this.#options.fault(fault);
  }
}

/** The room of a machine that told `facts`. */
export function roomOf({ disk, memory }: Pick<MachineFacts, "disk" | "memory">): MachineRoom {
  return {
    ...(disk === undefined ? {} : { diskBytes: disk.totalBytes }),
    ...(memory === undefined ? {} : { memoryBytes: memory.totalBytes }),
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
