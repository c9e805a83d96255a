import assert from "node:assert/strict";
import { join } from "node:path";
import { TestBox } from "./box_for_tests.ts";
import { Failure } from "./failure.ts";
import { UsageError } from "./usage_error.ts";
import { locate, pageAddress, place, runningConfig } from "./where.ts";

Deno.test("locate finds the run folder of a demo, else that of the service, else the one it is told", async () => {
  await using box = await TestBox.make();
  const { state, run } = box.paths;
  assert.equal((await locate({ state })).run, run);
  assert.equal((await locate({ state, run: "/elsewhere" })).run, "/elsewhere");
  await Deno.remove(join(run, "config.json"));
  assert.equal((await locate({ state })).run, "/run/embereye");
});

Deno.test("locate says what to do where there is no state folder", async () => {
  await assert.rejects(() => locate({ state: "/nowhere/at/all" }), (error: Error) => {
    return error instanceof UsageError && /there is no state folder .*--state/.test(error.message);
  });
  const file = await Deno.makeTempFile();
  try {
    await assert.rejects(() => locate({ state: file }), /is no folder/);
    assert.equal((await place({ state: file })).run, "/run/embereye", "the doctor looks at it all the same");
    await assert.rejects(() => locate({ state: `/tmp/${"n".repeat(300)}` }), Failure);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test({
  name: "locate says who may look where the folder is closed",
  ignore: Deno.uid() === 0,
  fn: async () => {
    await using box = await TestBox.make();
    await Deno.chmod(box.paths.state, 0o000);
    try {
      await assert.rejects(() => locate({ state: box.paths.state }), Failure);
    } finally {
      await Deno.chmod(box.paths.state, 0o700);
    }
  },
});

Deno.test("pageAddress makes an address that this machine reaches, with the remembered port", async () => {
  await using box = await TestBox.make();
  const { paths } = box;
  const config = await runningConfig(paths);
  assert(config.ok);
  const write = (page: { host: string; port: number }) =>
    Deno.writeTextFile(
      paths.config,
      JSON.stringify({ ...config.value, page: { ...config.value.page, ...page } }),
    );
  const cases: [string, number, string][] = [
    ["0.0.0.0", 8080, "http://127.0.0.1:8080"],
    ["::", 8080, "http://[::1]:8080"],
    ["192.0.2.7", 80, "http://192.0.2.7:80"],
    ["fd00::7", 80, "http://[fd00::7]:80"],
  ];
  for (const [host, port, expected] of cases) {
    await write({ host, port });
    assert.deepEqual(await pageAddress(paths), { ok: true, value: expected });
  }
  await write({ host: "127.0.0.1", port: 0 });
  assert.match((await pageAddress(paths) as { fault: string }).fault, /no port of the page is known/);
  await Deno.writeTextFile(paths.port("ui"), "43211");
  assert.deepEqual(await pageAddress(paths), { ok: true, value: "http://127.0.0.1:43211" });
});

Deno.test("runningConfig says why the configuration is not known", async () => {
  await using box = await TestBox.make();
  await Deno.writeTextFile(box.paths.config, "{half");
  assert.match(
    (await runningConfig(box.paths) as { fault: string }).fault,
    /no configuration that this version/,
  );
  await Deno.remove(box.paths.config);
  assert.match((await runningConfig(box.paths) as { fault: string }).fault, /has not run, or its run folder/);
});
