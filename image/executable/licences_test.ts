import assert from "node:assert/strict";
import { licencesText, readLicence } from "./licences.ts";

const LOCKED = { name: "thing", version: "1.2.3", integrity: "sha512-aaaa" };

function packageFolder(files: Readonly<Record<string, string>>): string {
  const folder = Deno.makeTempDirSync();
  for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(`${folder}/${name}`, text);
  return folder;
}

Deno.test("readLicence: the declared expression and every licence text, however its file is called", () => {
  const folder = packageFolder({
    "package.json": JSON.stringify({ license: "MIT" }),
    "LICENSE": "may be passed on\n",
    "NOTICE.txt": "made by many",
    "licence-of-nothing": "also one",
    "README.md": "not a licence",
  });
  const { licence, texts } = readLicence(folder, LOCKED, "/nowhere");
  assert.equal(licence, "MIT");
  assert.deepEqual(texts.toSorted(), ["also one", "made by many", "may be passed on"]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("readLicence: a package that declares no licence ends the build", () => {
  const folder = packageFolder({ "package.json": "{}" });
  assert.throws(() => readLicence(folder, LOCKED, "/nowhere"), /thing@1\.2\.3 declares no licence/);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("readLicence: a package without a licence text ends the build, unless its text is known from elsewhere", () => {
  const folder = packageFolder({ "package.json": JSON.stringify({ license: "MIT" }) });
  assert.throws(
    () => readLicence(folder, LOCKED, "/nowhere"),
    /thing@1\.2\.3 brings no licence text.*\/nowhere/,
  );
  const elsewhere = packageFolder({
    "onnxruntime.txt": "its makers' words\n",
    "onnxruntime-third-party.txt": "others'",
  });
  const { texts } = readLicence(folder, { ...LOCKED, name: "onnxruntime-node" }, elsewhere);
  assert.deepEqual(texts, ["its makers' words", "others'"]);
  for (const one of [folder, elsewhere]) Deno.removeSync(one, { recursive: true });
});

Deno.test("licencesText: the product's own words, each package with its text, and the runtime's", () => {
  const elsewhere = packageFolder({ "deno.txt": "the runtime's words", "v8.txt": "the engine's words" });
  const text = licencesText("MIT of ours", [{ ...LOCKED, licence: "ISC", texts: ["as is"] }], elsewhere);
  assert.match(text, /MIT of ours/);
  assert.match(text, /thing 1\.2\.3\nLicence: ISC\n\nas is\n/);
  assert.match(text, /the runtime's words\n[^]*the engine's words\n$/);
  Deno.removeSync(elsewhere, { recursive: true });
});
