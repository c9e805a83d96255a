/**
 * Looks at the places of the service: room, kind of memory, and whether a file is taken.
 */
import { statfsSync } from "node:fs";
import { join } from "node:path";
import { frameRingBytes } from "../../bus/frame_ring.ts";
import type { Clock } from "../../clock/clock.ts";
import type { Config } from "../../config/schema.ts";
import type { DiskFacts } from "../../ops/doctor/disk.ts";
import type { TmpfsFacts } from "../../ops/doctor/tmpfs.ts";
import { SLOTS_PER_CAMERA } from "../camera_share.ts";
import type { Paths } from "../paths.ts";
import { ringPath } from "../ring_path.ts";

/** `f_type` of a tmpfs and of a ramfs; see statfs(2). */
const TMPFS_MAGIC = 0x0102_1994;
const RAMFS_MAGIC = 0x8584_58f6;

/** Looks at the disk of the state folder. A small file is written there, and removed. */
export function gatherDisk({ state }: Paths, clock: Clock): DiskFacts {
  const found = statfs(state);
  if (found === undefined) return { path: state };
  const { bsize, blocks, bavail, files, ffree, type } = found;
  return {
    path: state,
    space: {
      freeBytes: bavail * bsize,
      totalBytes: blocks * bsize,
      freeFiles: ffree,
      totalFiles: files,
      isMemory: type === TMPFS_MAGIC || type === RAMFS_MAGIC,
    },
    ...tryWrite(join(state, `.doctor-${Deno.pid}`), clock),
  };
}

/** Looks at the run folder, and at where the pictures of cameras go. */
export function gatherTmpfs(paths: Paths, config: Config | undefined, serviceRuns: boolean): TmpfsFacts {
  const run = statfs(paths.run);
  const facts: TmpfsFacts = {
    run: { path: paths.run, isThere: run !== undefined, isMemory: run?.type === TMPFS_MAGIC },
  };
  const cameras = config?.cameras ?? [];
  if (cameras.length === 0) return facts;
  const folder = run === undefined || run.type === TMPFS_MAGIC ? paths.run : "/dev/shm";
  const memory = statfs(run === undefined ? "/run" : folder);
  return {
    ...facts,
    ring: {
      folder,
      // Each camera has a ring of its own.
      neededBytes: cameras.map(({ width, height }) =>
        frameRingBytes({ cameras: [{ width, height }], slotsPerCamera: SLOTS_PER_CAMERA })
      ).reduce((sum, bytes) => sum + bytes, 0),
      freeBytes: memory === undefined ? 0 : memory.bavail * memory.bsize,
      isMemory: memory?.type === TMPFS_MAGIC,
      isTaken: serviceRuns && run !== undefined && isFile(ringPath(paths.run, 0)),
    },
  };
}

function statfs(path: string) {
  try {
    return statfsSync(path);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Nothing where it may not be tried: that is who asks, and not the disk. */
function tryWrite(path: string, clock: Clock): Pick<DiskFacts, "write"> {
  const startMs = clock.monotonicMs();
  try {
    using file = Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o600 });
    file.writeSync(new Uint8Array(4_096));
    file.syncSync();
    const tookMs = clock.monotonicMs() - startMs;
    Deno.removeSync(path);
    return { write: { tookMs } };
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return {};
    if (!(error instanceof Error)) throw error;
    return { write: { fault: error.message } };
  }
}
