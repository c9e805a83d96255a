/**
 * The folder that the executable is compiled in: the same path, the same files and the same times on every machine, so that the
 * same commit gives the same bytes. `deno compile` writes absolute paths and the times of files into what it makes.
 */
import { dirname, join, relative } from "node:path";

/** What is staged. */
export interface StageOptions {
  /** The stage, which must not exist. */
  readonly folder: string;
  /** The project. */
  readonly root: string;
  /** Files and folders of the project, relative to `root`. */
  readonly sources: readonly string[];
  /** Deno's folder of unpacked packages, one folder a registry. */
  readonly npmCache: string;
  /** Folders of `npmCache`, relative to it, whose files belong into the executable. */
  readonly packages: readonly string[];
  /** Folders of it that Deno must find, but whose files must stay out. */
  readonly emptyPackages: readonly string[];
  /** Whether a file of a package is left out. */
  leftOut(path: string): boolean;
  /** Further files by their path in the project. */
  readonly made: Readonly<Record<string, string | Uint8Array>>;
  /** The time that all files get, milliseconds since 1970. */
  readonly timeWallMs: number;
}

/** Where the staged project and its package cache are. */
export interface Stage {
  readonly project: string;
  readonly denoDir: string;
}

/**
 * Fills the stage.
 *
 * @throws where it exists already: another build runs in it, or one was ended in the middle.
 */
export function fillStage(options: StageOptions): Stage {
  const { folder, root, sources, npmCache, packages, emptyPackages, leftOut, made, timeWallMs } = options;
  try {
    Deno.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new Error(`the stage ${folder} exists: another build runs in it; if none does, remove it`);
  }
  const stage: Stage = { project: join(folder, "project"), denoDir: join(folder, "deno") };
  for (const source of sources) copy(join(root, source), join(stage.project, source), isTest);
  for (const [path, content] of Object.entries(made)) {
    const target = join(stage.project, path);
    Deno.mkdirSync(dirname(target), { recursive: true });
    Deno.writeFileSync(target, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }
  for (const place of packages) {
    const from = join(npmCache, place);
    copy(from, join(stage.denoDir, "npm", place), (path) => leftOut(relative(npmCache, path)));
  }
  for (const place of emptyPackages) {
    Deno.mkdirSync(join(stage.denoDir, "npm", place), { recursive: true });
  }
  setTimes(folder, timeWallMs);
  return stage;
}

/** What of a stage gets into the executable. */
export interface ThinOptions {
  /** Files and folders, relative to the project. */
  readonly kept: readonly string[];
  /** Folders of packages, relative to the cache. */
  readonly packages: readonly string[];
  readonly timeWallMs: number;
}

/** Takes from the stage what was only needed to make what it keeps. Folders of other packages stay, empty: Deno must find them. */
export function thinStage({ project, denoDir }: Stage, { kept, packages, timeWallMs }: ThinOptions): void {
  const thin = (folder: string, path: string, keeps: readonly string[]): void => {
    for (const { name, isDirectory } of [...Deno.readDirSync(join(folder, path))]) {
      const below = join(path, name);
      if (keeps.some((keep) => below === keep || below.startsWith(`${keep}/`))) continue;
      if (isDirectory) thin(folder, below, keeps);
      else Deno.removeSync(join(folder, below));
    }
  };
  thin(project, "", kept);
  thin(join(denoDir, "npm"), "", packages);
  setTimes(dirname(project), timeWallMs);
}

/** Gives all files and folders below `path` the same time, as they must have when the compiler reads them. */
function setTimes(path: string, timeWallMs: number): void {
  if (Deno.statSync(path).isDirectory) {
    for (const { name } of Deno.readDirSync(path)) setTimes(join(path, name), timeWallMs);
  }
  Deno.utimeSync(path, timeWallMs / 1_000, timeWallMs / 1_000);
}

function isTest(path: string): boolean {
  return path.endsWith("_test.ts");
}

function copy(from: string, to: string, without: (path: string) => boolean): void {
  if (without(from)) return;
  if (!Deno.statSync(from).isDirectory) {
    Deno.mkdirSync(dirname(to), { recursive: true });
    return Deno.copyFileSync(from, to);
  }
  Deno.mkdirSync(to, { recursive: true });
  for (const { name } of Deno.readDirSync(from)) copy(join(from, name), join(to, name), without);
}
