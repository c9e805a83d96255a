import assert from "node:assert/strict";
import { changedLines } from "./changed_lines.ts";

Deno.test("changedLines gives the new numbers of all lines that a diff adds or changes", () => {
  const diff = `diff --git a/rules.ts b/rules.ts
--- a/rules.ts
+++ b/rules.ts
@@ -3 +3 @@ export function one() {
-  return a < b;
+  return a <= b; // @@ -1 +99 @@
@@ -10,0 +11,3 @@
+one
+two
+three
@@ -20,2 +22,0 @@
-gone
-gone
`;
  assert.deepEqual([...changedLines(diff)], [3, 11, 12, 13]);
  assert.deepEqual([...changedLines("")], []);
});
