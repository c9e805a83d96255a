import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canMountSmallDisk, remount, withSmallDisk } from "./small_disk_for_tests.ts";
import { describeStoreFault, guarded, type StoreFault } from "./store_fault.ts";

const SMALL_DISK = canMountSmallDisk();

function kindOf(work: () => unknown): string {
  const result = guarded("x.db", work);
  return result.ok ? "no fault" : result.fault.kind;
}

Deno.test("guarded tells a missing folder and a file that is no database apart", async () => {
  const folder = await Deno.makeTempDir();
  assert.equal(kindOf(() => new DatabaseSync(join(folder, "none", "x.db"))), "cannot-open");
  const garbage = join(folder, "garbage.db");
  Deno.writeTextFileSync(garbage, "no database ".repeat(1_000));
  const db = new DatabaseSync(garbage);
  assert.equal(kindOf(() => db.prepare("PRAGMA user_version").get()), "corrupt");
  db.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("guarded tells that another connection holds the write lock", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "x.db");
  const one = new DatabaseSync(path);
  const other = new DatabaseSync(path);
  one.exec("CREATE TABLE t (a); BEGIN IMMEDIATE");
  assert.equal(kindOf(() => other.exec("BEGIN IMMEDIATE")), "busy");
  assert.equal(kindOf(() => other.prepare("INSERT INTO t VALUES (1)").run()), "busy");
  one.close();
  other.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("guarded tells a full disk and a read-only one, for statements and for scripts", {
  ignore: !SMALL_DISK,
}, async () => {
  await withSmallDisk("300k", async (folder) => {
    const path = join(folder, "x.db");
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE t (a)");
    const insert = db.prepare("INSERT INTO t VALUES (?)");
    const fill = () => {
      for (let row = 0; row < 1_000; row++) insert.run("x".repeat(1_000));
    };
    assert.equal(kindOf(fill), "full");
    assert.equal(kindOf(() => db.exec(`INSERT INTO t VALUES ('${"y".repeat(50_000)}')`)), "full");
    db.close();
    remount(folder, "ro");
    const readOnly = new DatabaseSync(path);
    assert.equal(kindOf(() => readOnly.exec("INSERT INTO t VALUES (1)")), "read-only");
    assert.equal(kindOf(() => readOnly.prepare("INSERT INTO t VALUES (1)").run()), "read-only");
    assert.equal(kindOf(() => Deno.renameSync(path, `${path}.old`)), "read-only");
    readOnly.close();
    await Promise.resolve();
  });
});

Deno.test("guarded takes whatever a dying disk answers for a fault, with or without a name", () => {
  const failing = (message: string, code?: string) => () => {
    throw Object.assign(new Error(message), code === undefined ? {} : { code });
  };
  assert.equal(kindOf(failing("Structure needs cleaning (os error 117)", "EUCLEAN")), "io");
  assert.equal(kindOf(failing("Structure needs cleaning (os error 117): stat 'x.db'")), "io");
  assert.equal(kindOf(failing("Input/output error (os error 5)", "EIO")), "io");
  assert.throws(() => kindOf(failing("it is a number", "ERR_INVALID_ARG_TYPE")), /it is a number/);
});

Deno.test("guarded lets a bug through", () => {
  assert.throws(() => guarded("x.db", () => JSON.parse("{")), SyntaxError);
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE t (a NOT NULL)");
  assert.throws(() => guarded("x.db", () => db.exec("INSERT INTO t VALUES (NULL)")), /NOT NULL/);
  db.close();
});

Deno.test("describeStoreFault names the file in every case", () => {
  const path = "events.db";
  const detail = "why";
  const faults: StoreFault[] = [
    { kind: "full", path },
    { kind: "io", path, detail },
    { kind: "read-only", path },
    { kind: "busy", path },
    { kind: "corrupt", path, detail },
    { kind: "cannot-open", path, detail },
    { kind: "newer-version", path, version: 9, known: 2 },
    { kind: "refused", path, detail },
    { kind: "stalled", path, forMs: 5_000 },
    { kind: "crashed", path, detail },
  ];
  for (const fault of faults) assert.match(describeStoreFault(fault), /events\.db/);
  assert.match(describeStoreFault(faults[6]!), /newer version.*layout 9.*up to 2/);
});
