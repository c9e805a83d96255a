/**
 * The one executable for the tests, compiled once for all that need it.
 */
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Where the runtime is found on machines that prepare one; see `image/compile.ts`. */
const RUNTIME_FINDER = `${ROOT}../shared/tools/denort`;

/**
 * The runtime that an executable can be made with here. Undefined, after a line that begins with SKIPPED, where there is none: the
 * vendor's site is no part of a test.
 */
export function findRuntime(): string | undefined {
  const named = Deno.env.get("DENORT_BIN");
  if (named !== undefined) return named;
  try {
    const { success, stdout, stderr } = new Deno.Command(RUNTIME_FINDER).outputSync();
    if (success) return new TextDecoder().decode(stdout).trim();
    console.log(`SKIPPED the tests of the executable: no runtime: ${new TextDecoder().decode(stderr)}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log("SKIPPED the tests of the executable: DENORT_BIN names no runtime for deno compile");
  }
  return undefined;
}

let shared: Promise<string> | undefined;

/** The executable that all tests of a file share; it is gone when they have ended. */
export function sharedExecutable(runtime: string): Promise<string> {
  return shared ??= (async () => {
    // Not below /tmp: one of the tests puts another one in its place.
    const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "embereye-test-" });
    globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    return await compile(folder, runtime);
  })();
}

/** Compiles the project into `folder`, in a stage of its own below it. Returns the path of the executable. */
export async function compile(folder: string, runtime: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      "--quiet",
      "image/compile.ts",
      "--output",
      folder,
      "--stage",
      `${folder}/stage`,
    ],
    cwd: ROOT,
    env: { DENORT_BIN: runtime },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success) throw new Error(`the executable could not be made:\n${said.slice(-4_000)}`);
  return `${folder}/embereye-${Deno.build.arch}`;
}
