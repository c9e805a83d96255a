import assert from "node:assert/strict";
import type { ModelManifest } from "../detect/manifest.ts";
import { fail, ok } from "../reading/result.ts";
import { ModelKeeper } from "./model_keeper.ts";

const MODELS: Record<string, string | undefined> = {
  shipped: undefined,
  site: undefined,
  broken: "its sha256 is wrong",
};

function rig(remembered?: string) {
  const said: string[] = [];
  const closed: string[] = [];
  let memory = remembered;
  const keeper = new ModelKeeper({
    open: (name = "shipped") => {
      const fault = name in MODELS ? MODELS[name] : `there is no model '${name}'`;
      if (fault !== undefined) {
        return Promise.resolve(fail({ code: "model-refused" as const, detail: fault }));
      }
      const manifest = { name, version: "1" } as ModelManifest;
      return Promise.resolve(ok({ manifest, close: () => Promise.resolve(void closed.push(name)) }));
    },
    remembered: () => memory,
    remember: (name) => memory = name,
    accepted: ({ manifest }) => said.push(`use ${manifest.name}`),
    refused: ({ detail }) => said.push(`refused: ${detail}`),
  });
  return { keeper, said, closed, memory: () => memory };
}

Deno.test("ModelKeeper changes to a model that proves itself, and closes the one before", async () => {
  const { keeper, said, closed, memory } = rig();
  await keeper.use(undefined);
  await keeper.use("site");
  assert.deepEqual(said, ["use shipped", "use site"]);
  assert.deepEqual(closed, ["shipped"]);
  assert.equal(keeper.current?.manifest.name, "site");
  assert.equal(memory(), "site");
});

Deno.test("ModelKeeper keeps the model in use where another is refused, and says so", async () => {
  const { keeper, said, closed } = rig();
  await keeper.use("site");
  await keeper.use("broken");
  await keeper.use("nowhere");
  assert.deepEqual(said.slice(1), [
    "refused: its sha256 is wrong; site 1 stays in use",
    "refused: there is no model 'nowhere'; site 1 stays in use",
  ]);
  assert.equal(keeper.current?.manifest.name, "site");
  assert.deepEqual(closed, []);
});

Deno.test("ModelKeeper starts with what worked last where the wanted model is refused, else with the first", async () => {
  const after = rig("site");
  await after.keeper.use("broken");
  assert.deepEqual(after.said, ["use site", "refused: its sha256 is wrong; site 1 is used instead"]);
  const fresh = rig();
  await fresh.keeper.use("broken");
  assert.equal(fresh.keeper.current?.manifest.name, "shipped");
  const gone = rig("nowhere");
  await gone.keeper.use("broken");
  assert.equal(gone.keeper.current?.manifest.name, "shipped");
});

Deno.test("ModelKeeper is blind only where no model works, and says so", async () => {
  MODELS.shipped = "the disk is gone";
  try {
    const { keeper, said } = rig();
    await keeper.use("broken");
    assert.equal(keeper.current, undefined);
    assert.deepEqual(said, ["refused: its sha256 is wrong; cameras give no evidence"]);
  } finally {
    MODELS.shipped = undefined;
  }
});
