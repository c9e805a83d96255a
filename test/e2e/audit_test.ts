/**
 * The audit log of a running box: what persons and commands do is in it, and what is done to it shows.
 */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { Box } from "./box.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

async function embereye(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", MAIN, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("what persons and commands do is in the audit log with before and after, and a log that is cut off is found out", async () => {
  await using box = await Box.start(["--fire-after", "600"]);
  const state = ["--state", box.state];
  const disabled = await box.post("/api/v1/zones/boiler/disable", { reason: "welding" });
  assert.equal(disabled.status, 200);
  const refused = await box.post("/api/v1/alarms/nothing/silence");
  assert.equal(refused.status, 404);
  assert.equal(
    (await embereye("token", "new", "vera", "--role", "viewer", "--expires", "90d", ...state)).code,
    0,
  );
  assert.equal((await embereye("token", "revoke", "vera", ...state)).code, 0);

  // deno-lint-ignore no-explicit-any -- shape of the answer
  const list = async (): Promise<any[]> =>
    JSON.parse((await embereye("audit", "list", "--json", ...state)).out);
  const entries = await box.eventually("all four entries", async () => {
    const found = await list();
    return found.filter(({ role }) => role !== "box").length >= 4 ? found : undefined;
  });
  const shown = Object.fromEntries(entries.map((entry) => [entry.act, entry]));
  const { person, role, via, from, before, after, outcome } = shown["disable-zone"];
  assert.deepEqual([person, role, via, from, outcome], ["demo", "operator", "api", "127.0.0.1", "done"]);
  assert.deepEqual([before.inService, after.inService, after.reason], [true, false, "welding"]);
  assert.equal(shown["silence"].outcome, "unknown-alarm");
  assert.deepEqual([shown["token-new"].via, shown["token-new"].subject], ["command", "vera"]);
  assert.deepEqual([shown["token-new"].before.token, shown["token-new"].after.token], [null, "viewer"]);
  assert.deepEqual([shown["token-revoke"].before.token, shown["token-revoke"].after.token], ["viewer", null]);
  const known = JSON.stringify(entries);
  assert(!known.includes(box.ready.operatorToken) && !known.includes(box.ready.installerToken));

  // The page shows the same to installers, and to nobody else.
  const asInstaller = await fetch(new URL("/api/v1/audit?limit=1", box.ready.ui), {
    headers: { authorization: `Bearer ${box.ready.installerToken}` },
  });
  assert.equal((await asInstaller.json())[0].act, "token-revoke");
  const asOperator = await fetch(new URL("/api/v1/audit", box.ready.ui), {
    headers: { authorization: `Bearer ${box.ready.operatorToken}` },
  });
  assert.equal(asOperator.status, 403);
  await asOperator.body?.cancel();

  // The anchor is in another database, and comes by itself, also for what commands did.
  await box.eventually("the anchor of the last entry", async () => {
    const { code, out } = await embereye("audit", "verify", "--json", ...state);
    const verdict = JSON.parse(out);
    assert.deepEqual([code, verdict.ok], [0, true]);
    return verdict.anchored && anchorOf(box.state) === verdict.lastSeq;
  });

  const db = new DatabaseSync(`${box.state}/audit.db`, { timeout: 5_000 });
  db.exec("DROP TRIGGER entry_stays; DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)");
  db.close();
  const verified = await embereye("audit", "verify", ...state);
  assert.equal(verified.code, 1);
  assert.match(verified.err, /its end is gone/);
  await box.eventually("the trouble", async () => {
    const troubles = await box.get("/api/v1/troubles");
    return troubles.some(({ code }: { code: string }) => code === "audit-broken");
  });
});

function anchorOf(state: string): number {
  const db = new DatabaseSync(`${state}/events.db`, { readOnly: true, timeout: 5_000 });
  try {
    const row = db.prepare("SELECT body FROM memo WHERE topic = 'audit'").get();
    return row === undefined ? 0 : JSON.parse(String(row.body)).seq;
  } finally {
    db.close();
  }
}
