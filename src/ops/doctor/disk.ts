/**
 * Whether what must survive a reboot has room, and a disk that takes it.
 */
import { type Check, checksOf } from "./check.ts";

/** What was found of one folder. */
export interface DiskFacts {
  readonly path: string;
  /** Undefined where the folder is not there. */
  readonly space?: {
    readonly freeBytes: number;
    readonly totalBytes: number;
    /** 0 of 0 where the file system does not count them. */
    readonly freeFiles: number;
    readonly totalFiles: number;
    /** It lies in memory. */
    readonly isMemory: boolean;
  };
  /** How long a small file took to reach the disk; or why it did not. Undefined where it was not tried. */
  readonly write?: { readonly tookMs: number } | { readonly fault: string };
}

const { fine, warning, failed } = checksOf("disk");
const MEGABYTE = 1024 * 1024;
/** Databases and logs of a day of a busy site fit in the first; below the second the journal's next page may fail. */
const FREE_LOW_BYTES = 1024 * MEGABYTE;
const FREE_LEAST_BYTES = 64 * MEGABYTE;
/** File systems keep a part in reserve and grow slow when they are full. */
const FREE_LOW_PART = 0.05;
const FILES_LEAST = 1_000;
/** A card that takes longer for one page wears out, or is busy with something else. */
const WRITE_SLOW_MS = 500;

/** Judges the disk of the state folder. */
export function checkDisk({ path, space, write }: DiskFacts): Check[] {
  if (space === undefined) {
    return [warning(
      `There is no state folder ${path} yet: the service makes it at its first start.`,
      "Where it should be there, name it with --state.",
    )];
  }
  const checks: Check[] = [];
  const { freeBytes, totalBytes, freeFiles, totalFiles, isMemory } = space;
  const free = `${size(freeBytes)} of ${size(totalBytes)} free`;
  const remedy = `Make room: du -xh ${path} | sort -h | tail`;
  if (freeBytes < FREE_LEAST_BYTES) checks.push(failed(`${path}: ${free}; the journal needs more.`, remedy));
  else if (freeBytes < FREE_LOW_BYTES || freeBytes < totalBytes * FREE_LOW_PART) {
    checks.push(warning(`${path}: ${free}.`, remedy));
  } else checks.push(fine(`${path}: ${free}.`));
  if (totalFiles > 0 && freeFiles < FILES_LEAST) {
    checks.push(failed(`${path}: only ${freeFiles} more files can be made.`, remedy));
  }
  if (isMemory) {
    checks.push(failed(
      `${path} lies in memory: a reboot forgets alarms, journal and tokens.`,
      "Put the state folder on a disk: --state",
    ));
  }
  if (write !== undefined) checks.push(judgeWrite(path, write));
  return checks;
}

function judgeWrite(path: string, write: NonNullable<DiskFacts["write"]>): Check {
  if ("fault" in write) {
    return failed(
      `${path} takes no file: ${write.fault}.`,
      "Look whether it is mounted read-only or its disk fails: dmesg",
    );
  }
  const took = `${path} takes a small file in ${Math.round(write.tookMs)} ms`;
  return write.tookMs <= WRITE_SLOW_MS
    ? fine(`${took}.`)
    : warning(`${took}: its disk is slow.`, "Replace the card or disk before it fails; dmesg may tell more.");
}

function size(bytes: number): string {
  const megabytes = bytes / MEGABYTE;
  return megabytes >= 10_240 ? `${Math.round(megabytes / 1_024)} GB` : `${Math.round(megabytes)} MB`;
}
