/**
 * Where the ring of camera pictures lies: in memory, never on a disk.
 */
import { createHash } from "node:crypto";
import { statfsSync } from "node:fs";
import { join } from "node:path";

/** `f_type` of a tmpfs; see statfs(2). */
const TMPFS_MAGIC = 0x0102_1994;

/** The path of shard `shard`'s ring for the box with this run folder: in it where it is memory, in /dev/shm otherwise. */
export function ringPath(runFolder: string, shard: number): string {
  if (statfsSync(runFolder).type === TMPFS_MAGIC) return join(runFolder, `ring-${shard}`);
  const box = createHash("sha256").update(runFolder).digest("hex").slice(0, 16);
  return `/dev/shm/embereye-${box}-${shard}`;
}
