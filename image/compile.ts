/**
 * Makes the one executable: `./denow task compile`, results in `dist/`: the executable, its bill of materials, its licences, and
 * the checksum of each.
 *
 * `deno compile` needs a runtime to put under the program and fetches it from the vendor's site, unless `DENORT_BIN` names one.
 * The same commit gives the same bytes wherever it is compiled, with the same runtime; `--stage` moves the folder in which that
 * happens, and with it the bytes.
 */
import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { BUNDLE_FOLDER, type WorkerModule } from "../src/reading/shipped.ts";
import { exists } from "../src/store/exists.ts";
import { BUILD_INFO_FILE, type BuildInfo, LICENCES_FILE } from "../src/app/build_info.ts";
import { ENGINE_FLAGS } from "../src/app/self.ts";
import { VERSION } from "../src/app/version.ts";
import { parseManifest } from "../src/detect/manifest.ts";
import { SCRIPTS } from "../src/ui/bundle.ts";
import { licencesText, readLicence } from "./executable/licences.ts";
import {
  type Graph,
  graphSchema,
  type LockedPackage,
  mergedPackages,
  packagesBelow,
  reachablePackages,
} from "./executable/packages.ts";
import { attach } from "./executable/attach.ts";
import { bundle, bundled } from "./executable/bundle.ts";
import { commitOf } from "./executable/commit.ts";
import { billOfMaterials } from "./executable/sbom.ts";
import { fillStage, type Stage, thinStage } from "./executable/stage.ts";
import { runtimeMismatch, type Target, TARGETS } from "./executable/target.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** A folder that every Linux machine has, outlives a reboot, and may hold programs. */
const STAGE_FOLDER = "/var/tmp/embereye-compile";
/** Installers copy the file over slow links and flash it into slots of a fixed size. */
const SIZE_MAX_BYTES = 190 * 1000 * 1000;
/** The compiler's own worker overflows its stack on this module graph with less. */
const COMPILER_STACK_BYTES = 64 * 1024 * 1024;
/** What the program consists of. */
const SOURCES = ["main.ts", "deno.json", "deno.lock", "LICENSE", "src", "models/manifest.json"];
/** Loaded by their address at run time, which `deno compile` cannot see in the imports. */
const WORKERS: readonly WorkerModule[] = ["src/store/writer_worker.ts", "src/app/fleet_disk_worker.ts"];
/**
 * What stays a package: one has a library for the machine in it; of the others at least a part is CommonJS, whose exports the bundler hands
 * on otherwise than the runtime does.
 */
const EXTERNAL = [
  "onnxruntime-node",
  "@nats-io/jetstream",
  "@nats-io/kv",
  "@nats-io/nats-core",
  "@peculiar/x509",
  "mqtt",
  "nodemailer",
  "prom-client",
];
/** CommonJS that is bundled all the same: nothing of it is called `default`, and each command begins with it. */
const BUNDLED_COMMON_JS = ["commander", "yaml"];
/** What packages would use if it were there, and get along without. */
const OPTIONAL = ["supports-color"];
/** What the scripts of `src/ui/assets` are made of: packages that lie inside of these go to people with the executable as well. */
const BROWSER = Object.values(SCRIPTS).map((module) => `src/ui/browser/${module}`);
const INCLUDED = [
  "src/ui/assets",
  "models/manifest.json",
  // What the program consists of, and what is known of it: an audit looks at both.
  "deno.lock",
  "src/ops/audit/advisories.json",
];
/**
 * Of a package's files, by their path in Deno's cache (`registry/name/version/...`), what no running program reads: declarations, words,
 * tests, and what mqtt has for browsers. Each process holds a copy of all that is embedded.
 */
const NOT_RUN =
  /\.(map|d\.[cm]?ts|md|markdown)$|^[^/]+\/((@[^/]+\/)?[^/]+\/[^/]+\/tests?|mqtt\/[^/]+\/dist)\//;

/** Licence texts that packages and the runtime do not bring themselves. */
const LICENCE_TEXTS = `${ROOT}image/licences`;

/** The library of the model's runtime, which only the detector loads. */
const ATTACHED = "libonnxruntime.so.1";

const HELP = `Makes dist/embereye-ARCHITECTURE.

  ./denow task compile
  ./denow task compile --target aarch64

  --target NAME   ${TARGETS.map(({ name }) => name).join(" or ")}; this machine's where absent
  --output FOLDER put the results there (dist)
  --stage FOLDER  compile in this folder, which must not exist (${STAGE_FOLDER})

DENORT_BIN names the runtime (denort ${Deno.version.deno}) where the vendor's site cannot be reached.`;

