import assert from "node:assert/strict";
import { parseManifest } from "./manifest.ts";
import { judgeAccuracy, manifestReference } from "./accuracy.ts";
import { figures } from "./evaluation.ts";

function confusion(
  truePositives: number,
  falsePositives: number,
  falseNegatives: number,
  trueNegatives: number,
) {
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}
const GOOD = confusion(60, 1, 6, 54);

async function shipped() {
  const parsed = parseManifest(
    await Deno.readTextFile(new URL("../../models/manifest.json", import.meta.url)),
  );
  assert(parsed.ok);
  return parsed.value.models[0];
}

Deno.test("judgeAccuracy: the manifest's own figures are no drop; one that misses four more fires of 66 is one, by recall", async () => {
  const reference = manifestReference(await shipped(), "fire-images")!;
  assert.equal(reference.fire!.pictures, 121);
  const same = judgeAccuracy({ classes: { fire: figures(GOOD, 0.5) } }, reference);
  assert.deepEqual([same.drops, same.compared, same.differing], [[], ["fire"], []]);
  const three = judgeAccuracy({ classes: { fire: figures(confusion(57, 1, 9, 54), 0.5) } }, reference);
  assert.deepEqual(three.drops, [], "three pictures of 66 are within the limit");
  const worse = judgeAccuracy({ classes: { fire: figures(confusion(56, 1, 10, 54), 0.5) } }, reference);
  assert.deepEqual(worse.drops.map(({ label, measured }) => [label, measured]), [["fire", "recall"]]);
  const wolf = judgeAccuracy({ classes: { fire: figures(confusion(60, 9, 6, 46), 0.5) } }, reference);
  assert.deepEqual(wolf.drops.map(({ measured }) => measured), ["precision"]);
});

Deno.test("judgeAccuracy: a model that finds nothing has dropped; a set too small proves nothing; another set is named", async () => {
  const reference = manifestReference(await shipped(), "fire-images")!;
  const blind = judgeAccuracy({ classes: { fire: figures(confusion(0, 0, 66, 55), 0.5) } }, reference);
  assert.deepEqual(blind.drops.map(({ measured }) => measured), ["precision", "recall"]);
  const small = judgeAccuracy({ classes: { fire: figures(confusion(0, 0, 5, 55), 0.5) } }, reference);
  assert.deepEqual([small.drops, small.compared, small.small], [[], [], ["fire"]]);
  const other = judgeAccuracy({ classes: { fire: figures(confusion(60, 1, 6, 40), 0.5) } }, reference);
  assert.deepEqual(other.differing, [{ label: "fire", now: 107, then: 121 }]);
  assert.equal(manifestReference(await shipped(), "somebody's pictures"), undefined);
  assert.deepEqual(judgeAccuracy({ classes: {} }, reference).compared, []);
});
