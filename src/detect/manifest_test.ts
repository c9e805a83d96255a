import assert from "node:assert/strict";
import { fakeManifest } from "./fake_runtime.ts";
import { findModel, parseManifest } from "./manifest.ts";

/** The faults of a manifest with one model changed so. */
function faults(changes: Record<string, unknown>): readonly string[] {
  const parsed = parseManifest(JSON.stringify({ version: 1, models: [{ ...fakeManifest(), ...changes }] }));
  return parsed.ok ? [] : parsed.fault.faults;
}

Deno.test("parseManifest accepts the manifest that the product ships", () => {
  const text = Deno.readTextFileSync(new URL("../../models/manifest.json", import.meta.url));
  const parsed = parseManifest(text);
  assert(parsed.ok, JSON.stringify(parsed));
  const model = findModel(parsed.value)!;
  assert.equal(model.name, "firegrid");
  assert.equal(model.licence.settled, false, "the rights in the weights are not settled");
  assert.equal(findModel(parsed.value, "firegrid"), model);
  assert.equal(findModel(parsed.value, "other"), undefined);
});

Deno.test("parseManifest names what is wrong and where", () => {
  assert.match(faults({ sha256: "abc" })[0], /^models\.0\.sha256: 64 small hexadecimal digits/);
  assert.match(faults({ file: "../other.onnx" })[0], /^models\.0\.file: a file beside the manifest/);
  assert.match(faults({ file: "/etc/passwd" })[0], /^models\.0\.file: /);
  assert.match(faults({ licence: "MIT" })[0], /^models\.0\.licence: /);
  assert.match(faults({ decoder: { kind: "yolov9" } })[0], /^models\.0\.decoder/);
  assert.match(faults({ speed: 1 })[0], /speed/);
  assert.match(faults({ thresholds: { fire: 50, smoke: 0.5 } })[0], /^models\.0\.thresholds\.fire: /);
});

Deno.test("parseManifest refuses classes and thresholds that do not go together", () => {
  assert.match(faults({ thresholds: { fire: 0.5 } }).join(), /class smoke has no threshold/);
  assert.match(faults({ classes: ["fire"] }).join(), /threshold is given for smoke/);
  assert.match(faults({ classes: ["other"], thresholds: {} }).join(), /neither fire nor smoke/);
  assert.match(faults({ classes: ["fire", "fire", "smoke"] }).join(), /fire is named 2 times/);
});

Deno.test("parseManifest refuses a mean for an input of bytes", () => {
  const input = { ...fakeManifest().input, mean: [1, 2, 3] };
  assert.match(faults({ input }).join(), /mean and scale need an input of type float32/);
});

Deno.test("parseManifest refuses two models of one name", () => {
  const parsed = parseManifest(JSON.stringify({ version: 1, models: [fakeManifest(), fakeManifest()] }));
  assert(!parsed.ok);
  assert.match(parsed.fault.faults.join(), /two models are named fake/);
});

Deno.test("parseManifest refuses what is not JSON, too long or of another version, without throwing", () => {
  for (const text of ["", "{", "null", "[]", '{"version":2,"models":[]}', " ".repeat(1_000_001)]) {
    const parsed = parseManifest(text);
    assert(!parsed.ok && parsed.fault.faults.length > 0, text.slice(0, 20));
  }
});
