/**
 * For tests alone: a disk that is soon full, by mounting a tmpfs of a given size, where the machine lets us.
 */

/** Twenty a second: longer than any program needs to begin. */
const UNMOUNT_TRIES_MAX = 600;

/** Whether this machine lets the tests mount a disk; says so once where it does not, for the tests that are skipped then. */
export function canMountSmallDisk(): boolean {
  const folder = Deno.makeTempDirSync();
  try {
    const mounted = Deno.build.os === "linux" &&
      run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder);
    if (mounted) run("umount", folder);
    else console.log("skipped: tests of a full disk need the right to mount a tmpfs");
    return mounted;
  } finally {
    Deno.removeSync(folder);
  }
}

/** Runs `test` with a folder that holds `size` (as mount(8) takes it, e.g. `300k`) and no more. */
export async function withSmallDisk(size: string, test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  if (!run("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder)) throw new Error("mount failed");
  try {
    await test(folder);
  } finally {
    await unmount(folder);
    await Deno.remove(folder);
  }
}

/**
 * Unmounts it. A program that a test beside this one is starting holds a copy of every open file until it has begun: until then the disk is
 * in use.
 */
async function unmount(folder: string): Promise<void> {
  for (let tries = 0; tries < UNMOUNT_TRIES_MAX && !run("umount", folder); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Changes a mounted disk, e.g. `size=4m` or `ro`. */
export function remount(folder: string, option: string): void {
  if (!run("mount", "-o", `remount,${option}`, folder)) throw new Error(`remount ${option} failed`);
}

function run(command: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
