/**
 * Notices that the configuration file was edited: by watching its folder, by SIGHUP, and by a look now and then for file systems
 * that tell nothing.
 */
import { basename, dirname } from "node:path";

/** Editors write a file in several steps, some by another name: what they leave after this pause is what they meant. */
const SETTLE_MS = 500;
/** Between two looks where nothing is told. Longer delays an edit on such a disk; more often wakes a battery box for nothing. */
const LOOK_MS = 30_000;

/** Calls `changed` after each change of `file` and each SIGHUP, until `signal` is aborted. `changed` must not reject. */
export function watchConfigFile(
  file: string,
  changed: () => void,
  failed: (text: string) => void,
  signal: AbortSignal,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  };
  const look = setInterval(changed, LOOK_MS);
  Deno.addSignalListener("SIGHUP", changed);
  const watcher = openWatcher(dirname(file), failed);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    clearInterval(look);
    Deno.removeSignalListener("SIGHUP", changed);
    watcher?.close();
  }, { once: true });
  if (watcher !== undefined) {
    void follow(watcher, basename(file), soon).catch((error) => failed(notWatched(file, error)));
  }
}

/** What is said where nothing tells of edits. */
function notWatched(path: string, error: unknown): string {
  const why = error instanceof Error ? error.message : error;
  return `${path} cannot be watched (${why}): it is looked at every ${LOOK_MS / 1000} s`;
}

async function follow(watcher: Deno.FsWatcher, name: string, soon: () => void): Promise<void> {
  for await (const { kind, paths } of watcher) {
    if (kind !== "access" && paths.some((path) => basename(path) === name)) soon();
  }
}

function openWatcher(folder: string, failed: (text: string) => void): Deno.FsWatcher | undefined {
  try {
    return Deno.watchFs(folder, { recursive: false });
  } catch (error) {
    failed(notWatched(folder, error));
    return undefined;
  }
}
