import assert from "node:assert/strict";
import { checkTime, type TimeFacts } from "./time.ts";
import { verdicts } from "./testing.ts";

const FACTS: TimeFacts = {
  watch: true,
  kernel: { claimed: true, maxErrorMs: 12 },
  servers: [],
  wallMs: Date.UTC(2026, 10, 25),
  offsetMaxMs: 1_000,
};

Deno.test("checkTime says who keeps the clock, or that nobody does", () => {
  assert.equal(verdicts(checkTime(FACTS)), "ok");
  assert.equal(verdicts(checkTime({ ...FACTS, kernel: { claimed: false, maxErrorMs: 16_000 } })), "warning");
  const { kernel: _, ...unknown } = FACTS;
  assert.equal(verdicts(checkTime(unknown)), "warning");
  assert.equal(verdicts(checkTime({ ...FACTS, watch: false })), "ok warning");
});

Deno.test("checkTime fails a clock that was never set, and one that is further off than the site allows", () => {
  const unset = checkTime({ ...FACTS, wallMs: 0 });
  assert.equal(verdicts(unset), "failed ok");
  assert.match(unset[0].found, /1970-01-01/);
  const servers = [
    { server: "a", offsetMs: 12 },
    { server: "b", offsetMs: -4_000 },
    { server: "c", fault: "it answered 'kiss'" },
  ];
  const checks = checkTime({ ...FACTS, servers });
  assert.equal(verdicts(checks), "ok ok failed warning");
  assert.match(checks[1].found, /12 ms ahead of a/);
  assert.match(checks[2].found, /4\.0 s behind b/);
});

Deno.test("checkTime asks for a third server: of two that differ nobody knows which lies", () => {
  const servers = [{ server: "a", offsetMs: 1 }, { server: "b", offsetMs: 2 }];
  assert.equal(verdicts(checkTime({ ...FACTS, servers })), "ok ok ok warning");
});
