/**
 * Which folder may import which, and the picture of it that `./denow task layers` writes into `docs/layering.md` and `docs/architecture.md`.
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

/** What each folder is, for the page. */
export const WHAT: Record<string, string> = {
  reading: "the vocabulary: readings and their absence, alarms, troubles, events, orders",
  clock: "the only place that reads the time; `FakeClock` for tests",
  hal:
    "drivers: MLX90640 and linear conversion, simulated sensors, GPIO lines, I2C, serial port, hardware watchdog, camera captures",
  bus: "framing, channels, links, the bounded queue of readings, rings of pictures",
  store: "SQLite: migrations, writer threads, readers",
  config: "schema, loading, cross-checks, versions and their trial",
  fusion: "pure: `step(state, input, now)` gives the state and effects",
  ingest:
    "the line protocol, sessions, which sensor a device is; camera shards, reconnection, health of pictures",
  detect: "models behind a manifest, gate, inference, decoders, vote",
  timesync: "NTP, the kernel's clock, device time",
  outputs: "siren patterns, latch, lines; notifications and archive",
  firewall: "the gate: allow-lists, limits for each host, tokens, who was turned away; the kernel's ruleset",
  fleet:
    "what boxes of one site tell one another: the wire, the publisher of the outbox, the watcher's pure core, signed central configuration",
  ops: "logs, metrics, the doctor's judgement, audits, the support bundle",
  watchdog: "supervisor, restart policy, strays, the watchdog's story",
  ui: "Hono routes, pages, browser code",
  app: "one file per role and per command; composes all of it",
};

const MARKS = ["<!-- layers -->\n", "<!-- /layers -->\n"] as const;

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

/** The layers as a drawing, the highest first. */
function drawing(layers: readonly (readonly string[])[]): string[] {
  const width = Math.max(...layers.map((layer) => layer.join("   ").length)) + 4;
  const rule = `    +${"-".repeat(width)}+`;
  const lines = layers.map((layer) => {
    const text = layer.join("   ");
    const left = Math.floor((width - text.length) / 2);
    return `    |${" ".repeat(left)}${text}${" ".repeat(width - text.length - left)}|`;
  });
  return [rule, ...lines.flatMap((line) => [line, rule])];
}

/** The page as Markdown. */
export function layeringPage(modules: readonly Module[]): string {
  const counts = edges(modules);
  const layers = layersOf(counts).reverse();
  const used = (folder: string) =>
    [...counts].filter(([, row]) => row.has(folder)).map(([other]) => other).sort().join(", ");
  return `${
    [
      "# Layers",
      "",
      "Made from the imports by `./denow task layers`; a test fails where it is not current, and another where an import points upward. Tests are left out.",
      "",
      "Each folder of `src` imports from the layers below it alone:",
      "",
      ...drawing(layers),
      "",
      "| folder | what it is | imports | is imported by |",
      "| --- | --- | --- | --- |",
      ...layers.flat().map((folder) => {
        const row = [...counts.get(folder)!.keys()].sort().join(", ");
        return `| \`${folder}\` | ${WHAT[folder]} | ${row || "nothing"} | ${used(folder) || "`main.ts`"} |`;
      }),
    ].join("\n")
  }\n`;
}

/** `page` with the drawing of the layers between its two marks. Throws where it has none. */
export function withLayers(page: string, modules: readonly Module[]): string {
  const [from, to] = MARKS.map((mark) => page.indexOf(mark));
  if (from < 0 || to < from) {
    throw new Error(`the page has no place for the layers: ${MARKS.join("").trim()}`);
  }
  const lines = drawing(layersOf(edges(modules)).reverse());
  return `${page.slice(0, from + MARKS[0].length)}\n${lines.join("\n")}\n\n${page.slice(to)}`;
}
