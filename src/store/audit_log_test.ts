import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type AuditAct, hashOf, storable } from "./audit_entry.ts";
import {
  addToAuditLog,
  AuditLog,
  type AuditLogOptions,
  readAuditEntries,
  readAuditHead,
  readAuditLog,
} from "./audit_log.ts";
import { DatabaseReader } from "./database_reader.ts";
import { type AuditBreak, describeAuditBreak, verifyAudit } from "./audit_verify.ts";

function act(n: number, more: Partial<AuditAct> = {}): AuditAct {
  return {
    atWallMs: 1_000 + n,
    person: "Anna",
    role: "operator",
    via: "page",
    from: "10.0.0.7",
    act: "silence",
    subject: `alarm-${n}`,
    before: { silenced: false },
    after: { silenced: true },
    outcome: "done",
    ...more,
  };
}

async function inFolder(test: (path: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "audit.db"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function written(path: string, count: number, options: Partial<AuditLogOptions> = {}): void {
  const log = AuditLog.open({ path, nowWallMs: 0, ...options });
  assert(log.ok);
  for (let n = 1; n <= count; n++) assert(log.value.add([act(n)]).ok);
  log.value.close();
}

/** What somebody with a database tool, and the will, does to the file. */
function tamper(path: string, ...sql: string[]): void {
  const db = new DatabaseSync(path);
  db.exec("DROP TRIGGER IF EXISTS entry_is_final; DROP TRIGGER IF EXISTS entry_stays;");
  for (const one of sql) db.exec(one);
  db.close();
}

function verify(path: string, anchor?: { seq: number; hash: string }) {
  const content = readAuditLog(path);
  assert(content.ok);
  return verifyAudit(content.value, anchor);
}

function headOf(path: string) {
  const reader = new DatabaseReader(path);
  const head = readAuditHead(reader);
  reader.close();
  assert(head.ok);
  return head.value;
}

Deno.test("AuditLog keeps who did what from where, before and after, in a chain that proves itself", () =>
  inFolder((path) => {
    written(path, 3);
    const entries = readAuditEntries(path, { limit: 2 });
    assert(entries.ok);
    assert.deepEqual(entries.value.map(({ seq, subject }) => [seq, subject]), [[3, "alarm-3"], [
      2,
      "alarm-2",
    ]]);
    const { hash: _, previous, ...rest } = entries.value[0]!;
    assert.deepEqual(rest, { ...act(3), seq: 3 });
    assert.equal(previous, entries.value[1]!.hash);
    assert.deepEqual(verify(path, headOf(path)), {
      broken: undefined,
      entries: 3,
      firstSeq: 1,
      lastSeq: 3,
      isAnchored: true,
    });
    assert.deepEqual(
      readAuditEntries(path, { limit: 9, beforeSeq: 2 }).ok && headOf(path).seq,
      3,
    );
  }));

Deno.test("AuditLog refuses to change or to remove an entry, also for whoever holds the database", () =>
  inFolder((path) => {
    written(path, 2);
    const db = new DatabaseSync(path);
    assert.throws(() => db.exec("UPDATE entry SET person = 'Bert' WHERE seq = 1"), /are final/);
    assert.throws(() => db.exec("DELETE FROM entry WHERE seq = 2"), /stay/);
    db.close();
    assert.equal(verify(path).broken, undefined);
  }));

const TAMPERINGS: readonly [string, readonly string[], AuditBreak][] = [
  ["a changed person", ["UPDATE entry SET person = 'Bert' WHERE seq = 3"], { kind: "changed", seq: 3 }],
  ["a changed address", ["UPDATE entry SET origin = '10.0.0.8' WHERE seq = 1"], { kind: "changed", seq: 1 }],
  ["a changed time", ["UPDATE entry SET at_wall_ms = 5 WHERE seq = 5"], { kind: "changed", seq: 5 }],
  [
    "changed values",
    [`UPDATE entry SET before = '{"silenced":true}' WHERE seq = 2`],
    { kind: "changed", seq: 2 },
  ],
  ["values that are no JSON", ["UPDATE entry SET after = '{' WHERE seq = 2"], { kind: "changed", seq: 2 }],
  ["an entry taken out", ["DELETE FROM entry WHERE seq = 3"], {
    kind: "not-following",
    seq: 4,
    expectedSeq: 3,
  }],
  [
    "one taken out and the others moved up",
    ["DELETE FROM entry WHERE seq = 3", "UPDATE entry SET seq = seq - 1 WHERE seq > 3"],
    { kind: "not-following", seq: 3, expectedSeq: 3 },
  ],
  [
    "two exchanged",
    [
      "UPDATE entry SET seq = 99 WHERE seq = 2",
      "UPDATE entry SET seq = 2 WHERE seq = 3",
      "UPDATE entry SET seq = 3 WHERE seq = 99",
    ],
    { kind: "not-following", seq: 2, expectedSeq: 2 },
  ],
  ["the first taken out", ["DELETE FROM entry WHERE seq = 1"], {
    kind: "not-following",
    seq: 2,
    expectedSeq: 1,
  }],
  [
    "the first taken out as if they had given way",
    [
      "UPDATE base SET seq = 2, hash = (SELECT hash FROM entry WHERE seq = 2)",
      "DELETE FROM entry WHERE seq <= 2",
    ],
    { kind: "beginning-gone", seq: 3 },
  ],
  ["the end cut off", ["DELETE FROM entry WHERE seq > 3"], { kind: "end-gone", seq: 3, anchorSeq: 5 }],
  ["all gone", ["DELETE FROM entry"], { kind: "end-gone", seq: 0, anchorSeq: 5 }],
];

for (const [what, sql, expected] of TAMPERINGS) {
  Deno.test(`verifyAudit finds ${what} and names the entry`, () =>
    inFolder((path) => {
      written(path, 5);
      const anchor = headOf(path);
      tamper(path, ...sql);
      const { broken } = verify(path, anchor);
      assert.deepEqual(broken, expected);
      assert.match(describeAuditBreak(broken!), new RegExp(`\\b${expected.seq}\\b`));
    }));
}

Deno.test("verifyAudit finds a chain that was computed anew, by its anchor alone", () =>
  inFolder((path) => {
    written(path, 5);
    const anchor = headOf(path);
    const content = readAuditLog(path);
    assert(content.ok);
    let previous = content.value.entries[1]!.hash;
    const rewritten: string[] = [];
    for (const entry of content.value.entries.slice(2)) {
      const forged = storable({ ...entry, person: "Mallory" });
      const hash = hashOf(entry.seq, previous, forged);
      rewritten.push(
        `UPDATE entry SET person = 'Mallory', previous = '${previous}', hash = '${hash}' WHERE seq = ${entry.seq}`,
      );
      previous = hash;
    }
    tamper(path, ...rewritten);
    assert.equal(
      verify(path).broken,
      undefined,
      "without an anchor it looks whole, and says that there was none",
    );
    assert.equal(verify(path).isAnchored, false);
    assert.deepEqual(verify(path, anchor).broken, { kind: "rewritten", seq: 5 });
  }));

Deno.test("AuditLog bounds itself: the oldest give way, and the chain says so and stays provable", () =>
  inFolder((path) => {
    written(path, 10, { entriesMax: 10 });
    const early = headOf(path);
    written(path, 15, { entriesMax: 10 });
    const content = readAuditLog(path);
    assert(content.ok);
    assert(content.value.entries.length <= 11, `${content.value.entries.length} entries`);
    assert(content.value.base.seq > 0);
    assert.equal(verify(path, headOf(path)).broken, undefined);
    assert.equal(
      verify(path, early).broken,
      undefined,
      "an anchor that has given way proves nothing, and accuses nobody",
    );
    assert(content.value.entries.some((entry) => entry.act === "audit-pruned"));
  }));

Deno.test("addToAuditLog adds from several processes' worth of connections without losing or crossing any", () =>
  inFolder((path) => {
    const opened = AuditLog.open({ path, nowWallMs: 0 });
    assert(opened.ok);
    for (let n = 0; n < 10; n++) {
      assert(opened.value.add([act(n), act(100 + n)]).ok);
      assert(addToAuditLog(path, act(n, { via: "command", person: "root" })).ok);
    }
    opened.value.close();
    assert.deepEqual([verify(path).entries, verify(path).broken], [30, undefined]);
  }));

Deno.test("AuditLog begins anew beside a damaged file, and its first entry confesses it", () =>
  inFolder(async (path) => {
    written(path, 5);
    const anchor = headOf(path);
    await Deno.writeTextFile(path, "this is no database".repeat(300));
    for (const suffix of ["-wal", "-shm"]) await Deno.remove(path + suffix).catch(() => {});
    assert(addToAuditLog(path, act(6)).ok);
    const entries = readAuditEntries(path, { limit: 9 });
    assert(entries.ok);
    assert.deepEqual(entries.value.map((entry) => entry.act), ["silence", "audit-begun-anew"]);
    assert.match(String(entries.value[1]?.after?.movedAside), /damaged/);
    assert.deepEqual(verify(path, anchor).broken?.kind, "end-gone");
  }));

Deno.test("AuditLog bounds what one entry may hold, and such an entry stays provable", () =>
  inFolder((path) => {
    const long = `"\\\u0000\ud800${"x".repeat(5_000)}`;
    assert(addToAuditLog(path, act(1, { subject: long, after: { long } })).ok);
    const content = readAuditLog(path);
    assert(content.ok);
    assert(JSON.stringify(content.value.entries).length < 6_000);
    assert.equal(verifyAudit(content.value, headOf(path)).broken, undefined);
  }));
