import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import { Scrubber } from "./scrub.ts";
import { packBundle } from "./support_bundle.ts";

const text = (files: Record<string, Uint8Array>, name: string) => strFromU8(files[name]!);

Deno.test("packBundle packs each part without secrets, and a table of contents", async () => {
  const bytes = await packBundle(
    [
      { name: "logs/fusion.log", pieces: ["one hunter2x\n", "two\n"], charsMax: 1_000 },
      { name: "events.jsonl", pieces: [], charsMax: 1_000 },
    ],
    new Scrubber(["hunter2x"]),
    { product: "EmberEye", note: "hunter2x" },
  );
  const files = unzipSync(bytes);
  assert.deepEqual(Object.keys(files), ["logs/fusion.log", "events.jsonl", "bundle.json"]);
  assert.equal(text(files, "logs/fusion.log"), "one [secret]\ntwo\n");
  const contents = JSON.parse(text(files, "bundle.json"));
  assert.equal(contents.product, "EmberEye");
  assert.equal(contents.note, "[secret]");
  assert.deepEqual(contents.files, [{ name: "logs/fusion.log", chars: 17 }, {
    name: "events.jsonl",
    chars: 0,
  }]);
});

Deno.test("packBundle cuts a part that is too long, and goes on after one that cannot be read", async () => {
  const broken = async function* () {
    yield "begins\n";
    await Promise.resolve();
    throw new Error("the disk reports an error, and knows hunter2x");
  };
  const bytes = await packBundle(
    [
      { name: "long", pieces: ["12345\n", "67890\n"], charsMax: 8 },
      { name: "broken", pieces: broken(), charsMax: 100 },
      { name: "last", pieces: ["here\n"], charsMax: 100 },
    ],
    new Scrubber(["hunter2x"]),
    {},
  );
  const files = unzipSync(bytes);
  assert.equal(text(files, "long"), "12345\n67");
  assert.match(
    text(files, "broken"),
    /^begins\n\nnot read to its end: the disk reports an error, and knows \[secret\]/,
  );
  assert.equal(text(files, "last"), "here\n");
  assert.equal(JSON.parse(text(files, "bundle.json")).files[0].note, "cut at 8 characters");
});
