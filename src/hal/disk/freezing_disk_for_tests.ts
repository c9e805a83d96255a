/**
 * For tests alone: a disk that stops answering, by freezing an ext4 file system in a file (fsfreeze(8)), where the machine lets us.
 */
import { join } from "node:path";

/** The disk thaws by itself after this, so that a test that waits for it ends. */
export const FROZEN_MAX_MS = 20_000;
/** Twenty a second: longer than any program needs to begin. */
const UNMOUNT_TRIES_MAX = 600;

/** Whether this machine can mount and freeze a disk; says so once where it cannot, for the tests that are skipped then. */
export async function canFreezeDisk(): Promise<boolean> {
  try {
    await withFreezingDisk(() => Promise.resolve());
    return true;
  } catch (error) {
    console.log(`SKIPPED tests of a disk that hangs: ${(error as Error).message}`);
    return false;
  }
}

/** Runs `test` with a folder on a disk of its own, and what freezes it until the returned function is called. */
export async function withFreezingDisk(
  test: (folder: string, freeze: () => Promise<() => Promise<void>>) => Promise<void>,
): Promise<void> {
  const place = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const [image, folder] = [join(place, "image"), join(place, "disk")];
  try {
    await Deno.mkdir(folder);
    await Deno.writeFile(image, new Uint8Array(0));
    await Deno.truncate(image, 4 * 1024 * 1024);
    await run("mkfs.ext4", "-q", image);
    await run("mount", "-o", "loop", image, folder);
    try {
      await test(folder, () => freeze(folder));
    } finally {
      await unmount(folder);
    }
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

/**
 * Unmounts it. A program that a test beside this one is starting holds a copy of every open file until it has begun: until then the disk is
 * in use.
 */
async function unmount(folder: string): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      return await run("umount", folder);
    } catch (error) {
      if (tries === UNMOUNT_TRIES_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freeze(folder: string): Promise<() => Promise<void>> {
  const script = `fsfreeze -f "$1" && echo frozen; timeout ${
    FROZEN_MAX_MS / 1_000
  } head -c 1 >/dev/null; fsfreeze -u "$1"`;
  const keeper = new Deno.Command("sh", {
    args: ["-c", script, "sh", folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = keeper.stdout.getReader();
  const { value } = await reader.read();
  if (value === undefined) throw new Error("fsfreeze failed");
  return async () => {
    await keeper.stdin.close();
    await reader.cancel();
    await keeper.status;
  };
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stdout: "null", stderr: "piped" })
    .output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr).trim()}`);
}
