import { strict as assert } from "node:assert";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { prepared, PREPARED_MAX } from "./prepared.ts";

/** Runs `work` with a database of one table, and a second connection to it. */
async function withDatabase(work: (db: DatabaseSync, writer: DatabaseSync) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-prepared-" });
  const path = join(folder, "some.db");
  const writer = new DatabaseSync(path);
  writer.exec("PRAGMA journal_mode = WAL; CREATE TABLE line (n INTEGER PRIMARY KEY, text TEXT)");
  writer.exec("INSERT INTO line VALUES (1, 'one'), (2, 'two')");
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    work(db, writer);
  } finally {
    db.close();
    writer.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("prepared makes a statement of each text once for each database", () =>
  withDatabase((db, writer) => {
    const newest = "SELECT max(n) AS n FROM line";
    assert.equal(prepared(db, newest), prepared(db, newest));
    assert.notEqual(prepared(db, newest), prepared(writer, newest));
    assert.notEqual(prepared(db, newest), prepared(db, "SELECT min(n) AS n FROM line"));
  }));

Deno.test("prepared: a statement that has been used sees what was written since, and a table that has changed", () =>
  withDatabase((db, writer) => {
    const all = "SELECT * FROM line ORDER BY n DESC";
    assert.deepEqual({ ...prepared(db, all).get() }, { n: 2, text: "two" });
    writer.exec("INSERT INTO line VALUES (3, 'three')");
    // The first of several rows, again and again: it must not go on from where it was, nor hold on to what it saw.
    assert.deepEqual({ ...prepared(db, all).get() }, { n: 3, text: "three" });
    writer.exec("DELETE FROM line WHERE n = 3; ALTER TABLE line ADD COLUMN said TEXT");
    assert.deepEqual({ ...prepared(db, all).get() }, { n: 2, text: "two", said: null });
    assert.equal(prepared(db, all).all().length, 2);
    // Nobody holds the log back: it can be folded into the file.
    assert.equal(writer.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy, 0);
  }));

Deno.test("prepared keeps the statements that were used last, and no more than its bound", () =>
  withDatabase((db) => {
    const kept = prepared(db, "SELECT 0");
    const first = prepared(db, "SELECT 1");
    for (let n = 2; n < PREPARED_MAX + 10; n++) {
      assert.equal(prepared(db, "SELECT 0"), kept);
      assert.equal(Object.values(prepared(db, `SELECT ${n}`).get()!)[0], n);
    }
    assert.equal(prepared(db, "SELECT 0"), kept);
    assert.notEqual(prepared(db, "SELECT 1"), first);
  }));
