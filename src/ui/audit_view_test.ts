import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import type { AuditEntry } from "../store/audit_entry.ts";
import { createUi } from "./app.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";

function entry(seq: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    seq,
    atWallMs: Date.UTC(2026, 10, 21, 3, 0, seq % 60),
    person: "Anna",
    role: "operator",
    via: "page",
    from: "10.20.0.7",
    act: "silence",
    subject: "alarm-1",
    before: { silenced: false },
    after: { silenced: true },
    outcome: "done",
    previous: "0".repeat(64),
    hash: "1".repeat(64),
    ...more,
  };
}

function setUp() {
  const deps = new FakeDeps(new FakeClock({ wallMs: Date.UTC(2026, 10, 21, 3, 12, 41) }));
  const app = createUi(deps);
  const get = async (path: string, token?: string) =>
    await app.request(path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  return { deps, get };
}

Deno.test("GET /audit shows an installer who did what from where, with what it changed, and leads on to older entries", async () => {
  const { deps, get } = setUp();
  deps.auditLog = [
    entry(101, {
      person: `<script>alert(1)</script>`,
      outcome: "cause-present",
      after: undefined,
      before: undefined,
    }),
    ...Array.from({ length: 100 }, (_, n) => entry(100 - n)),
  ];
  const html = await (await get("/audit", TOKENS.installer)).text();
  assert.match(html, /Anna \(operator\)<\/b>.*silence alarm-1.*10\.20\.0\.7.*silenced: false -&gt; true/);
  assert.match(html, /not done: cause-present/);
  assert.doesNotMatch(html, /<script>alert/);
  assert.match(html, /href="\/audit\?before=2"/);
  assert.match(html, /<code>embereye audit verify<\/code>/);
  const older = await (await get("/audit?before=2", TOKENS.installer)).text();
  assert.doesNotMatch(older, /cause-present|before=/);
});

Deno.test("GET /audit is for installers: others are led to the sign-in, or told so", async () => {
  const { deps, get } = setUp();
  deps.auditLog = [entry(1)];
  const stranger = await get("/audit");
  assert.deepEqual([stranger.status, stranger.headers.get("location")], [303, "/login?next=%2Faudit"]);
  const operator = await get("/audit", TOKENS.operator);
  assert.equal(operator.status, 403);
  assert.doesNotMatch(await operator.text(), /alarm-1/);
});

Deno.test("GET /audit says so where the log is empty or cannot be read", async () => {
  const { deps, get } = setUp();
  assert.match(await (await get("/audit", TOKENS.installer)).text(), /Nobody has done anything yet/);
  deps.journalFault = "disk I/O error";
  assert.match(await (await get("/audit", TOKENS.installer)).text(), /cannot be read now/);
});
