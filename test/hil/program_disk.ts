/**
 * The disk with our program: the one executable of its package, and the files that install it on a machine.
 */
import { fileURLToPath } from "node:url";
import { runOnHost } from "./host_command.ts";
import { programPackage } from "./program_package.ts";

const SYSTEMD = fileURLToPath(new URL("../../image/systemd", import.meta.url));
/** Where the package has the executable. */
const EXECUTABLE = "usr/bin/embereye";
/** Room of the file system beside the files themselves, megabytes. */
const MARGIN_MB = 64;

/** Puts the program on the disk `path`, an ext4 file system, with what belongs to it under `systemd/`. */
export async function makeProgramDisk(path: string, runtime: string): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "embereye-program-" });
  try {
    await runOnHost("dpkg-deb", ["-x", await programPackage(runtime), `${folder}/package`]);
    await Deno.mkdir(`${folder}/disk`);
    await Deno.rename(`${folder}/package/${EXECUTABLE}`, `${folder}/disk/embereye`);
    await runOnHost("cp", ["-r", SYSTEMD, `${folder}/disk`]);
    const { size } = await Deno.stat(`${folder}/disk/embereye`);
    const sizeMb = Math.ceil(size / 1024 / 1024) + MARGIN_MB;
    await runOnHost("mke2fs", [
      ...["-q", "-F", "-t", "ext4", "-L", "program", "-d", `${folder}/disk`, path, `${sizeMb}M`],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
