import assert from "node:assert/strict";
import { fail, ok } from "../reading/result.ts";
import { evaluate, evaluationTable, figures } from "./evaluation.ts";
import { FAKE_FILE, fakeManifest, FakeRuntime, rednessModel } from "./fake_runtime.ts";
import { parseLabels } from "./labels.ts";
import { openModel } from "./model.ts";

async function redness() {
  const opened = await openModel(new FakeRuntime(rednessModel()), fakeManifest(), FAKE_FILE, {
    threads: 1,
    batchMax: 1,
  });
  assert(opened.ok);
  return opened.value;
}

/** Pictures are as red as their name says. */
function read(file: string) {
  const red = Number(file.slice(0, 3));
  return Promise.resolve(
    Number.isNaN(red)
      ? fail({ kind: "picture-format" } as const)
      : ok({ width: 20, height: 10, pixels: new Uint8Array(600).fill(red) }),
  );
}

Deno.test("evaluate counts each class by its labels and leaves out what is not labelled", async () => {
  const labels = parseLabels(
    "file,fire,smoke\n" +
      "250a.jpg,1,0\n250b.jpg,0,1\n010a.jpg,1,-1\n010b.jpg,0,0\n200c.jpg,-1,0\nbroken.gif,1,1\n128.jpg,1,0\n",
  );
  assert(labels.ok);
  const evaluation = await evaluate(await redness(), labels.value, read);
  assert.equal(evaluation.pictures, 6);
  assert.deepEqual(evaluation.unjudged, [{ file: "broken.gif", reason: "it is neither JPEG nor PNG" }]);
  assert.deepEqual(evaluation.classes.fire, {
    threshold: 0.5,
    truePositives: 2,
    falsePositives: 1,
    falseNegatives: 1,
    trueNegatives: 1,
    precision: 2 / 3,
    recall: 2 / 3,
    f1: 2 / 3,
    falsePositiveRate: 1 / 2,
  });
  assert.equal(evaluation.classes.smoke!.falseNegatives, 1);
  assert.equal(evaluation.classes.smoke!.trueNegatives, 4);
});

Deno.test("figures leaves out a share of nothing instead of calling it 0", () => {
  const none = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
  assert.deepEqual(figures(none, 0.5), { threshold: 0.5, ...none });
});

Deno.test("evaluationTable fits 80 columns and shows absence as a dash", () => {
  const many = { truePositives: 45_000, falsePositives: 5_000, falseNegatives: 0, trueNegatives: 50_000 };
  const none = { truePositives: 0, falsePositives: 0, falseNegatives: 7, trueNegatives: 0 };
  const table = evaluationTable({
    model: "firegrid",
    version: "1.0.0",
    pictures: 100_000,
    classes: { fire: figures(many, 0.5), smoke: figures(none, 0.7) },
    unjudged: Array.from(
      { length: 12 },
      (_, i) => ({ file: `${i}.gif`, reason: "it is neither JPEG nor PNG" }),
    ),
  });
  const lines = table.split("\n");
  assert(lines.every((line) => line.length <= 80), table);
  assert.deepEqual(lines[0], "firegrid 1.0.0: 100000 pictures judged, 12 could not be judged");
  assert.match(lines[2], /^fire +0\.50 +45000 +5000 +0 +50000 +90\.0 % +100\.0 % +0\.947 +9\.1 %$/);
  assert.match(lines[3], /^smoke +0\.70 +0 +0 +7 +0 +- +0\.0 % +0\.000 +-$/);
  assert.equal(lines[lines.length - 1], "  and 2 more");
});
