import assert from "node:assert/strict";
import { makeFolders, pathsOf, whyNotThere } from "./paths.ts";

Deno.test("makeFolders: a folder of logs or latches that cannot be had is said, and only the two that all lie in are needed", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    const paths = pathsOf(`${folder}/state`, `${folder}/run`);
    assert.deepEqual(await makeFolders(paths), []);
    assert.deepEqual(await makeFolders(paths), [], "those that are there are had");
    for (const spoilt of [paths.logs, paths.latch]) {
      Deno.removeSync(spoilt);
      Deno.writeTextFileSync(spoilt, "no folder");
    }
    const faults = await makeFolders(paths);
    assert.deepEqual(faults.map((text) => /\/(\w+) cannot be used: /.exec(text)?.[1]), ["logs", "latch"]);
    Deno.writeTextFileSync(`${folder}/file`, "");
    await assert.rejects(makeFolders(pathsOf(`${folder}/file`, `${folder}/run`)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "whyNotThere names a folder in /dev, also one that a link leads to, and what to do",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const fine = await Deno.makeTempDir();
    const kernels = await Deno.makeTempDir({ dir: "/dev/shm" });
    try {
      assert.equal(await whyNotThere({ state: fine, run: fine }), undefined);
      assert.match(await whyNotThere({ state: kernels, run: fine }) ?? "", /lies in \/dev.*--state/);
      await Deno.symlink(kernels, `${fine}/link`);
      assert.match(
        await whyNotThere({ state: fine, run: `${fine}/link` }) ?? "",
        /link lies in \/dev.*--run/,
      );
    } finally {
      for (const folder of [fine, kernels]) await Deno.remove(folder, { recursive: true });
    }
  },
});
