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
  const { licence, texts } = readLicence(folder, LOCKED);
  assert.equal(licence, "MIT");
  assert.deepEqual(texts.toSorted(), ["also one", "made by many", "may be passed on"]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("readLicence: a package that declares no licence ends the build", () => {
  const folder = packageFolder({ "package.json": "{}" });
  assert.throws(() => readLicence(folder, LOCKED), /thing@1\.2\.3 declares no licence/);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("licencesText: names each package, and says where one brings no text", () => {
  const text = licencesText("MIT of ours", [{ ...LOCKED, licence: "ISC", texts: [] }]);
  assert.match(text, /MIT of ours/);
  assert.match(text, /thing 1\.2\.3\nLicence: ISC\n\nIts package brings no licence text/);
});
