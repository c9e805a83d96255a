/**
 * Which folder may import which, and the picture of it that `./denow task layers` writes into `docs/layering.md`.
 */
import type { Module } from "./source_graph.ts";

/** What each folder of `src` may import from, beside itself. `app` may import everything. */
export const ALLOWED: Record<string, readonly string[]> = {
  reading: [],
  clock: [],
  hal: ["reading", "clock"],
  bus: ["reading", "clock"],
  store: ["reading", "clock"],
  config: ["reading", "clock"],
  fusion: ["reading"],
  ingest: ["reading", "clock", "bus", "hal", "store", "config", "firewall", "timesync"],
  detect: ["reading", "clock", "bus", "hal", "store", "config"],
  outputs: ["reading", "clock", "bus", "hal", "store", "config"],
  ops: ["reading", "clock", "bus", "hal", "store", "config"],
  watchdog: ["reading", "clock", "bus", "hal", "store", "config", "ops"],
  firewall: ["reading", "clock", "bus", "config", "store"],
  timesync: ["reading", "clock", "bus", "config"],
  fleet: ["reading", "clock", "bus", "store", "config"],
  ui: ["reading", "clock", "bus", "hal", "store", "config", "firewall", "fleet"],
};

/** Imports between two folders, tests left out. */
function edges(modules: readonly Module[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { folder, isTest, imports } of modules) {
    if (folder === undefined || folder.endsWith(".ts") || isTest) continue;
    const row = counts.get(folder) ?? new Map<string, number>();
    counts.set(folder, row);
    for (const target of imports) {
      const other = target.startsWith("src/") ? target.split("/")[1] : undefined;
      if (other !== undefined && other !== folder) row.set(other, (row.get(other) ?? 0) + 1);
    }
  }
  return counts;
}

/** Folders by layer, the lowest first: each imports from those below alone. Throws where folders import in a circle. */
export function layersOf(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): string[][] {
  const layers: string[][] = [];
  const placed = new Set<string>();
  while (placed.size < counts.size) {
    const next = [...counts].filter(([folder, row]) =>
      !placed.has(folder) && [...row.keys()].every((other) => placed.has(other))
    ).map(([folder]) => folder).sort();
    if (next.length === 0) {
      throw new Error(
        `imports go in a circle among ${[...counts.keys()].filter((one) => !placed.has(one)).join(", ")}`,
      );
    }
    layers.push(next);
    for (const folder of next) placed.add(folder);
  }
  return layers;
}

/** The page as Markdown. */
export function layeringPage(modules: readonly Module[]): string {
  const counts = edges(modules);
  const layers = layersOf(counts).reverse();
  const used = (folder: string) =>
    [...counts].filter(([, row]) => row.has(folder)).map(([other]) => other).sort().join(", ");
  const width = Math.max(...layers.map((layer) => layer.join("   ").length)) + 4;
  const box = layers.map((layer) => {
    const text = layer.join("   ");
    const left = Math.floor((width - text.length) / 2);
    return `    |${" ".repeat(left)}${text}${" ".repeat(width - text.length - left)}|`;
  });
  const rule = `    +${"-".repeat(width)}+`;
  return `${
    [
      "# Layers",
      "",
      "Made from the imports by `./denow task layers`; a test fails where it is not current, and another where an import points upward. Tests are left out.",
      "",
      "Each folder of `src` imports from the layers below it alone:",
      "",
      rule,
      ...box.flatMap((line) => [line, rule]),
      "",
      "| folder | imports | is imported by |",
      "| --- | --- | --- |",
      ...layers.flat().map((folder) => {
        const row = [...counts.get(folder)!.keys()].sort().join(", ");
        return `| \`${folder}\` | ${row || "nothing"} | ${used(folder) || "`main.ts`"} |`;
      }),
    ].join("\n")
  }\n`;
}
