/**
 * A whole box with an archive: yesterday's journal goes to a real S3-compatible server, and comes back from it by a command.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { EventStore } from "../../src/store/event_store.ts";
import { Box } from "../e2e/box.ts";
import { BUCKET, KEY, S3Server } from "./s3_server.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const DAY_MS = 86_400_000;

async function archive(folder: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      "--quiet",
      "main.ts",
      "archive",
      ...args,
      "--state",
      `${folder}/state`,
      "--run",
      `${folder}/run`,
    ],
    cwd: ROOT,
    signal: AbortSignal.timeout(60_000),
  }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("run with an archive: closed days are in the bucket, 'archive restore' gives one back, and a store that says no is a trouble", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const objects = await Deno.makeTempDir();
  const file = join(folder, "embereye.yaml");
  const oldWallMs = Date.now() - 3 * DAY_MS;
  const day = new Date(oldWallMs).toISOString().slice(0, 10);
  await Deno.mkdir(join(folder, "state"), { mode: 0o700 });
  const opened = EventStore.open({ path: join(folder, "state", "events.db"), nowWallMs: oldWallMs });
  assert.ok(opened.ok);
  const event = { kind: "note" as const, atMs: 1, atWallMs: oldWallMs, text: "Somebody was here." };
  assert.ok(opened.value.write({ events: [event], alarms: [], troubles: [], memos: [] }).ok);
  opened.value.close();
  {
    await using server = await S3Server.start(objects);
    const secretFile = join(folder, "secret");
    await Deno.writeTextFile(secretFile, `${KEY}\n`, { mode: 0o600 });
    const config = (accessKeyId: string) => `
zones: [{id: hall}]
sensors: [{id: s-1, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
retention:
  archive: {url: "${server.url}", bucket: ${BUCKET}, accessKeyId: ${accessKeyId}, secret: {file: ${secretFile}}}
`;
    await Deno.writeTextFile(file, config("nobody"));
    {
      await using box = await Box.run(file, folder);
      await box.eventually("the trouble of a store that says no", async () => {
        const troubles = await box.get("/api/v1/troubles");
        return troubles.find(({ id }: { id: string }) => id === "archive-failing:archive");
      });
      const { code, text } = await archive(folder, "status");
      assert.equal(code, 1);
      assert.match(text, /no day is archived yet[\s\S]*it does not go on: .* answers 403 InvalidAccessKeyId/);
    }
    await Deno.writeTextFile(file, config(KEY));
    {
      await using box = await Box.run(file, folder);
      const { text } = await box.eventually("the archive to hold the day", async () => {
        const status = await archive(folder, "status");
        return status.text.includes(`all up to ${day}`) ? status : undefined;
      });
      assert.match(text, new RegExp(`to ${server.url}, bucket '${BUCKET}'`));
    }
    // The service has ended; its configuration and state are there.
    const list = await archive(folder, "list");
    assert.match(list.text, new RegExp(`^${day}  2 objects, `, "m"));
    const to = join(folder, "back");
    const back = await archive(folder, "restore", day, "--to", to);
    assert.equal(back.code, 0, back.text);
    const lines = gunzipSync(await Deno.readFile(join(to, "journal-1.ndjson.gz"))).toString().trim().split(
      "\n",
    );
    assert.deepEqual(lines.map((line) => JSON.parse(line).text), ["Somebody was here."]);
    assert.equal((await archive(folder, "restore", day, "--to", to)).code, 1, "nothing is overwritten");
    const missing = await archive(folder, "restore", "2001-01-01", "--to", join(folder, "no"));
    assert.equal(missing.code, 1);
    assert.match(missing.text, /'embereye archive list' shows what it has/);
  }
  for (const one of [folder, objects]) await Deno.remove(one, { recursive: true });
});
