/**
 * Imports point downward only, as docs/architecture.md draws it.
 */
import assert from "node:assert/strict";
import { ALLOWED, layeringPage, layersOf, WHAT, withLayers } from "./layering.ts";
import { folderOf, readModules } from "./source_graph.ts";

const ROOT = new URL("../", import.meta.url);

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

const modules = await readModules(["src"]);

Deno.test("imports point downward only", () => {
  const wrong: string[] = [];
  for (const { place, folder, imports } of modules) {
    if (folder === undefined || folder === "app") continue;
    const test = place.endsWith("_test.ts");
    for (const imported of imports) {
      if (test && imported.startsWith("test/")) continue;
      const other = folderOf(imported) ?? imported;
      // A test may use the fake clock whatever its subject may import.
      if (other === folder || ALLOWED[folder]?.includes(other) || (test && other === "clock")) continue;
      wrong.push(`${place} imports ${imported}`);
    }
  }
  assert(modules.length > 20, `only ${modules.length} modules were found`);
  assert.deepEqual(wrong, []);
});

Deno.test("docs/layering.md is what the imports say; './denow task layers' writes it anew", async () => {
  assert.equal(await Deno.readTextFile(new URL("docs/layering.md", ROOT)), layeringPage(modules));
});

Deno.test("docs/architecture.md draws the layers as the imports say; './denow task layers' writes them anew", async () => {
  const page = await Deno.readTextFile(new URL("docs/architecture.md", ROOT));
  assert.equal(page, withLayers(page, modules));
  assert.match(page, /^ {4}\+-+\+\n {4}\| +app +\|$/m);
  assert.throws(() => withLayers("# Architecture\n", modules), /has no place for the layers/);
});

Deno.test("docs/architecture.md is one page", async () => {
  const lines = (await Deno.readTextFile(new URL("docs/architecture.md", ROOT))).split("\n");
  assert(lines.length <= 110, `${lines.length} lines: what is detail belongs to docs/decisions.md`);
});

Deno.test("each folder says in docs/layering.md what it is", () => {
  const folders = new Set(
    modules.map(({ folder }) => folder).filter((one) => one?.endsWith(".ts") === false),
  );
  assert.deepEqual(Object.keys(WHAT).sort(), [...folders].sort());
});

Deno.test("layersOf refuses folders that import in a circle", () => {
  const circle = new Map([["a", new Map([["b", 1]])], ["b", new Map([["a", 1]])]]);
  assert.throws(() => layersOf(circle), /in a circle among a, b/);
});

Deno.test("main.ts imports src/app alone", async () => {
  const text = await Deno.readTextFile(new URL("main.ts", ROOT));
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, target]) => target);
  assert(targets.length > 0);
  for (const target of targets) assert.match(target, /^\.\/src\/app\//);
});

Deno.test("time, SQL and sockets are each in their own place", () => {
  const wrong: string[] = [];
  for (const { place, folder, text: source } of modules) {
    if (place.endsWith("_test.ts") || place.startsWith("src/ui/browser/")) continue;
    const text = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
    for (const { what, name, folders } of RESERVED) {
      if (what.test(text) && !folders.includes(folder ?? "")) wrong.push(`${place} ${name}`);
    }
  }
  assert.deepEqual(wrong, []);
});
