/**
 * What takes minutes to build is built once and kept in the user's cache folder, under the hash of all that it is built from.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where the builds are kept. */
export function cacheFolder(): string {
  const home = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "/tmp", ".cache");
  return join(home, "embereye", "hil");
}

/** One build. */
export interface CachedBuild {
  /** What it is, as a part of a file name. */
  readonly name: string;
  /** Files whose contents decide what comes out. */
  readonly recipe: readonly string[];
  /** Whatever else decides it, e.g. a version or a week: what is older is built anew. */
  readonly also?: string;
  /** Makes it in the empty folder `folder`. */
  make(folder: string): Promise<void>;
}

/** The folder that holds the build, made now where it is not there. Older builds of the same name are thrown away then. */
export async function cached(build: CachedBuild): Promise<string> {
  const hash = createHash("sha256");
  for (const path of build.recipe) hash.update(await Deno.readFile(path));
  hash.update(build.also ?? "");
  const folder = join(cacheFolder(), `${build.name}-${hash.digest("hex").slice(0, 16)}`);
  if (await isThere(folder)) return folder;
  await Deno.mkdir(cacheFolder(), { recursive: true });
  // Whoever else wants it meanwhile waits for it instead of building it, too. The lock ends with its process.
  using lock = await Deno.open(join(cacheFolder(), `${build.name}.lock`), { write: true, create: true });
  await lock.lock(true);
  if (await isThere(folder)) return folder;
  await forget(build.name);
  // The name comes last, so that half a build is never taken for a whole one.
  const part = await Deno.makeTempDir({ dir: cacheFolder(), prefix: "part-" });
  try {
    await build.make(part);
    await Deno.rename(part, folder);
  } catch (error) {
    await Deno.remove(part, { recursive: true });
    throw error;
  }
  return folder;
}

async function forget(name: string): Promise<void> {
  for await (const entry of Deno.readDir(cacheFolder())) {
    if (new RegExp(`^${name}-[0-9a-f]{16}$`).test(entry.name)) {
      await Deno.remove(join(cacheFolder(), entry.name), { recursive: true });
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
