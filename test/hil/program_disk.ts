/**
 * The disk with our program: the one executable as `./denow task compile` makes it, and the files that install it on a machine.
 */
import { fileURLToPath } from "node:url";
import { compile } from "../compiled/executable.ts";
import { runOnHost } from "./host_command.ts";

const SYSTEMD = fileURLToPath(new URL("../../image/systemd", import.meta.url));
/** Room of the file system beside the files themselves, megabytes. */
const MARGIN_MB = 64;

/** Compiles the program and puts it on the disk `path`, an ext4 file system, with what belongs to it under `systemd/`. */
export async function makeProgramDisk(path: string, runtime: string): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "embereye-program-" });
  try {
    await Deno.mkdir(`${folder}/made`);
    const executable = await compile(`${folder}/made`, runtime);
    await Deno.mkdir(`${folder}/disk`);
    await Deno.rename(executable, `${folder}/disk/embereye`);
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
