/**
 * Where the ring of camera pictures lies: in memory, never on a disk.
 */
import { createHash } from "node:crypto";
import { statfsSync } from "node:fs";
import { join } from "node:path";

/** `f_type` of a tmpfs; see statfs(2). */
const TMPFS_MAGIC = 0x0102_1994;

/**
 * The path of a camera's ring for the box with this run folder: in it where it is memory, in /dev/shm otherwise.
 *
 * @param camera Position of the camera in the configuration.
 */
export function ringPath(runFolder: string, camera: number): string {
  const { folder, prefix } = placeOf(runFolder);
  return join(folder, `${prefix}${camera}`);
}

/**
 * Removes the rings of the box with this run folder. Only while no camera process runs: a ring is never removed by its writer, since
 * the next one may be taking it over in that moment.
 */
export async function removeRings(runFolder: string): Promise<void> {
  const { folder, prefix } = placeOf(runFolder);
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))) {
      await Deno.remove(join(folder, name));
    }
  }
}

function placeOf(runFolder: string): { readonly folder: string; readonly prefix: string } {
  if (Deno.build.os !== "linux" || statfsSync(runFolder).type === TMPFS_MAGIC) {
    return { folder: runFolder, prefix: "ring-" };
  }
  const box = createHash("sha256").update(runFolder).digest("hex").slice(0, 16);
  return { folder: "/dev/shm", prefix: `embereye-${box}-` };
}
