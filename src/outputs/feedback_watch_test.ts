import assert from "node:assert/strict";
import { faultMessage } from "../bus/messages.ts";
import { TROUBLES } from "../reading/trouble.ts";
import { FeedbackWatch } from "./feedback_watch.ts";

function rig() {
  const told: string[] = [];
  const watch = new FeedbackWatch(
    [{ id: "bell", confirmMs: 1_000 }, { id: "horn", confirmMs: 500 }],
    (report) => {
      const { code, subject, active } = faultMessage.parse(report);
      assert(Object.hasOwn(TROUBLES, code));
      told.push(`${active ? "+" : "-"} ${code} ${subject}`);
    },
  );
  for (const id of ["bell", "horn"]) {
    watch.ordered(id, false, 0);
    watch.observed(id, false, 0);
  }
  return { told, watch };
}

Deno.test("FeedbackWatch raises a siren that does not confirm, and ends it when its contact does", () => {
  const { told, watch } = rig();
  watch.ordered("bell", true, 1_000);
  watch.ordered("horn", true, 1_000);
  watch.observed("horn", true, 1_040);
  for (let atMs = 1_100; atMs <= 3_000; atMs += 100) watch.tick(atMs);
  assert.deepEqual(told, ["+ siren-unconfirmed bell"]);
  assert.deepEqual(watch.standing.map(({ detail }) => detail), [
    "bell was told to sound, and its feedback has not confirmed it within 1000 ms",
  ]);
  watch.observed("bell", true, 3_050);
  assert.deepEqual(told, ["+ siren-unconfirmed bell", "- siren-unconfirmed bell"]);
  assert.deepEqual(watch.standing, []);
});

Deno.test("FeedbackWatch tells a siren that sticks from one that is dead", () => {
  const { told, watch } = rig();
  watch.ordered("bell", true, 0);
  watch.tick(1_500);
  watch.observed("bell", true, 1_600);
  watch.ordered("bell", false, 2_000);
  watch.tick(3_000);
  watch.observed("bell", false, 3_500);
  assert.deepEqual(told, [
    "+ siren-unconfirmed bell",
    "- siren-unconfirmed bell",
    "+ siren-stuck bell",
    "- siren-stuck bell",
  ]);
});

Deno.test("FeedbackWatch says nothing where the contact or the line has a fault of its own, and of outputs without contact", () => {
  const { told, watch } = rig();
  watch.observed("bell", undefined, 10);
  watch.ordered("bell", true, 20);
  watch.ordered("horn", undefined, 20);
  watch.observed("horn", true, 30);
  watch.ordered("relay", true, 40);
  watch.observed("relay", true, 40);
  watch.tick(60_000);
  assert.deepEqual(told, []);
});
