/**
 * Where the files lie that come with the program: in the source tree, and in the compiled executable, which holds them in the same places.
 */

/** The modules that run in threads of their own, and so are no part of the program's own graph. */
export type WorkerModule = "src/store/writer_worker.ts" | "src/app/fleet_disk_worker.ts";

/** Where the executable has the program's modules, made into few; two folders deep, as this module is in the sources. */
export const BUNDLE_FOLDER = "program/js";

/** The project's folder. In the executable this module is part of one that lies in `BUNDLE_FOLDER` itself: just as deep. */
const PROJECT = new URL("../../", import.meta.url);

/** The address of a file or folder of the project, given as its path there. */
export function shipped(path: string): URL {
  return new URL(path, PROJECT);
}

/** The address of a worker's module. */
export function workerUrl(module: WorkerModule): URL {
  return shipped(Deno.build.standalone ? `${BUNDLE_FOLDER}/${module.replace(/\.ts$/, ".js")}` : module);
}
