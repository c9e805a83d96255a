/**
 * The program as it is installed: its Debian package, made once for each version of its sources, for the hardware tests and the image.
 */
import { join } from "node:path";
import { compile } from "../compiled/executable.ts";
import { cached } from "./cache.ts";
import { runOnHost } from "./host_command.ts";
import { filesOf, ROOT } from "./project_files.ts";

/** What the program and its package consist of. */
const PROGRAM = [
  ...["main.ts", "deno.json", "deno.lock", "src", "models"],
  ...[
    "image/compile.ts",
    "image/deb.ts",
    "image/debian",
    "image/executable",
    "image/systemd",
    "image/embereye.yaml",
  ],
];

/** The path of the package. */
export async function programPackage(runtime: string): Promise<string> {
  const folder = await cached({
    name: "package",
    recipe: (await filesOf(PROGRAM)).filter((file) => !/_test\.ts$/.test(file)),
    also: runtime,
    make: async (part) => {
      console.log("compiling the program: once for each version");
      const executable = await compile(part, runtime);
      await runOnHost(
        Deno.execPath(),
        ["run", "-A", "--no-prompt", "image/deb.ts", "--executable", executable],
        { cwd: ROOT },
      );
      await Deno.remove(executable);
    },
  });
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".deb")) return join(folder, name);
  throw new Error(`${folder} holds no package`);
}