try {
  Deno.exit(await compile(Deno.args));
} catch (error) {
  console.error(`compile: ${(error as Error).message}`);
  Deno.exit(1);
}

async function compile(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      target: { type: "string", default: Deno.build.arch },
      output: { type: "string", default: `${ROOT}dist` },
      stage: { type: "string", default: STAGE_FOLDER },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const target = TARGETS.find(({ name }) => name === values.target);
  if (target === undefined) throw new Error(`there is no target '${values.target}'\n\n${HELP}`);
  checkRuntime(target);
  await checkTypes();

  const graph = await readGraph(["main.ts", ...WORKERS]);
  const npmCache = await npmCacheFolder();
  const lock = Deno.readTextFileSync(`${ROOT}deno.lock`);
  const packages = reachablePackages(graph, lock);
  const delivered = mergedPackages(packages, reachablePackages(await readGraph(BROWSER), lock));
  const registries = [...Deno.readDirSync(npmCache)].filter(({ isDirectory }) => isDirectory);
  const placeOf = ({ name, version }: LockedPackage) => {
    const place = registries.map((registry) => `${registry.name}/${name}/${version}`)
      .find((path) => exists(join(npmCache, path)));
    if (place === undefined) throw new Error(`package ${name}@${version} is not in Deno's cache`);
    return place;
  };
  const licensed = delivered.map((locked) =>
    readLicence(join(npmCache, placeOf(locked)), locked, LICENCE_TEXTS)
  );
  const licences = licencesText(Deno.readTextFileSync(`${ROOT}LICENSE`), licensed, LICENCE_TEXTS);
  const models = readModels();
  const modelFiles = models.map(({ file }) => `models/${file}`);
  const commit = await commitOf(ROOT);
  const info: BuildInfo = {
    version: VERSION,
    ...(commit === undefined ? {} : { commit: commit.id, builtAt: new Date(commit.atWallMs).toISOString() }),
  };
  // The model runtime brings its libraries for every platform; only this one's belong into this executable.
  const foreign = new RegExp(`/bin/napi-v6/(?!${target.nativeFolder}(/|$))[^/]+/[^/]+$`);
  const library = attachedLibrary(npmCache, packages.map(placeOf), target);

  const stage = fillStage({
    folder: values.stage,
    root: ROOT,
    sources: [...SOURCES, ...modelFiles],
    npmCache,
    packages: packages.map(placeOf),
    emptyPackages: unreached(graph, packages).flatMap((one) =>
      registries.map((registry) => `${registry.name}/${one.name}/${one.version}`)
    ),
    leftOut: (path) => NOT_RUN.test(path) || foreign.test(path) || path === library,
    made: { [BUILD_INFO_FILE]: JSON.stringify(info), [LICENCES_FILE]: gzipSync(licences) },
    timeWallMs: commit?.atWallMs ?? 0,
  });
  const name = `embereye-${target.name}`;
  // The compiler runs in the stage: a path that was meant from here would end there.
  const executable = resolve(values.output, name);
  try {
    Deno.mkdirSync(values.output, { recursive: true });
    await bundle(stage, {
      entries: ["main.ts", ...WORKERS],
      external: [...EXTERNAL, ...OPTIONAL],
      commonJs: BUNDLED_COMMON_JS,
      denoDir: dirname(npmCache),
    });
    thinStage(stage, {
      kept: ["deno.json", BUNDLE_FOLDER, ...INCLUDED, ...modelFiles, BUILD_INFO_FILE, LICENCES_FILE],
      packages: packagesBelow(graph, EXTERNAL, packages).map(placeOf),
      timeWallMs: commit?.atWallMs ?? 0,
    });
    if (!await runCompiler(stage, target, modelFiles, executable)) return 1;
    attach(executable, join(npmCache, library));
  } finally {
    Deno.removeSync(values.stage, { recursive: true });
  }

  const bom = billOfMaterials(
    info,
    await runtimeVersion(executable, target),
    licensed,
    models.map((model) => ({ ...model, licence: model.licence.text })),
  );
  Deno.writeTextFileSync(`${executable}.cdx.json`, JSON.stringify(bom, null, 2) + "\n");
  Deno.writeTextFileSync(`${executable}.licences.txt`, licences);
  const made = [name, `${name}.cdx.json`, `${name}.licences.txt`];
  const sums = made.map((file) => `${sha256(join(values.output, file))}  ${file}\n`).join("");
  Deno.writeTextFileSync(`${executable}.sha256`, sums);
  const { size } = Deno.statSync(executable);
  console.log(
    `${executable}: ${(size / 1e6).toFixed(1)} MB, ${delivered.length} packages, ${describe(info)}`,
  );
  if (size > SIZE_MAX_BYTES) {
    throw new Error(`${executable} has ${size} bytes, more than the ${SIZE_MAX_BYTES} that it may have`);
  }
  return 0;
}

