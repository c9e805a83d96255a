/**
 * Another model on a running box: put to the test before it is used, the one before kept where it is refused.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Box } from "./box.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

async function embereye(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", "main.ts", ...args],
    cwd: ROOT,
    stdin: "null",
  }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** A site's own models: the shipped one under another name, one whose file was changed, one that says something else. */
async function bringModels(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const shipped = JSON.parse(await Deno.readTextFile(join(ROOT, "models/manifest.json")));
  const [like] = shipped.models;
  const file = await Deno.readFile(join(ROOT, "models", like.file));
  await Deno.writeFile(join(folder, "site.onnx"), file);
  file[1_000] ^= 1;
  await Deno.writeFile(join(folder, "changed.onnx"), file);
  const golden = { ...like.golden, images: [{ image: "flame", fire: 0.1, smoke: 0.9 }] };
  const models = [
    { ...like, name: "site", file: "site.onnx" },
    { ...like, name: "changed", file: "changed.onnx" },
    { ...like, name: "liar", file: "site.onnx", golden },
  ];
  await Deno.writeTextFile(join(folder, "manifest.json"), JSON.stringify({ version: 1, models }));
}

Deno.test("model use: another model looks at the pictures without a restart; one that is refused changes nothing", async () => {
  await using box = await Box.start(["--fire-after", "3600"]);
  const inUse = async () => {
    const text = await (await fetch(new URL("/metrics", box.ready.ui))).text();
    return /^embereye_model_in_use\{[^}]*model="([^"]+)"[^}]*\} 1$/m.exec(text)?.[1];
  };
  await box.eventually("the shipped model", async () => await inUse() === "firegrid");
  const detect = await box.pidOf("detect");
  await bringModels(join(box.state, "models"));
  const listed = await embereye("model", "list", "--state", box.state, "--json");
  assert.deepEqual(JSON.parse(listed.text).map(({ name }: { name: string }) => name), [
    "firegrid",
    "site",
    "changed",
    "liar",
  ]);

  for (
    const [name, why] of [["changed", /sha256/], ["liar", /self test/], [
      "nowhere",
      /there is no model 'nowhere'/,
    ]] as const
  ) {
    const { code, text } = await embereye("model", "use", name, "--state", box.state);
    assert.equal(code, 1, text);
    assert.match(text, why);
  }
  assert.equal(await inUse(), "firegrid");

  const used = await embereye("model", "use", "site", "--state", box.state, "--reason", "a try");
  assert.equal(used.code, 0, used.text);
  await box.eventually("the site's model", async () => await inUse() === "site");
  const sees = await box.eventually("a look with it", async () => {
    const [camera] = await box.get("/api/v1/cameras");
    return camera?.sight?.ageMs < 2_000;
  });
  assert(sees);
  assert.equal(await box.pidOf("detect"), detect, "the detector was not started anew");

  assert.equal((await embereye("config", "confirm", "--state", box.state)).code, 0, "the trial is over");
  // It is damaged on the disk, and the detector starts anew: it begins with what else works, and says so.
  await Deno.copyFile(join(box.state, "models/changed.onnx"), join(box.state, "models/site.onnx"));
  await box.kill("detect");
  const trouble = await box.eventually("the trouble", async () => {
    const troubles: { code: string; detail: string; active: boolean }[] = await box.get("/api/v1/troubles");
    return troubles.find(({ code, active }) => code === "model-refused" && active);
  });
  assert.match(
    trouble.detail,
    /site\.onnx is not the file of the manifest.*firegrid 1\.0\.0 is used instead/s,
  );
  await box.eventually("the shipped model again", async () => await inUse() === "firegrid");
});
