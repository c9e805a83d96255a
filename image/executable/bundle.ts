/**
 * Makes few modules of JavaScript of the program's many and of what they use of their packages.
 *
 * Each process holds a copy of all that is embedded in its executable, read or not: sources would be there twice, as they were written and as
 * they run, with a map from one to the other, and packages with all that nobody calls. Names are kept, and each part begins with the path of
 * its source, so that a stack trace out of the field can be read; the same commit gives the same modules.
 */
import { join } from "node:path";
import { BUNDLE_FOLDER } from "../../src/reading/shipped.ts";
import type { Stage } from "./stage.ts";

/** What is made into few. */
export interface BundleOptions {
  /** Modules with which a thread begins, relative to the project. */
  readonly entries: readonly string[];
  /** Packages that stay packages. */
  readonly external: readonly string[];
  /**
   * Packages of CommonJS that may be bundled. Of a module that says `__esModule` and has no `default`, the bundler makes the default export
   * nothing, the runtime the whole module: what imports it so would break, and perhaps only once it is called.
   */
  readonly commonJs: readonly string[];
  /** Deno's own folder, which gets the bundler where it is not there yet. */
  readonly denoDir: string;
}

/** Where the module of an entry is after it, relative to the project. */
export function bundled(entry: string): string {
  return join(BUNDLE_FOLDER, entry.replace(/\.ts$/, ".js"));
}

/**
 * Bundles the modules in the stage, where paths are the same on every machine.
 *
 * @throws where the bundler cannot be had, or refuses, or takes a package of CommonJS that it may not.
 */
export async function bundle(
  stage: Stage,
  { entries, external, commonJs, denoDir }: BundleOptions,
): Promise<void> {
  await copyBundler(stage, denoDir);
  await run(stage.project, stage.denoDir, [
    "--code-splitting",
    "--outdir",
    BUNDLE_FOLDER,
    ...external.flatMap((name) => ["--external", name]),
    ...entries,
  ]);
  const unsafe = commonJsIn(join(stage.project, BUNDLE_FOLDER)).filter((name) => !commonJs.includes(name));
  if (unsafe.length > 0) {
    throw new Error(
      `${
        unsafe.join(", ")
      }: CommonJS, which the bundler takes otherwise than the runtime; let it stay a package`,
    );
  }
}

/** A module of CommonJS, which the bundler marks with its path in Deno's cache: registry, name, version. */
const COMMON_JS = /^ *"[^"]*\/npm\/[^/"]+\/((?:@[^/"]+\/)?[^/"]+)\/[^"]*"\([^)]*\) \{$/gm;

/** The packages with modules of CommonJS among what was bundled. */
function commonJsIn(folder: string): string[] {
  const names = [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? commonJsIn(join(folder, name))
      : [...Deno.readTextFileSync(join(folder, name)).matchAll(COMMON_JS)].map(([, found]) => found)
  );
  return [...new Set(names)].sort();
}

/** Puts Deno's bundler into the stage, which has no network: Deno fetches it when it first bundles something. */
async function copyBundler(stage: Stage, denoDir: string): Promise<void> {
  const probe = join(stage.project, "probe.js");
  const made = join(stage.project, "probe.out.js");
  Deno.writeTextFileSync(probe, "export {};\n");
  await run(stage.project, denoDir, ["-o", made, probe]);
  Deno.removeSync(probe);
  Deno.removeSync(made);
  const bundlers = [...Deno.readDirSync(join(denoDir, "dl"))].filter(({ name }) =>
    name.startsWith("esbuild-")
  );
  for (const { name } of bundlers) copyFolder(join(denoDir, "dl", name), join(stage.denoDir, "dl", name));
}

async function run(cwd: string, denoDir: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", ...args],
    cwd,
    env: { NO_COLOR: "1", DENO_DIR: denoDir },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`the modules cannot be bundled: ${new TextDecoder().decode(stderr).trim()}`);
}

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyFolder(join(from, name), join(to, name));
    else Deno.copyFileSync(join(from, name), join(to, name));
  }
}
