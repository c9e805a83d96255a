/**
 * Makes the one executable: `./denow task compile`, result in `dist/`.
 *
 * `deno compile` needs a runtime to put under the program and fetches it from the vendor's site, unless `DENORT_BIN` names one.
 */
import { fileURLToPath } from "node:url";
import { ENGINE_FLAGS } from "../src/app/self.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const ARCHITECTURE = Deno.build.arch;

/** Files that are loaded by their address at run time, which `deno compile` cannot see in the imports. */
const INCLUDED = [
  "src/store/writer_worker.ts",
  "src/ui/assets",
  "models/manifest.json",
  ...modelFiles(),
];

/** The model runtime brings its libraries for every platform; only this one's belong into this executable. */
const RUNTIME_PLATFORMS = [
  "win32/x64",
  "win32/arm64",
  "darwin/x64",
  "darwin/arm64",
  "linux/x64",
  "linux/arm64",
];
const OWN_PLATFORM = `linux/${ARCHITECTURE === "x86_64" ? "x64" : "arm64"}`;

/** The compiler's own worker overflows its stack on this module graph with less. */
const COMPILER_STACK_BYTES = 64 * 1024 * 1024;

const output = `dist/embereye-${ARCHITECTURE}`;
await Deno.mkdir(`${ROOT}/dist`, { recursive: true });
const { code, stderr } = await new Deno.Command(Deno.execPath(), {
  args: [
    "compile",
    "-A",
    "--no-prompt",
    "--quiet",
    ENGINE_FLAGS,
    ...INCLUDED.flatMap((path) => ["--include", path]),
    ...(await foreignLibraries()).flatMap((path) => ["--exclude", path]),
    "--output",
    output,
    "main.ts",
  ],
  cwd: ROOT,
  env: { RUST_MIN_STACK: String(COMPILER_STACK_BYTES) },
  stderr: "piped",
}).output();
const said = new TextDecoder().decode(stderr);
if (code !== 0) {
  console.error(said);
  if (/denort|dl\.deno\.land/.test(said) && Deno.env.get("DENORT_BIN") === undefined) {
    console.error(
      `compile: the runtime (denort ${Deno.version.deno}) could not be fetched from the vendor's site, and DENORT_BIN is not set. ` +
        `Fetch it where the site can be reached and name it in DENORT_BIN.`,
    );
  }
  Deno.exit(1);
}
const { size } = await Deno.stat(`${ROOT}/${output}`);
console.log(`${output}: ${(size / 1024 / 1024).toFixed(1)} MB`);

/** The model files that the manifest names. */
function modelFiles(): string[] {
  const manifest = JSON.parse(Deno.readTextFileSync(`${ROOT}/models/manifest.json`)) as {
    models: { file: string }[];
  };
  return manifest.models.map(({ file }) => `models/${file}`);
}

/** Folders of the runtime's package in Deno's cache that are of no use on this platform. */
async function foreignLibraries(): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: ROOT })
    .output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout)) as { npmCache: string };
  const found: string[] = [];
  for (const registry of Deno.readDirSync(npmCache)) {
    const packageFolder = `${npmCache}/${registry.name}/onnxruntime-node`;
    if (!registry.isDirectory || !exists(packageFolder)) continue;
    for (const version of Deno.readDirSync(packageFolder)) {
      if (!version.isDirectory) continue;
      for (const platform of RUNTIME_PLATFORMS) {
        const folder = `${packageFolder}/${version.name}/bin/napi-v6/${platform}`;
        if (platform !== OWN_PLATFORM && exists(folder)) found.push(folder);
      }
    }
  }
  return found;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
