import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { inTransaction, openForReading, openForWriting } from "./database.ts";
import { inTempFolder } from "./samples_for_tests.ts";
import { canMountSmallDisk, remount, withSmallDisk } from "./small_disk_for_tests.ts";

const SMALL_DISK = canMountSmallDisk();
const ONE = "CREATE TABLE t (a INTEGER) STRICT";
const TWO = "ALTER TABLE t ADD COLUMN b TEXT; INSERT INTO t VALUES (2, 'two')";
const NOW = Date.UTC(2026, 1, 3, 4, 5, 6, 789);

function open(path: string, migrations: string[] = [ONE], nowWallMs = NOW) {
  return openForWriting({ path, migrations, synchronous: "FULL", nowWallMs });
}

function opened(path: string, migrations: string[] = [ONE], nowWallMs = NOW) {
  const result = open(path, migrations, nowWallMs);
  assert.ok(result.ok);
  return result.value;
}

const inFolder = (test: (folder: string) => void) => () => inTempFolder(test);
const names = (folder: string) => [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();

Deno.test(
  "openForWriting makes a database in WAL mode with full fsync, foreign keys and a busy timeout",
  inFolder((folder) => {
    const { db, movedAside } = opened(join(folder, "x.db"));
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get()!)[0];
    assert.equal(pragma("journal_mode"), "wal");
    assert.equal(pragma("synchronous"), 2);
    assert.equal(pragma("foreign_keys"), 1);
    assert.equal(pragma("busy_timeout"), 2_000);
    assert.equal(movedAside, undefined);
    db.close();
  }),
);

Deno.test(
  "openForWriting brings an old layout up to date step by step, keeping its rows, and runs no step twice",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    const first = opened(path);
    first.db.exec("INSERT INTO t VALUES (1)");
    first.db.close();
    opened(path, [ONE, TWO]).db.close();
    const { db } = opened(path, [ONE, TWO]);
    assert.deepEqual(db.prepare("SELECT a, b FROM t").all().map((row) => ({ ...row })), [
      { a: 1, b: null },
      { a: 2, b: "two" },
    ]);
    db.close();
  }),
);

Deno.test(
  "openForWriting undoes a step that fails half-way",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    opened(path).db.close();
    assert.throws(() => open(path, [ONE, "CREATE TABLE u (a); INSERT INTO t VALUES ('no number')"]), /TEXT/);
    const { db } = opened(path, [ONE, "CREATE TABLE u (a)"]);
    assert.equal(db.prepare("SELECT count(*) AS n FROM u").get()?.n, 0);
    db.close();
  }),
);

Deno.test(
  "openForWriting refuses a database of a newer version and leaves it as it is",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    opened(path, [ONE, TWO]).db.close();
    const before = Deno.readFileSync(path);
    const refused = open(path, [ONE]);
    assert.deepEqual(refused, { ok: false, fault: { kind: "newer-version", path, version: 2, known: 1 } });
    assert.deepEqual(Deno.readFileSync(path), before);
    assert.deepEqual(names(folder), ["x.db"]);
  }),
);

Deno.test(
  "openForWriting moves a damaged file aside under a dated name and begins anew",
  inFolder((folder) => {
    for (const damage of ["no database ".repeat(2_000), "SQLite format 3\0 and then nothing"]) {
      const path = join(folder, `${damage.length}.db`);
      Deno.writeTextFileSync(path, damage);
      const { db, movedAside } = opened(path);
      assert.equal(movedAside, `${path}.damaged-20260203T040506.789Z`);
      assert.equal(Deno.readTextFileSync(movedAside), damage);
      db.exec("INSERT INTO t VALUES (1)");
      db.close();
    }
  }),
);

Deno.test(
  "openForWriting moves the log of a damaged file with it, so that it is not played into the new one",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    const { db: held } = opened(path);
    // Only the table's page is in the log then: the damaged first page is read from the file.
    held.exec("PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO t VALUES (1)");
    Deno.writeTextFileSync(path, "no database ".repeat(2_000));
    const { db, movedAside } = opened(path);
    assert.ok(Deno.statSync(`${movedAside}-wal`).size > 0);
    assert.equal(db.prepare("SELECT count(*) AS n FROM t").get()?.n, 0);
    db.close();
    held.close();
  }),
);

