/**
 * The code as a graph: every module with what it imports and exports, read from its text.
 */

const ROOT = new URL("../", import.meta.url);

/** One module. */
export interface Module {
  /** From the project's root, e.g. `src/bus/framing.ts`. */
  readonly place: string;
  /** Folder below `src`; undefined elsewhere. */
  readonly folder: string | undefined;
  readonly isTest: boolean;
  readonly text: string;
  /** Places of the modules that it imports by a relative path. */
  readonly imports: readonly string[];
  /** What it exports by a declaration of its own. */
  readonly exports: readonly {
    readonly name: string; /** A function or a class. */
    readonly isCode: boolean;
  }[];
}

/** All modules below `folders`, in the order of their places. */
export async function readModules(folders: readonly string[]): Promise<Module[]> {
  const modules: Module[] = [];
  for (const folder of folders) {
    for await (const url of sources(new URL(`${folder}/`, ROOT))) modules.push(await readModule(url));
  }
  return modules.sort((a, b) => a.place < b.place ? -1 : 1);
}

/** One module. */
export async function readModule(url: URL): Promise<Module> {
  const text = await Deno.readTextFile(url);
  const place = url.pathname.slice(ROOT.pathname.length);
  return {
    place,
    folder: folderOf(place),
    isTest: /_test\.ts$|_for_tests\.ts$|_testdata\.ts$|\/testbed\.ts$/.test(place) ||
      place.startsWith("test/"),
    text,
    imports: [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
      .map(([, target]) => new URL(target, url).pathname.slice(ROOT.pathname.length)),
    exports: [
      ...text.matchAll(
        /^export (?:default )?(?:abstract )?(?:async )?(function\*?|class|const|let|interface|type) (\w+)/gm,
      ),
    ]
      .map(([, kind, name]) => ({ name, isCode: kind.startsWith("function") || kind === "class" })),
  };
}

/** The folder of `src` that `place` lies in. */
export function folderOf(place: string): string | undefined {
  return place.startsWith("src/") ? place.split("/")[1] : undefined;
}

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const entry of Deno.readDir(folder)) {
    const url = new URL(entry.name + (entry.isDirectory ? "/" : ""), folder);
    if (entry.isDirectory) yield* sources(url);
    else if (entry.name.endsWith(".ts")) yield url;
  }
}