/** The inference library, relative to `npmCache`: attached, since each process would hold a copy of what is embedded. */
function attachedLibrary(npmCache: string, places: readonly string[], { nativeFolder }: Target): string {
  const found = places.map((place) => `${place}/bin/napi-v6/${nativeFolder}/${ATTACHED}`)
    .filter((path) => exists(join(npmCache, path)));
  if (found.length !== 1) throw new Error(`${ATTACHED} is in ${found.length} packages, and must be in one`);
  return found[0];
}

/** Refuses a runtime of another machine before minutes are spent on it. */
function checkRuntime(target: Target): void {
  const path = Deno.env.get("DENORT_BIN");
  if (path === undefined) return;
  let header: Uint8Array;
  try {
    header = Deno.readFileSync(path).subarray(0, 64);
  } catch (error) {
    throw new Error(`DENORT_BIN names ${path}, which cannot be read: ${(error as Error).message}`);
  }
  const mismatch = runtimeMismatch(header, target);
  if (mismatch !== undefined) throw new Error(`DENORT_BIN names ${path}, but ${mismatch}`);
}

async function checkTypes(): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "main.ts", ...WORKERS, ...BROWSER],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(`the types do not fit:\n${new TextDecoder().decode(stderr)}`);
}

async function readGraph(roots: readonly string[]): Promise<Graph> {
  const graphs = await Promise.all(roots.map(async (root) => graphSchema.parse(await askDeno(root))));
  return {
    modules: graphs.flatMap(({ modules }) => modules),
    npmPackages: Object.assign({}, ...graphs.map(({ npmPackages }) => npmPackages)),
  };
}

/** Deno's folder of unpacked packages. */
async function npmCacheFolder(): Promise<string> {
  return z.object({ npmCache: z.string() }).parse(await askDeno()).npmCache;
}

async function askDeno(...roots: string[]): Promise<unknown> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...roots],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

function readModels() {
  const parsed = parseManifest(Deno.readTextFileSync(`${ROOT}models/manifest.json`));
  if (!parsed.ok) throw new Error(`models/manifest.json is refused: ${parsed.fault.faults.join("; ")}`);
  return parsed.value.models;
}

/** Packages that Deno knows from the lock file and would fetch, were they not there. */
function unreached(graph: Graph, reached: readonly LockedPackage[]) {
  return Object.values(graph.npmPackages).filter((one) =>
    !reached.some(({ name, version }) => name === one.name && version === one.version)
  );
}

async function runCompiler(
  { project, denoDir }: Stage,
  target: Target,
  modelFiles: readonly string[],
  output: string,
): Promise<boolean> {
  const included = [...WORKERS.map(bundled), ...INCLUDED, ...modelFiles, BUILD_INFO_FILE, LICENCES_FILE];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "-A",
      "--no-prompt",
      "--quiet",
      // The stage holds no declarations of the packages: types are checked in the project, above.
      "--no-check",
      "--target",
      target.triple,
      ENGINE_FLAGS,
      ...included.flatMap((path) => ["--include", path]),
      "--output",
      output,
      bundled("main.ts"),
    ],
    cwd: project,
    env: { RUST_MIN_STACK: String(COMPILER_STACK_BYTES), DENO_DIR: denoDir },
    stderr: "piped",
  }).output();
  if (success) return true;
  const said = new TextDecoder().decode(stderr);
  console.error(said);
  if (/denort|dl\.deno\.land/.test(said) && Deno.env.get("DENORT_BIN") === undefined) {
    console.error(
      `compile: the runtime (denort ${Deno.version.deno} for ${target.triple}) could not be fetched from the vendor's site, and ` +
        `DENORT_BIN is not set. Fetch it where the site can be reached and name it in DENORT_BIN.`,
    );
  }
  return false;
}

/** The version of the runtime that the executable really stands on: `DENORT_BIN` may name another than this Deno's. */
async function runtimeVersion(path: string, target: Target): Promise<string> {
  // An executable for another machine cannot be asked here.
  if (target.name !== Deno.build.arch) return Deno.version.deno;
  const { success, stdout, stderr } = await new Deno.Command(path, { args: ["version", "--json"] }).output();
  if (!success) throw new Error(`${path} does not run: ${new TextDecoder().decode(stderr)}`);
  return z.object({ deno: z.string() }).parse(JSON.parse(new TextDecoder().decode(stdout))).deno;
}

function describe({ version, commit }: BuildInfo): string {
  return commit === undefined ? `version ${version}` : `version ${version}, commit ${commit.slice(0, 12)}`;
}

function sha256(path: string): string {
  return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
}
