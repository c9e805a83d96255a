import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { LoginLimit } from "./login_limit.ts";
import { type SessionFile, Sessions, type SessionStore } from "./sessions.ts";

const HOUR_MS = 3_600_000;
const ANNA = { credential: "c-anna", name: "Anna" };
const operator = () => "operator" as const;
const installer = () => "installer" as const;

function setUp(stored?: SessionFile) {
  const clock = new FakeClock({ monotonicMs: 5_000, wallMs: 1_000_000 });
  const kept: SessionFile[] = stored === undefined ? [] : [stored];
  const store: SessionStore = { load: () => kept.at(-1), keep: (file) => kept.push(file) };
  return { clock, kept, store, sessions: new Sessions(clock, store) };
}

Deno.test("Sessions ends a session that is not used, and in the end one that is", async () => {
  const { clock, sessions } = setUp();
  const idle = sessions.start(ANNA, "10.0.0.7");
  await clock.advance(36 * HOUR_MS);
  assert.equal(sessions.find(idle, operator)?.name, "Anna");
  await clock.advance(36 * HOUR_MS + 1);
  assert.equal(sessions.find(idle, operator), undefined);
  const used = sessions.start(ANNA, "10.0.0.7");
  for (let day = 1; day <= 30; day++) {
    await clock.advance(24 * HOUR_MS);
    assert.equal(sessions.find(used, operator)?.name, "Anna", `day ${day}`);
  }
  await clock.advance(HOUR_MS);
  assert.equal(sessions.find(used, operator), undefined);
});

Deno.test("Sessions of installers are for a visit", async () => {
  const { clock, sessions } = setUp();
  const id = sessions.start(ANNA, "10.0.0.7");
  for (let hour = 1; hour <= 12; hour++) {
    await clock.advance(HOUR_MS);
    assert.equal(sessions.find(id, installer)?.name, "Anna", `hour ${hour}`);
  }
  await clock.advance(1);
  assert.equal(sessions.find(id, installer), undefined);
});

Deno.test("Sessions outlive a restart, without the file telling their cookies", async () => {
  const first = setUp();
  const id = first.sessions.start(ANNA, "10.0.0.7");
  assert.doesNotMatch(JSON.stringify(first.kept), new RegExp(id));
  const second = setUp(first.kept.at(-1));
  assert.equal(second.sessions.find(id, operator)?.credential, "c-anna");
  // Idle before, during and after the restart adds up; a clock that was set back takes nothing away.
  await second.clock.advance(30 * HOUR_MS);
  second.sessions.start({ credential: "c-bert", name: "Bert" }, "10.0.0.8");
  const third = setUp(second.kept.at(-1));
  await third.clock.advance(6 * HOUR_MS + 1);
  assert.equal(third.sessions.find(id, operator), undefined);
});

Deno.test("Sessions that were stored before the box was off for days have ended", () => {
  const first = setUp();
  const id = first.sessions.start(ANNA, "10.0.0.7");
  const stored = first.kept.at(-1)!;
  const second = setUp({ ...stored, storedAtWallMs: stored.storedAtWallMs - 40 * HOUR_MS });
  assert.equal(second.sessions.find(id, operator), undefined);
});

Deno.test("Sessions ends with its credential, by itself, and all of a person's at once", () => {
  const { sessions, kept } = setUp();
  const revoked = sessions.start(ANNA, "10.0.0.7");
  assert.equal(sessions.find(revoked, () => undefined), undefined);
  assert.equal(sessions.find(revoked, operator), undefined, "it does not come back");
  const phone = sessions.start(ANNA, "10.0.0.7");
  const desk = sessions.start(ANNA, "10.0.0.8");
  const other = sessions.start({ credential: "c-bert", name: "Bert" }, "10.0.0.8");
  assert.equal(sessions.endAllOf("Anna"), 2);
  assert.deepEqual([sessions.find(phone, operator), sessions.find(desk, operator)], [undefined, undefined]);
  assert.equal(sessions.find(other, operator)?.name, "Bert");
  assert.deepEqual(kept.at(-1)?.sessions.map(({ name }) => name), ["Bert"]);
});

Deno.test("Sessions keeps a bounded number: the one unused for longest makes room", () => {
  const { sessions } = setUp();
  const first = sessions.start(ANNA, "a");
  const second = sessions.start(ANNA, "a");
  for (let i = 0; i < 126; i++) sessions.start(ANNA, "a");
  assert(sessions.find(first, operator));
  sessions.start(ANNA, "a");
  assert(sessions.find(first, operator));
  assert.equal(sessions.find(second, operator), undefined);
});

Deno.test("Sessions does not know what it has not made, whatever it looks like", () => {
  const { sessions } = setUp();
  const id = sessions.start(ANNA, "a");
  assert.match(id, /^[0-9a-f]{64}$/);
  assert.notEqual(sessions.start(ANNA, "a"), id);
  for (const other of ["", "0".repeat(64), id.slice(1), `${id}0`, "__proto__", "constructor"]) {
    assert.equal(sessions.find(other, operator), undefined);
  }
});

Deno.test("Sessions remembers where a person has signed in", () => {
  const { sessions } = setUp();
  sessions.start(ANNA, "10.0.0.7");
  assert(sessions.isKnownAt("anna", "10.0.0.7"));
  assert(!sessions.isKnownAt("anna", "10.0.0.8"));
  assert(!sessions.isKnownAt("bert", "10.0.0.7"));
});

Deno.test("LoginLimit lets a person mistype, doubles the wait of a guesser, and forgets in the end", () => {
  const limit = new LoginLimit();
  for (let attempt = 1; attempt <= 4; attempt++) {
    limit.wrong("anna", 0);
    assert.equal(limit.waitMs("anna", 0), 0, `attempt ${attempt}`);
  }
  limit.wrong("anna", 0);
  assert.equal(limit.waitMs("anna", 0), 30_000);
  assert.equal(limit.waitMs("anna", 20_000), 10_000);
  assert.equal(limit.waitMs("bert", 0), 0);
  let nowMs = 30_000;
  const waits: number[] = [];
  for (let attempt = 0; attempt < 12; attempt++) {
    limit.wrong("anna", nowMs);
    waits.push(limit.waitMs("anna", nowMs));
    nowMs += waits.at(-1)!;
  }
  assert.deepEqual(waits.slice(0, 3), [60_000, 120_000, 240_000]);
  assert.equal(Math.max(...waits), 4 * HOUR_MS);
  limit.wrong("anna", nowMs + 25 * HOUR_MS);
  assert.equal(limit.waitMs("anna", nowMs + 25 * HOUR_MS), 0);
});

Deno.test("LoginLimit allows a guesser who never stops fewer than 20 PINs a day", () => {
  const limit = new LoginLimit();
  let tries = 0;
  for (let nowMs = 0; nowMs < 10 * 24 * HOUR_MS;) {
    limit.wrong("anna", nowMs);
    tries++;
    nowMs += Math.max(1, limit.waitMs("anna", nowMs));
  }
  assert(tries < 200, `${tries} in ten days`);
});

Deno.test("LoginLimit remembers a bounded number of names, the latest", () => {
  const limit = new LoginLimit();
  for (let i = 0; i < 5; i++) limit.wrong("first", 0);
  for (let i = 0; i < 2_000; i++) limit.wrong(`name ${i}`, 0);
  assert.equal(limit.waitMs("first", 0), 0);
});
