/**
 * Whether a configuration asks for more than the machine has: what is kept against its disk, the cameras' pictures against its memory.
 *
 * Only a change that asks for more than what runs already is refused for it: a small disk keeps no box from starting.
 */
import type { ConfigFault } from "./load.ts";
import type { Config } from "./schema.ts";
import { ringBytes } from "./sums_check.ts";

/** What the machine has; absent where it does not say. */
export interface MachineRoom {
  /** Of the disk with the state folder. */
  readonly diskBytes?: number;
  readonly memoryBytes?: number;
}

const MEGABYTE = 1024 * 1024;
/** The journal at its largest, and the logs of all processes. */
const JOURNAL_AND_LOGS_BYTES = 110 * MEGABYTE;
/** What is known of a sensor's usual pictures, with its references. */
const BASELINE_BYTES = 0.6 * MEGABYTE;
/** Of the disk: the rest is what the guard over free space needs to work at all. */
const DISK_PART_MAX = 0.9;
/** Of the memory: the kernel's default for what lies in shared memory. */
const MEMORY_PART_MAX = 0.5;

/** What `config` asks for beyond the machine's room. @param before What runs: it may ask for so much at least. */
export function checkRoom(config: Config, room: MachineRoom, before?: Config): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const { diskBytes, memoryBytes } = room;
  const kept = keptBytes(config);
  if (
    diskBytes !== undefined && kept > diskBytes * DISK_PART_MAX &&
    kept > (before === undefined ? 0 : keptBytes(before))
  ) {
    const { evidenceMegabytes, historyMegabytes } = config.retention;
    faults.push({
      path: "retention",
      message: `evidenceMegabytes ${evidenceMegabytes} and historyMegabytes ${historyMegabytes} are ${
        megabytes(kept)
      } MB with journal, logs and what sensors usually see; at most ${
        megabytes(diskBytes * DISK_PART_MAX)
      } MB are allowed on a disk of ${megabytes(diskBytes)} MB: lower one of the two`,
    });
  }
  const rings = ringBytes(config);
  if (
    memoryBytes !== undefined && rings > memoryBytes * MEMORY_PART_MAX &&
    rings > (before === undefined ? 0 : ringBytes(before))
  ) {
    faults.push({
      path: "cameras",
      message: `their pictures take ${megabytes(rings)} MB of shared memory together, at most ${
        megabytes(memoryBytes * MEMORY_PART_MAX)
      } MB are allowed on a machine with ${
        megabytes(memoryBytes)
      } MB: fewer or smaller pictures (width, height)`,
    });
  }
  return faults;
}

function keptBytes({ retention, sensors }: Config): number {
  const { evidenceMegabytes, historyMegabytes } = retention;
  return (evidenceMegabytes + historyMegabytes) * MEGABYTE + JOURNAL_AND_LOGS_BYTES +
    sensors.length * BASELINE_BYTES;
}

function megabytes(bytes: number): string {
  return Math.round(bytes / MEGABYTE).toLocaleString("en-US");
}
