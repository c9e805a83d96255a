/**
 * Whether sockets and camera pictures lie in memory, and fit there.
 */
import { type Check, checksOf } from "./check.ts";

/** What was found. */
export interface TmpfsFacts {
  readonly run: { readonly path: string; readonly isThere: boolean; readonly isMemory: boolean };
  /** Where the pictures of cameras go; absent where there are no cameras. */
  readonly ring?: {
    readonly folder: string;
    readonly neededBytes: number;
    /** Without what the running service has already taken. */
    readonly freeBytes: number;
    readonly isMemory: boolean;
    /** The service runs, and has its ring. */
    readonly isTaken: boolean;
  };
}

const { fine, warning, failed } = checksOf("tmpfs");
const MEGABYTE = 1024 * 1024;

/** Judges the places in memory. */
export function checkTmpfs({ run, ring }: TmpfsFacts): Check[] {
  const checks: Check[] = [];
  if (!run.isThere) checks.push(fine(`${run.path} is not there yet: it is made at the start.`));
  else if (run.isMemory) checks.push(fine(`${run.path} lies in memory.`));
  else {
    checks.push(warning(
      `${run.path} lies on a disk: what changes all the time wears it out.`,
      "Put the run folder under /run: --run /run/embereye",
    ));
  }
  if (ring === undefined) return checks;
  const needed = `${Math.ceil(ring.neededBytes / MEGABYTE)} MB`;
  if (!ring.isMemory) {
    checks.push(failed(
      `${ring.folder} is no tmpfs: the ring of camera pictures cannot be made.`,
      `Mount one: mount -t tmpfs -o size=512m tmpfs ${ring.folder}`,
    ));
  } else if (ring.isTaken) {
    checks.push(fine(`The ring of camera pictures (${needed}) lies in ${ring.folder}.`));
  } else if (ring.freeBytes < ring.neededBytes) {
    checks.push(failed(
      `The ring of camera pictures needs ${needed}, ${ring.folder} has ${
        Math.floor(ring.freeBytes / MEGABYTE)
      } MB free.`,
      `Make it larger (mount -o remount,size=... ${ring.folder}), or have fewer or smaller pictures.`,
    ));
  } else checks.push(fine(`${ring.folder} has room for the ring of camera pictures (${needed}).`));
  return checks;
}
