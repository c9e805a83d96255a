import assert from "node:assert/strict";
import type { ConfigAnswer } from "../bus/messages.ts";
import { parseConfig } from "../config/load.ts";
import type { Actor } from "../ui/deps.ts";
import { ConfigDesk } from "./config_desk.ts";

const parsed = parseConfig(`
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras: [{id: gate, zone: hall, source: "rtsp://192.0.2.7/2", user: eye, password: s3cret-word}]
notify: {targets: [{id: ops, kind: webhook, url: "https://example.org/", secret: "0123456789abcdef-word"}]}
`);
assert(parsed.ok);
const CONFIG = parsed.value;
const ANNA: Actor = { name: "Anna", role: "installer", via: "page", from: "192.0.2.9" };
const ACT = { act: "confirm" } as const;

function setUp(answerMs?: number) {
  const told: { request: number; act: { act: string }; by: string }[] = [];
  const audited: [string, string, boolean | undefined][] = [];
  let isThere = true;
  const desk = new ConfigDesk({
    config: CONFIG,
    database: "/nowhere/config.db",
    tell: (message) => {
      if (isThere) told.push(message as typeof told[number]);
      return isThere;
    },
    answerMs,
    asked: ({ name }, { act }, given) => audited.push([name, act, given?.ok]),
  });
  return { desk, told, audited, lose: () => isThere = false };
}

function answer(request: number, more: Partial<ConfigAnswer> = {}): ConfigAnswer {
  const state: ConfigAnswer["state"] = {
    version: 3,
    state: "good",
    good: 3,
    author: "Anna",
    reason: "new sensors",
    atWallMs: 0,
    mustConfirm: false,
  };
  return {
    kind: "configAnswer",
    request,
    ok: true,
    message: "done",
    state,
    changes: [],
    faults: [],
    ...more,
  };
}

Deno.test("ConfigDesk shows the configuration without anything secret in it", () => {
  const text = setUp().desk.text();
  assert.match(text, /rtsp:\/\//);
  assert.doesNotMatch(text, /s3cret-word|0123456789abcdef/);
});

Deno.test("ConfigDesk gives each person the answer to their own request, in whatever order they come", async () => {
  const { desk, told, audited } = setUp();
  const first = desk.change(ANNA, ACT);
  const second = desk.change({ ...ANNA, name: "Ben" }, ACT);
  const [one, two] = told;
  assert.equal(desk.take(answer(two.request, { ok: false, message: "a trial runs already" })), true);
  assert.equal(desk.take(answer(one.request)), true);
  assert.deepEqual([(await first).ok, (await second).message], [true, "a trial runs already"]);
  assert.deepEqual(audited, [["Ben", "confirm", false], ["Anna", "confirm", true]]);
  assert.equal(desk.take(answer(one.request)), true, "an answer that nobody waits for any more is no harm");
  assert.equal(desk.take({ kind: "roles" }), false);
});

Deno.test("ConfigDesk says that nothing was asked for where the supervisor is not there, and puts nothing into the audit log", async () => {
  const { desk, audited, lose } = setUp();
  lose();
  await assert.rejects(desk.change(ANNA, ACT), /the supervisor cannot be reached/);
  assert.deepEqual(audited, []);
  assert.throws(() => desk.history(), /cannot open \/nowhere\/config\.db/);
});

Deno.test("ConfigDesk puts a change into the audit log that took longer than its person has waited: it was made", async () => {
  const { desk, told, audited } = setUp(0);
  await assert.rejects(desk.change(ANNA, ACT), /the supervisor has not answered within 0 s/);
  assert.deepEqual(audited, []);
  assert.equal(desk.take(answer(told[0].request)), true);
  assert.deepEqual(audited, [["Anna", "confirm", true]]);
});

Deno.test("ConfigDesk puts a change into the audit log whose answer it does not live to see: a change may start the page itself anew", async () => {
  const { desk, told, audited } = setUp();
  const first = assert.rejects(desk.change(ANNA, ACT), /the page ends before/);
  const second = desk.change({ ...ANNA, name: "Ben" }, ACT);
  desk.take(answer(told[1].request));
  desk.close();
  desk.close();
  await first;
  assert.equal((await second).ok, true);
  assert.deepEqual(audited, [["Ben", "confirm", true], ["Anna", "confirm", undefined]]);
});
