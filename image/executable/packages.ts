/**
 * Which npm packages belong into the executable: those that the program's modules reach, and nothing that only tests use.
 */
import { z } from "zod";

/** One package of the lock file. */
export interface LockedPackage {
  /** E.g. `@logtape/logtape`. */
  readonly name: string;
  readonly version: string;
  /** As the lock file writes it: `sha512-` and base64 (W3C Subresource Integrity). */
  readonly integrity: string;
}

/** What `deno info --json MODULE` says of a module graph, as far as it is needed here. */
export const graphSchema = z.object({
  modules: z.array(z.object({ kind: z.string().optional(), npmPackage: z.string().optional() })),
  npmPackages: z.record(
    z.string(),
    z.object({ name: z.string(), version: z.string(), dependencies: z.array(z.string()) }),
  ),
});
export type Graph = z.infer<typeof graphSchema>;

const lockSchema = z.object({ npm: z.record(z.string(), z.object({ integrity: z.string() })) });

/**
 * The packages that the modules of `graph` import, with all that those need in turn, by name and version.
 *
 * @param lockText The lock file, which knows their checksums.
 * @throws where the graph names a package that the lock file does not know: such a build could not be made again.
 */
export function reachablePackages(graph: Graph, lockText: string): LockedPackage[] {
  const lock = lockSchema.parse(JSON.parse(lockText));
  const found = idsBelow(graph, graph.modules.flatMap(({ npmPackage }) => npmPackage ?? [])).map((id) => {
    const entry = graph.npmPackages[id];
    const locked = lock.npm[id];
    if (entry === undefined || locked === undefined) {
      throw new Error(`package ${id} is imported, but deno.lock does not know it: run 'deno install' first`);
    }
    return { name: entry.name, version: entry.version, integrity: locked.integrity };
  });
  return inOrder(found);
}

/** The packages of both lists, each once, by name and version. */
export function mergedPackages(
  one: readonly LockedPackage[],
  other: readonly LockedPackage[],
): LockedPackage[] {
  return inOrder(new Map([...one, ...other].map((item) => [`${item.name}@${item.version}`, item])).values());
}

function inOrder(packages: Iterable<LockedPackage>): LockedPackage[] {
  return [...packages].sort((one, other) =>
    one.name < other.name || (one.name === other.name && one.version < other.version) ? -1 : 1
  );
}

/** Those of `packages` that the packages called `names` need, and these themselves. */
export function packagesBelow(
  graph: Graph,
  names: readonly string[],
  packages: readonly LockedPackage[],
): LockedPackage[] {
  const roots = Object.entries(graph.npmPackages).filter(([, { name }]) => names.includes(name));
  const below = idsBelow(graph, roots.map(([id]) => id)).map((id) => graph.npmPackages[id]);
  return packages.filter((one) =>
    below.some((other) => other?.name === one.name && other.version === one.version)
  );
}

/** The ids with all that they depend on, each once. */
function idsBelow(graph: Graph, ids: readonly string[]): string[] {
  const waiting = [...ids];
  const found = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...graph.npmPackages[id]?.dependencies ?? []);
  }
  return [...found];
}
