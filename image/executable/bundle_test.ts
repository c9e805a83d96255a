import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle, bundled } from "./bundle.ts";

/** Deno's own folder, which holds the bundler: what checks the browser's scripts has used it. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(join(folder, path, ".."), { recursive: true });
    Deno.writeTextFileSync(join(folder, path), text);
  }
}

const SOURCES = {
  "deno.json": "{}",
  "main.ts": `import { shared } from "./src/a/shared.ts";
/** Words for readers. */
if (import.meta.main) console.log(shared(1 as number), (await import("./src/a/late.ts")).late);
`,
  "src/a/shared.ts":
    `export function shared(x: number): number { return x + 41; }\nexport const unused = "nobody calls it";\n`,
  "src/a/late.ts": `export const late = "loaded when it is needed";\n`,
  "src/a/worker.ts": `import { shared } from "./shared.ts";\nconsole.log("worker", shared(0));\n`,
};

Deno.test("bundle: entries at their places, parts that load by themselves, names and paths of sources, nothing unused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const stage = { project: `${folder}/project`, denoDir: `${folder}/deno` };
    write(stage.project, SOURCES);
    await bundle(stage, {
      entries: ["main.ts", "src/a/worker.ts"],
      external: [],
      commonJs: [],
      denoDir: await denoDir(),
    });
    const run = async (entry: string) => {
      const args = ["run", "--no-config", "--allow-read", join(stage.project, bundled(entry))];
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
      assert(success, new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout);
    };
    assert.equal(await run("main.ts"), "42 loaded when it is needed\n");
    assert.equal(await run("src/a/worker.ts"), "worker 41\n");
    const made = [...Deno.readDirSync(`${stage.project}/program/js`)].filter(({ isFile }) => isFile)
      .map(({ name }) => Deno.readTextFileSync(`${stage.project}/program/js/${name}`)).join("\n");
    assert.match(made, /\/\/ src\/a\/shared\.ts\nfunction shared\(x\)/);
    assert.doesNotMatch(made, /nobody calls it|Words for readers/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("bundle: a module that is not there ends the build with its name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const stage = { project: `${folder}/project`, denoDir: `${folder}/deno` };
    write(stage.project, { "deno.json": "{}", "main.ts": `import "./gone.ts";\n` });
    await assert.rejects(
      bundle(stage, { entries: ["main.ts"], external: [], commonJs: [], denoDir: await denoDir() }),
      /the modules cannot be bundled: .*gone\.ts/s,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("bundle: a package of CommonJS is refused by its name, unless it may be taken or stays a package", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const stage = { project: `${folder}/project`, denoDir: `${folder}/deno` };
    // As Deno's cache has it, whose paths the bundler writes into what it makes.
    write(`${folder}/deno/npm/registry/@some/old/1.0.0`, {
      "package.json": `{"name": "@some/old"}`,
      "index.cjs": "exports.old = 1;",
    });
    write(stage.project, {
      "deno.json": "{}",
      "main.ts": `import { old } from "../deno/npm/registry/@some/old/1.0.0/index.cjs";\nconsole.log(old);\n`,
    });
    const options = { entries: ["main.ts"], external: [], denoDir: await denoDir() };
    await assert.rejects(bundle(stage, { ...options, commonJs: ["older"] }), /^Error: @some\/old: CommonJS/);
    await bundle(stage, { ...options, commonJs: ["@some/old"] });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
