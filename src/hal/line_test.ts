import assert from "node:assert/strict";
import { describeLineFault, type LineFault } from "./line.ts";

Deno.test("describeLineFault names the output and the driver's own words for every kind of fault", () => {
  const kinds: LineFault["kind"][] = ["missing", "busy", "denied", "gone", "failed"];
  const sentences = kinds.map((kind) => describeLineFault("siren-1", { kind, detail: "EIO at chip 0" }));
  assert.equal(new Set(sentences).size, kinds.length);
  for (const sentence of sentences) assert.match(sentence, /siren-1.*EIO at chip 0/);
});
