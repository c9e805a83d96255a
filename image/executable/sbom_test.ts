import assert from "node:assert/strict";
import { billOfMaterials } from "./sbom.ts";

const INFO = { version: "0.1.0", commit: "0123456789abcdef", builtAt: "2026-01-02T03:04:05.000Z" };
const PACKAGES = [{
  name: "@logtape/logtape",
  version: "2.4.2",
  integrity: "sha512-" + new Uint8Array(64).fill(0xab).toBase64(),
  licence: "MIT",
  texts: [],
}];
const MODELS = [{ name: "firegrid", version: "1.0.0", sha256: "00ff", licence: "not settled" }];

Deno.test("billOfMaterials: each part with a reference of its own, its checksum and its licence", () => {
  const bom = billOfMaterials(INFO, "2.6.8", PACKAGES, MODELS);
  assert.equal(bom.bomFormat, "CycloneDX");
  assert.equal(bom.metadata.timestamp, INFO.builtAt);
  const references = bom.components.map((component) => component["bom-ref"]);
  assert.equal(new Set(references).size, references.length);
  assert.deepEqual(bom.dependencies[0].dependsOn, references);
  const library = bom.components.find(({ type }) => type === "library")!;
  assert.equal(library.purl, "pkg:npm/%40logtape/logtape@2.4.2");
  assert.deepEqual(library.hashes, [{ alg: "SHA-512", content: "ab".repeat(64) }]);
  assert.deepEqual(library.licenses, [{ expression: "MIT" }]);
});

Deno.test("billOfMaterials: the same build gives the same document", () => {
  const make = () => JSON.stringify(billOfMaterials(INFO, "2.6.8", PACKAGES, MODELS));
  assert.equal(make(), make());
});
