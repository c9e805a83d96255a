import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps } from "./fake_deps.ts";
import { SCENE_WALL_MS } from "./fake_scenes.ts";

function setUp() {
  const clock = new FakeClock({ wallMs: SCENE_WALL_MS });
  const deps = new FakeDeps(clock, "seen");
  const app = createUi(deps);
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await app.request(path, { headers });
  return { clock, deps, get };
}

Deno.test("the journal leaves the box as CSV: every line, newest first, nothing that a spreadsheet would run", async () => {
  const { clock, deps, get } = setUp();
  deps.journal = Array.from({ length: 1_203 }, (_, i) => ({
    seq: 1_203 - i,
    kind: "note",
    atMs: 0,
    atWallMs: SCENE_WALL_MS - i * 1_000,
    text: i === 0 ? '=HYPERLINK("http://example.com")' : `line ${i}`,
  }));
  const response = await get("/api/v1/events/export?format=csv");
  assert.match(response.headers.get("content-type") ?? "", /^text\/csv/);
  assert.match(
    response.headers.get("content-disposition") ?? "",
    /^attachment; filename="embereye-journal-.*\.csv"$/,
  );
  const arriving = response.arrayBuffer();
  // Between two pages the box attends to others.
  for (let page = 0; page < 5; page++) await clock.advance(0);
  const bytes = new Uint8Array(await arriving);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\r\n");
  assert.equal(lines.length, 1_204);
  assert.match(lines[0], /^number,time UTC,time UTC,kind,zone/);
  assert.equal(
    lines[1],
    `1203,2026-11-21T03:12:41.000Z,2026-11-21 03:12:41,note,,,,,,"'=HYPERLINK(""http://example.com"")"`,
  );
  assert.match(lines[1_203], /^1,/);
});

Deno.test("the journal leaves the box as JSON, filtered by zone, kind and time", async () => {
  const { deps, get } = setUp();
  const all = await (await get("/api/v1/events/export?format=json")).json();
  assert.equal(all.length, deps.journal.length);
  const some = await (await get("/api/v1/events/export?format=json&zone=boiler&kind=alarm")).json();
  assert.deepEqual(some.map(({ kind, zoneId }: Record<string, string>) => [kind, zoneId]), [[
    "alarm",
    "boiler",
  ]]);
  const none = await (await get(`/api/v1/events/export?format=json&from=${SCENE_WALL_MS}`)).json();
  assert.deepEqual(none, []);
  deps.journalFault = "the disk is gone";
  assert.equal((await get("/api/v1/events/export")).status, 503);
});

Deno.test("the report of an alarm holds what led to it, its pictures' hashes, and its own hash over exactly these bytes", async () => {
  const { get } = setUp();
  const response = await get("/api/v1/alarms/alarm-1/report");
  const text = await response.text();
  const sha256 = createHash("sha256").update(text).digest("hex");
  assert.equal(response.headers.get("x-content-sha256"), sha256);
  assert.equal(await (await get("/api/v1/alarms/alarm-1/report")).text(), text, "the same bytes again");
  const report = JSON.parse(text);
  assert.equal(report.zone, "Boiler room");
  assert.deepEqual(report.events.map(({ kind }: { kind: string }) => kind), ["pre-alarm", "alarm"]);
  assert.equal(report.pictures.length, 3);
  for (const picture of report.pictures) assert.match(picture.sha256, /^[0-9a-f]{64}$/);

  const page = await (await get("/alarms/alarm-1/report")).text();
  assert.match(page, new RegExp(sha256));
  assert.match(page, /Report of the alarm in Boiler room/);
});

Deno.test("an alarm that the journal does not know has no report, for scripts and for people", async () => {
  const { get } = setUp();
  assert.equal((await get("/api/v1/alarms/alarm-9/report")).status, 404);
  assert.equal((await get("/alarms/alarm-9/report")).status >= 400, true);
});

Deno.test("the journal's page filters by the form's fields, in the site's time, and leads on to older lines", async () => {
  const { deps, get } = setUp();
  deps.journal = Array.from({ length: 130 }, (_, i) => ({
    seq: 130 - i,
    kind: "note",
    atMs: 0,
    atWallMs: SCENE_WALL_MS - i * 60_000,
    text: `line <${i}>`,
  }));
  const first = await (await get("/journal")).text();
  assert.match(first, /line &lt;0&gt;/);
  assert.doesNotMatch(first, /line &lt;100&gt;/);
  const older = /href="(\/journal\?[^"]*before=[^"]*)"/.exec(first)?.[1].replaceAll("&amp;", "&") ?? "";
  assert.match(await (await get(older)).text(), /line &lt;100&gt;/);
  const hour = await (await get("/journal?zone=&kind=&from=2026-11-21T02:00&to=2026-11-21T03:00")).text();
  assert.doesNotMatch(hour, /line &lt;12&gt;/);
  assert.match(hour, /line &lt;13&gt;/);
  assert.match(hour, /export\?format=csv&amp;from=\d+&amp;to=\d+/);
});
