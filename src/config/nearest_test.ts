import assert from "node:assert/strict";
import { nearest } from "./nearest.ts";

Deno.test("nearest finds the word that was meant, capitals aside", () => {
  const keys = ["preAlarmC", "criticalC", "smokePercent"];
  assert.equal(nearest("critcalc", keys), "criticalC");
  assert.equal(nearest("prealarmC", keys), "preAlarmC");
});

Deno.test("nearest suggests nothing where nothing is near", () => {
  assert.equal(nearest("colour", ["preAlarmC", "criticalC"]), undefined);
  assert.equal(nearest("x", []), undefined);
});
