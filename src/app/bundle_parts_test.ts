import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import { FakeClock } from "../clock/fake_clock.ts";
import { EventStore } from "../store/event_store.ts";
import { sampleBatch, sampleEvent } from "../store/samples_for_tests.ts";
import { bundleName, makeBundle } from "./bundle_parts.ts";
import { makeFolders, pathsOf } from "./paths.ts";

/** Salt: found nowhere but where this test puts it. */
const SALT = "zq7Xk";
const PASSWORD = `${SALT}-pass"word`;
const IN_ADDRESS = `${SALT}%21inAddress`;

async function saltedBox(test: (paths: ReturnType<typeof pathsOf>) => Promise<void>): Promise<void> {
  const state = await Deno.makeTempDir();
  try {
    const paths = pathsOf(state, `${state}/run`);
    await makeFolders(paths);
    await Deno.writeTextFile(
      paths.config,
      JSON.stringify({
        zones: [{ id: "boiler" }],
        cameras: [
          { id: "one", zone: "boiler", source: "rtsp://10.0.0.7/stream", user: "viewer", password: PASSWORD },
          { id: "two", zone: "boiler", source: `rtsp://viewer:${IN_ADDRESS}@10.0.0.8/stream` },
        ],
      }),
    );
    const at = "2026-03-01T10:00:00.000Z";
    const log = (text: string) => JSON.stringify({ at, level: "warning", category: "embereye", text }) + "\n";
    await Deno.writeTextFile(
      `${paths.logs}/cameras.log`,
      log(`reached with ${PASSWORD}`) + log(`opened rtsp://viewer:${IN_ADDRESS}@10.0.0.8/stream`) +
        log(`header Basic ${new TextEncoder().encode(PASSWORD).toBase64()}`) +
        log(`asked /x?p=${encodeURIComponent(PASSWORD)} and Bearer ${SALT}bearer`) +
        log(`decoded ${SALT}!inAddress`) + `torn line with ${PASSWORD}`,
    );
    await Deno.writeTextFile(
      paths.watchdogLog,
      JSON.stringify({
        at,
        monoMs: 1,
        level: "warning",
        role: "cameras",
        kind: "stranger",
        pid: 7,
        text: `cameras said ${PASSWORD}`,
      }) + "\n",
    );
    await Deno.writeTextFile(paths.tokens, JSON.stringify({ tokens: [{ hash: `${SALT}hash` }] }));
    const store = EventStore.open({ path: paths.eventsDatabase, nowWallMs: 0 });
    assert.ok(store.ok);
    assert.ok(store.value.write(sampleBatch({ events: [sampleEvent("note", `a note of ${PASSWORD}`)] })).ok);
    store.value.close();
    await test(paths);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
}

Deno.test("makeBundle gathers a box that does not run, and no secret of its configuration is in any byte", async () => {
  await saltedBox(async (paths) => {
    const bytes = await makeBundle({
      paths,
      clock: new FakeClock(),
      madeBy: "test",
      live: [{ name: "status.json", text: () => JSON.stringify({ fault: `tried ${PASSWORD}` }) }],
    });
    const files = unzipSync(bytes);
    const names = Object.keys(files);
    for (
      const name of [
        "status.json",
        "config.yaml",
        "watchdog.txt",
        "logs/cameras.jsonl",
        "logs/watchdog.jsonl",
        "events.jsonl",
        "history.csv",
        "files.txt",
        "bundle.json",
      ]
    ) assert.ok(names.includes(name), `${name} is missing among ${names}`);
    const all = Object.entries(files).map(([name, content]) => `${name}\n${strFromU8(content)}`).join("\n");
    assert.deepEqual(all.split("\n").filter((line) => line.includes(SALT)), [], "a secret is in the bundle");
    assert.ok(!all.includes(new TextEncoder().encode(PASSWORD).toBase64()));
    assert.ok(!strFromU8(bytes, true).includes(SALT), "not even in the names of its files");
    // What is no secret is there.
    assert.match(strFromU8(files["config.yaml"]!), /user: viewer\n +password: "?\[secret\]/);
    assert.match(strFromU8(files["logs/cameras.jsonl"]!), /reached with \[secret\]/);
    assert.match(strFromU8(files["events.jsonl"]!), /a note of \[secret\]/);
    assert.match(strFromU8(files["files.txt"]!), /tokens\.json/);
  });
});

Deno.test("makeBundle tells of a box whose parts are missing instead of failing", async () => {
  const state = await Deno.makeTempDir();
  try {
    const paths = pathsOf(state, `${state}/run`);
    await Deno.writeTextFile(paths.eventsDatabase, "this is no database");
    const failing = { name: "status.json", text: () => Promise.reject(new Error("the page hangs")) };
    const bytes = await makeBundle({ paths, clock: new FakeClock(), madeBy: "test", live: [failing] });
    const files = unzipSync(bytes);
    assert.match(strFromU8(files["status.json"]!), /the page hangs/);
    assert.match(strFromU8(files["events.jsonl"]!), /damaged|no database/);
    assert.match(strFromU8(files["config.yaml"]!), /there is no .*config\.json/);
    assert.match(strFromU8(files["watchdog.txt"]!), /no role was down/);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});

Deno.test("bundleName sorts by time and is a name on any system", () => {
  assert.equal(bundleName(Date.UTC(2026, 2, 1, 10, 5, 7)), "embereye-support-20260301T100507Z.zip");
});
