/**
 * Imports point downward only, as docs/architecture.md draws it.
 */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);

/** What each folder of `src` may import from, beside itself. `app` may import everything. */
const ALLOWED: Record<string, readonly string[]> = {
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
  ui: ["reading", "clock", "bus", "hal", "store", "config", "firewall"],
};

/** Which folders may touch what only one place should. */
const RESERVED: readonly {
  readonly what: RegExp;
  readonly name: string;
  readonly folders: readonly string[];
}[] = [
  { what: /\bDate\.now\(|\bperformance\.now\(/, name: "reads the time", folders: ["clock"] },
  { what: /"node:sqlite"/, name: "opens SQLite", folders: ["store"] },
  {
    what: /\bDeno\.(?:listen|connect|serve|listenTls|connectTls)\(/,
    name: "opens a socket",
    folders: ["app"],
  },
];

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const entry of Deno.readDir(folder)) {
    const url = new URL(entry.name + (entry.isDirectory ? "/" : ""), folder);
    if (entry.isDirectory) yield* sources(url);
    else if (entry.name.endsWith(".ts")) yield url;
  }
}

function folderOf(url: URL): string {
  return url.pathname.slice(new URL("src/", ROOT).pathname.length).split("/")[0];
}

Deno.test("imports point downward only", async () => {
  const wrong: string[] = [];
  let count = 0;
  for await (const url of sources(new URL("src/", ROOT))) {
    count++;
    const folder = folderOf(url);
    if (folder === "app") continue;
    const test = url.pathname.endsWith("_test.ts");
    const text = await Deno.readTextFile(url);
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const imported = new URL(target, url);
      const place = imported.pathname.slice(ROOT.pathname.length);
      if (test && place.startsWith("test/")) continue;
      const other = folderOf(imported);
      // A test may use the fake clock whatever its subject may import.
      if (other === folder || ALLOWED[folder]?.includes(other) || (test && other === "clock")) continue;
      wrong.push(`${url.pathname.slice(ROOT.pathname.length)} imports ${place}`);
    }
  }
  assert(count > 20, `only ${count} modules were found`);
  assert.deepEqual(wrong, []);
});

Deno.test("main.ts imports src/app alone", async () => {
  const text = await Deno.readTextFile(new URL("main.ts", ROOT));
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, target]) => target);
  assert(targets.length > 0);
  for (const target of targets) assert.match(target, /^\.\/src\/app\//);
});

Deno.test("time, SQL and sockets are each in their own place", async () => {
  const wrong: string[] = [];
  for await (const url of sources(new URL("src/", ROOT))) {
    const place = url.pathname.slice(ROOT.pathname.length);
    if (place.endsWith("_test.ts") || place.startsWith("src/ui/browser/")) continue;
    const text = (await Deno.readTextFile(url)).replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
    for (const { what, name, folders } of RESERVED) {
      if (what.test(text) && !folders.includes(folderOf(url))) wrong.push(`${place} ${name}`);
    }
  }
  assert.deepEqual(wrong, []);
});
