/**
 * What the real runtime does to the machine beside its work: nothing.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const MODELS = new URL("../../models/", import.meta.url);
/** Loading and one picture take two seconds; a machine that does much else takes more. */
const DONE_MS = 120_000;

/** Looks at one picture as `detect` does, and says "done". */
const SCRIPT = `
const { loadRuntime } = await import(${JSON.stringify(new URL("runtime.ts", import.meta.url).href)});
const { openModel, measureGolden } = await import(${
  JSON.stringify(new URL("model.ts", import.meta.url).href)
});
const { parseManifest } = await import(${JSON.stringify(new URL("manifest.ts", import.meta.url).href)});
const models = ${JSON.stringify(fileURLToPath(MODELS))};
const [manifest] = parseManifest(Deno.readTextFileSync(models + "manifest.json")).value.models;
const runtime = await loadRuntime("/nonexistent");
if (!runtime.ok) { console.log("no runtime"); Deno.exit(0); }
const model = await openModel(runtime.value, manifest, Deno.readFileSync(models + manifest.file), { threads: 1, batchMax: 1 });
await measureGolden(model.value, manifest.golden.images[0].image);
await model.value.close();
console.log("done");
`;

async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

Deno.test("loadRuntime: the library tells its makers nothing, and leaves no name of this machine on its disk", async () => {
  const home = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        "--quiet",
        "--no-check",
        `--config=${fileURLToPath(new URL("../../deno.json", import.meta.url))}`,
        SCRIPT,
      ],
      cwd: home,
      // Without CI, in which the library keeps still by itself.
      clearEnv: true,
      env: { HOME: home, PATH: "/usr/bin:/bin", DENO_DIR: await denoDir(), NO_COLOR: "1" },
      signal: AbortSignal.timeout(DONE_MS),
    }).output();
    const said = new TextDecoder().decode(stdout).trim();
    if (said === "no runtime") return console.log("SKIPPED: the real runtime is not there for this machine");
    assert.equal(said, "done", new TextDecoder().decode(stderr));
    const left = await Array.fromAsync(Deno.readDir(home), ({ name }) => name);
    assert.deepEqual(left, []);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
