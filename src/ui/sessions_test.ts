import assert from "node:assert/strict";
import { LoginLimit } from "./login_limit.ts";
import { Sessions } from "./sessions.ts";

const HOUR_MS = 3_600_000;

Deno.test("Sessions ends a session that is not used, and in the end one that is", () => {
  const sessions = new Sessions();
  const idle = sessions.start("a", 0);
  assert.equal(sessions.token(idle, 36 * HOUR_MS), "a");
  assert.equal(sessions.token(idle, 73 * HOUR_MS), undefined);
  const used = sessions.start("b", 0);
  for (let day = 1; day <= 30; day++) assert.equal(sessions.token(used, day * 24 * HOUR_MS), "b");
  assert.equal(sessions.token(used, 31 * 24 * HOUR_MS), undefined);
});

Deno.test("Sessions keeps a bounded number: the one unused for longest makes room", () => {
  const sessions = new Sessions();
  const first = sessions.start("first", 0);
  const second = sessions.start("second", 1);
  for (let i = 0; i < 126; i++) sessions.start("other", 2);
  assert.equal(sessions.token(first, 3), "first");
  sessions.start("one more", 4);
  assert.equal(sessions.token(first, 5), "first");
  assert.equal(sessions.token(second, 5), undefined);
});

Deno.test("Sessions does not know what it has not made", () => {
  const sessions = new Sessions();
  const id = sessions.start("a", 0);
  assert.match(id, /^[0-9a-f]{64}$/);
  assert.notEqual(sessions.start("a", 0), id);
  for (const other of ["", "0".repeat(64), id.slice(1), `${id}0`, "__proto__", "constructor"]) {
    assert.equal(sessions.token(other, 0), undefined);
  }
});

Deno.test("LoginLimit lets a person mistype, slows a guesser, and forgives with time", () => {
  const limit = new LoginLimit();
  for (let attempt = 0; attempt < 5; attempt++) {
    assert.equal(limit.waitMs("a", 0), 0);
    limit.wrong("a", 0);
  }
  assert.equal(limit.waitMs("a", 0), 10_000);
  assert.equal(limit.waitMs("a", 4_000), 6_000);
  assert.equal(limit.waitMs("a", 10_000), 0);
  assert.equal(limit.waitMs("b", 0), 0);
});

Deno.test("LoginLimit remembers a bounded number of addresses, the latest", () => {
  const limit = new LoginLimit();
  for (let i = 0; i < 5; i++) limit.wrong("first", 0);
  for (let i = 0; i < 5; i++) limit.wrong("second", 0);
  for (let i = 0; i < 999; i++) limit.wrong(`address ${i}`, 0);
  assert.equal(limit.waitMs("first", 0), 0);
  assert.equal(limit.waitMs("second", 0), 10_000);
});