Deno.test(
  "openForWriting takes a database with another program's tables for damaged",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    const foreign = new DatabaseSync(path);
    foreign.exec("CREATE TABLE t (other)");
    foreign.close();
    const { db, movedAside } = opened(path);
    assert.ok(movedAside);
    db.close();
  }),
);

Deno.test(
  "openForWriting keeps the last three damaged files alone",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    for (let hour = 0; hour < 6; hour++) {
      Deno.writeTextFileSync(path, "garbage".repeat(500));
      opened(path, [ONE], NOW + hour * 3_600_000).db.close();
    }
    const kept = names(folder).filter((name) => name.includes("damaged"));
    assert.equal(kept.length, 3);
    assert.match(kept[0]!, /T07/);
  }),
);

Deno.test(
  "openForWriting answers with a fault where the path is a folder or lies in none",
  inFolder((folder) => {
    Deno.mkdirSync(join(folder, "x.db"));
    for (const path of [join(folder, "x.db"), join(folder, "none", "y.db")]) {
      const refused = open(path);
      assert.equal(refused.ok ? "" : refused.fault.kind, "cannot-open");
    }
  }),
);

Deno.test(
  "openForReading reads beside the writer, sees each commit, and cannot write",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    const { db } = opened(path);
    const reader = openForReading(path);
    assert.ok(reader.ok);
    const count = () => reader.value.prepare("SELECT count(*) AS n FROM t").get()?.n;
    inTransaction(db, () => {
      db.exec("INSERT INTO t VALUES (1)");
      assert.equal(count(), 0, "nothing uncommitted");
    });
    assert.equal(count(), 1);
    assert.throws(() => reader.value.exec("DELETE FROM t"), /readonly/);
    reader.value.close();
    db.close();
  }),
);

Deno.test(
  "openForReading reads a database whose writer has gone, with and without a log left behind",
  inFolder((folder) => {
    const path = join(folder, "x.db");
    const { db } = opened(path);
    db.exec("INSERT INTO t VALUES (1)");
    Deno.copyFileSync(path, join(folder, "killed.db"));
    Deno.copyFileSync(`${path}-wal`, join(folder, "killed.db-wal"));
    db.close();
    assert.deepEqual(names(folder), ["killed.db", "killed.db-wal", "x.db"]);
    for (const name of ["x.db", "killed.db"]) {
      const reader = openForReading(join(folder, name));
      assert.ok(reader.ok);
      assert.equal(reader.value.prepare("SELECT count(*) AS n FROM t").get()?.n, 1);
      reader.value.close();
    }
  }),
);

Deno.test(
  "openForReading reads a database on a disk that nobody can write, and refuses one whose log it cannot play",
  {
    ignore: !SMALL_DISK,
  },
  async () => {
    await withSmallDisk("2m", async (folder) => {
      const path = join(folder, "x ü%.db");
      const { db } = opened(path);
      db.exec("INSERT INTO t VALUES (1)");
      Deno.copyFileSync(path, join(folder, "killed.db"));
      Deno.copyFileSync(`${path}-wal`, join(folder, "killed.db-wal"));
      db.close();
      remount(folder, "ro");
      const reader = openForReading(path);
      assert.ok(reader.ok);
      assert.equal(reader.value.prepare("SELECT count(*) AS n FROM t").get()?.n, 1);
      reader.value.close();
      const logged = openForReading(join(folder, "killed.db"));
      assert.equal(logged.ok ? "" : logged.fault.kind, "cannot-open");
      await Promise.resolve();
    });
  },
);

Deno.test("inTransaction stores all or nothing", () => {
  const db = new DatabaseSync(":memory:");
  db.exec(ONE);
  assert.throws(() =>
    inTransaction(db, () => {
      db.exec("INSERT INTO t VALUES (1)");
      throw new Error("half-way");
    }), /half-way/);
  assert.equal(db.prepare("SELECT count(*) AS n FROM t").get()?.n, 0);
  assert.equal(inTransaction(db, () => 7), 7);
  db.close();
});

Deno.test("openForReading: a database and a log that the disk does not give are a fault", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "x.db");
  // Links to themselves: ELOOP, which nobody can take for files that are not there.
  for (const file of [path, `${path}-wal`]) Deno.symlinkSync(file, file);
  const opened = openForReading(path);
  assert.equal(opened.ok ? "opened" : opened.fault.kind, "cannot-open");
  await Deno.remove(folder, { recursive: true });
});
