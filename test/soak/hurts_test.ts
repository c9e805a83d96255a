import assert from "node:assert/strict";
import { FaultBook } from "./hurts.ts";

Deno.test("FaultBook excuses the part that a fault hits, during it and for a while after, and no other", () => {
  const book = new FaultBook();
  const end = book.begin({ atMs: 0, fault: "kill-role", target: "outputs", lengthMs: 0 }, 1_000);
  assert.equal(book.hurts("sirens", 999), false);
  assert.equal(book.hurts("sirens", 60_000), true, "it is not over yet");
  end(2_000);
  assert.equal(book.hurts("sirens", 10_000), true);
  assert.equal(book.hurts("sirens", 60_000), false);
  assert.equal(book.hurts("alarms", 1_500), false);
  assert.deepEqual(book.tally(), { "kill-role": 1 });
});

Deno.test("FaultBook: a full disk excuses no siren, no alarm and no page", () => {
  const book = new FaultBook();
  book.begin({ atMs: 0, fault: "disk-full", target: "", lengthMs: 1 }, 0);
  for (const part of ["sirens", "alarms", "page"] as const) assert.equal(book.hurts(part, 10), false, part);
  assert.equal(book.hurts("store", 10), true);
  assert.equal(book.recent(["disk-full"], 10, 0), true);
  assert.equal(book.recent(["kill-all"], 10, 0), false);
});
