import assert from "node:assert/strict";
import { fillStage, type StageOptions, thinStage } from "./stage.ts";

function project(): StageOptions & Disposable {
  const base = Deno.makeTempDirSync();
  const write = (path: string, text: string) => {
    Deno.mkdirSync(`${base}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    Deno.writeTextFileSync(`${base}/${path}`, text);
  };
  write("root/main.ts", "main");
  write("root/src/a.ts", "a");
  write("root/src/a_test.ts", "test of a");
  write("npm/registry/thing/1.0.0/index.js", "thing");
  write("npm/registry/thing/1.0.0/index.d.ts", "types of thing");
  return {
    folder: `${base}/stage`,
    root: `${base}/root`,
    sources: ["main.ts", "src"],
    npmCache: `${base}/npm`,
    packages: ["registry/thing/1.0.0"],
    emptyPackages: ["registry/other/2.0.0"],
    leftOut: (path) => path === "registry/thing/1.0.0/index.d.ts",
    made: { "build/info.json": "{}" },
    timeWallMs: 1_700_000_000_000,
    [Symbol.dispose]: () => Deno.removeSync(base, { recursive: true }),
  };
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`).map((below) => `${name}/${below}`) : [name]
  ).sort();
}

Deno.test("fillStage: sources without tests, packages without what does not run, and files of the build's own", () => {
  using options = project();
  const { project: staged, denoDir } = fillStage(options);
  assert.deepEqual(filesBelow(staged), ["build/info.json", "main.ts", "src/a.ts"]);
  assert.deepEqual(filesBelow(denoDir), ["npm/registry/thing/1.0.0/index.js"]);
  assert(Deno.statSync(`${denoDir}/npm/registry/other/2.0.0`).isDirectory);
});

Deno.test("fillStage: all files carry the same time, since times get into the executable", () => {
  using options = project();
  const { project: staged } = fillStage(options);
  for (const file of filesBelow(staged)) {
    assert.equal(Deno.statSync(`${staged}/${file}`).mtime!.getTime(), options.timeWallMs, file);
  }
});

Deno.test("fillStage: a stage that another build uses is left alone", () => {
  using options = project();
  fillStage(options);
  assert.throws(() => fillStage(options), /another build runs in it/);
  assert(Deno.statSync(`${options.folder}/project/main.ts`).isFile);
});

Deno.test("thinStage: only what is kept stays, with the same time, and emptied packages keep their folders", () => {
  using options = project();
  const stage = fillStage({ ...options, packages: ["registry/thing/1.0.0"] });
  Deno.mkdirSync(`${stage.denoDir}/npm/registry/tool/3.0.0`, { recursive: true });
  Deno.writeTextFileSync(`${stage.denoDir}/npm/registry/tool/3.0.0/tool`, "made something");
  Deno.mkdirSync(`${stage.project}/made`);
  Deno.writeTextFileSync(`${stage.project}/made/all.js`, "all");
  Deno.writeTextFileSync(`${stage.project}/made_by_nobody.js`, "not below 'made'");
  thinStage(stage, {
    kept: ["made", "build/info.json"],
    packages: ["registry/thing/1.0.0"],
    timeWallMs: options.timeWallMs,
  });
  assert.deepEqual(filesBelow(stage.project), ["build/info.json", "made/all.js"]);
  assert.deepEqual(filesBelow(stage.denoDir), ["npm/registry/thing/1.0.0/index.js"]);
  assert(Deno.statSync(`${stage.denoDir}/npm/registry/tool/3.0.0`).isDirectory);
  assert.equal(Deno.statSync(`${stage.project}/made/all.js`).mtime!.getTime(), options.timeWallMs);
});
