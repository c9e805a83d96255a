/**
 * The archive against a real S3-compatible server: cut connections, a store that lies, one that is full, restarts in the middle.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ArchiveDesk } from "../../src/app/archive_desk.ts";
import { archivedUntil, BoxDays } from "../../src/app/archive_files.ts";
import { ArchiveRecord, readArchiveRecord } from "../../src/app/archive_record.ts";
import { FakeClock } from "../../src/clock/fake_clock.ts";
import { type ArchiveState, Archivist } from "../../src/outputs/archive/archivist.ts";
import { S3Store } from "../../src/outputs/archive/s3_store.ts";
import { Secret } from "../../src/reading/secret.ts";
import { EventReader } from "../../src/store/event_reader.ts";
import { EventStore } from "../../src/store/event_store.ts";
import { canMountSmallDisk, withSmallDisk } from "../../src/store/small_disk_for_tests.ts";
import { BUCKET, KEY, S3Server, type Wire, wire } from "./s3_server.ts";

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 2, 1);
const PREFIX = "embereye/box";
/** Each of at least 10 ms: what the desk does is real disk and network, and others may have the processor. */
const TURNS_MAX = 6_000;

/** A box with three closed days of journal and two pictures on the second. */
class Box {
  readonly clock = new FakeClock({ wallMs: FIRST + 4 * DAY_MS + 1_000 });
  readonly reader: EventReader;
  readonly file: string;
  readonly told: ArchiveState[] = [];
  readonly noted: string[] = [];
  readonly note = (text: string) => void this.noted.push(text);

  private constructor(readonly folder: string) {
    this.reader = new EventReader(join(folder, "events.db"));
    this.file = join(folder, "archive.json");
  }

  static async make(folder: string): Promise<Box> {
    const box = new Box(folder);
    const opened = EventStore.open({ path: join(folder, "events.db"), nowWallMs: FIRST });
    assert.ok(opened.ok);
    const events = [0, 1, 2, 3, 4].flatMap((day) =>
      [1, 2, 3].map((n) => ({
        kind: "note" as const,
        atMs: n,
        atWallMs: FIRST + day * DAY_MS + n * 3_600_000,
        text: `day ${day}, line ${n}`,
      }))
    );
    assert.ok(opened.value.write({ events, alarms: [], troubles: [], memos: [] }).ok);
    opened.value.close();
    await Deno.mkdir(join(folder, "evidence", "A1-1"), { recursive: true });
    for (const [moment, hour] of [["before", 5], ["at", 6]] as const) {
      const name = `${moment}-${FIRST + DAY_MS + hour * 3_600_000}-hall%20cam.jpg`;
      await Deno.writeFile(join(folder, "evidence", "A1-1", name), new Uint8Array(2_000).fill(hour));
    }
    return box;
  }

  /** As its file says. */
  archivedUntil(): number {
    return archivedUntil(readArchiveRecord(this.file, unexpected), this.clock.wallMs());
  }

  archivist(server: S3Server, via: Wire): Archivist {
    const store = new S3Store({
      url: server.url,
      bucket: BUCKET,
      region: "us-east-1",
      accessKeyId: KEY,
      secretAccessKey: new Secret(KEY),
      fetch: via.fetch,
    });
    const record = new ArchiveRecord(this.file, this.note);
    return new Archivist({
      clock: this.clock,
      store,
      source: new BoxDays(this.reader, join(this.folder, "evidence"), 1, () => this.clock.wallMs()),
      prefix: PREFIX,
      progress: record.progress,
      keep: (progress) => record.keep(progress),
      keepPart: (name, part) => record.keepPart(name, part),
      told: (state) => void this.told.push(state),
    });
  }
}

async function withBox(test: (box: Box, server: S3Server, via: Wire) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const objects = await Deno.makeTempDir();
  {
    await using server = await S3Server.start(objects);
    const box = await Box.make(folder);
    await test(box, server, wire());
    box.reader.close();
  }
  for (const one of [folder, objects]) await Deno.remove(one, { recursive: true });
}

function unexpected(text: string): never {
  throw new Error(text);
}

const forever = new AbortController().signal;

/** Archives until there is nothing to do, or a fault. @returns the days done. */
async function work(archivist: Archivist): Promise<number> {
  for (let days = 0; days < 10; days++) {
    const done = await archivist.step(forever);
    if (!done.ok || !done.value) return days;
  }
  throw new Error("there are not so many days");
}

async function objectsOf(server: S3Server, via = wire()): Promise<string[]> {
  const store = new S3Store({
    url: server.url,
    bucket: BUCKET,
    region: "us-east-1",
    accessKeyId: KEY,
    secretAccessKey: new Secret(KEY),
    fetch: via.fetch,
  });
  const listed = await store.list(`${PREFIX}/`, AbortSignal.timeout(20_000));
  assert.ok(listed.ok);
  return listed.value.map(({ name }) => name.slice(PREFIX.length + 1));
}

Deno.test("Archivist: closed days are in the bucket with their pictures, and nothing of a day that is not over", async () => {
  await withBox(async (box, server, via) => {
    assert.equal(await work(box.archivist(server, via)), 3);
    const picture = (moment: string, hour: number) =>
      `2026-03-02/evidence/A1-1/${moment}-${FIRST + DAY_MS + hour * 3_600_000}-hall%20cam.jpg`;
    assert.deepEqual(await objectsOf(server), [
      "2026-03-01/day.json",
      "2026-03-01/journal-1.ndjson.gz",
      "2026-03-02/day.json",
      picture("at", 6),
      picture("before", 5),
      "2026-03-02/journal-1.ndjson.gz",
      "2026-03-03/day.json",
      "2026-03-03/journal-1.ndjson.gz",
    ]);
    const response = await new S3Store({
      url: server.url,
      bucket: BUCKET,
      region: "us-east-1",
      accessKeyId: KEY,
      secretAccessKey: new Secret(KEY),
    }).get(`${PREFIX}/2026-03-02/journal-1.ndjson.gz`, 1e6, AbortSignal.timeout(20_000));
    assert.ok(response.ok && response.value);
    const lines = gunzipSync(response.value).toString().trim().split("\n").map((line) =>
      JSON.parse(line).text
    );
    assert.deepEqual(lines, ["day 1, line 1", "day 1, line 2", "day 1, line 3"]);
    assert.equal(box.archivedUntil(), FIRST + 3 * DAY_MS);
  });
});

Deno.test("Archivist: after a cut connection and a restart it goes on with the part that was under way, and does nothing twice", async () => {
  await withBox(async (box, server, via) => {
    // Day 1: list asked for, part put and read back, list put and read back; then day 2 is cut in its second part.
    via.cutAfter = 5 + 3;
    assert.equal(await work(box.archivist(server, via)), 1);
    assert.deepEqual(box.told.at(-1)?.fault?.kind, "away");
    assert.equal(box.archivedUntil(), FIRST + DAY_MS);
    const before = via.sent.filter((line) => line.startsWith("PUT"));
    via.cutAfter = Infinity;
    via.sent.length = 0;
    // Another process, which knows what the file says.
    assert.equal(await work(box.archivist(server, via)), 2);
    const after = via.sent.filter((line) => line.startsWith("PUT"));
    const done = before.slice(0, -1);
    assert.deepEqual(after.filter((line) => done.includes(line)), [], "what was verified is not put again");
    assert.equal(new Set([...before, ...after]).size, 8, "every object was put");
    assert.equal(box.told.at(-1)?.fault, undefined);
  });
});

Deno.test("Archivist: a store that does not give back what it was given has archived nothing", async () => {
  await withBox(async (box, server, via) => {
    via.lies = true;
    const archivist = box.archivist(server, via);
    assert.equal(await work(archivist), 0);
    const { fault } = archivist.state;
    assert.equal(fault?.kind, "damaged");
    assert.match(
      fault.detail,
      /journal-1\.ndjson\.gz was put with the SHA-256 [0-9a-f]{12} and comes back with/,
    );
    assert.equal(box.archivedUntil(), -Infinity);
    via.lies = false;
    assert.equal(await work(archivist), 3);
  });
});

Deno.test("Archivist: a box that has forgotten how far it was leaves what the store holds as it is", async () => {
  await withBox(async (box, server, via) => {
    assert.equal(await work(box.archivist(server, via)), 3);
    await Deno.remove(box.file);
    via.sent.length = 0;
    assert.equal(await work(box.archivist(server, via)), 3);
    assert.deepEqual(via.sent.filter((line) => line.startsWith("PUT")), []);
    assert.deepEqual(box.noted, []);
    for (const damage of ["{torn", "[]", '{"through": 5}']) {
      await Deno.writeTextFile(box.file, damage);
      assert.equal(await work(box.archivist(server, via)), 3);
      assert.match(box.noted.pop() ?? "", /does not say how far the archive is/);
    }
  });
});

Deno.test("Archivist: whatever answers in the store's place, no day is archived that has no list of its own", async () => {
  await withBox(async (box, server, via) => {
    const foreign = JSON.stringify({ format: 1, day: "2026-02-28", parts: {} });
    for (const portal of ["<html>Please sign in</html>", "", "{}", "null", foreign]) {
      via.portal = portal;
      const archivist = box.archivist(server, via);
      assert.equal(await work(archivist), 0, portal);
      assert.equal(archivist.state.fault?.kind, "damaged", portal);
      assert.equal(box.archivedUntil(), -Infinity);
    }
    via.portal = undefined;
    assert.equal(await work(box.archivist(server, via)), 3);
  });
});

Deno.test("Archivist: a day with pictures alone is archived like any other", async () => {
  await withBox(async (box, server, via) => {
    const name = `before-${FIRST - 1_000}-hall%20cam.jpg`;
    await Deno.writeFile(join(box.folder, "evidence", "A1-1", name), new Uint8Array(2_000));
    assert.equal(await work(box.archivist(server, via)), 4);
    assert.deepEqual((await objectsOf(server)).slice(0, 3), [
      "2026-02-28/day.json",
      `2026-02-28/evidence/A1-1/${name}`,
      "2026-03-01/day.json",
    ]);
  });
});

Deno.test("Archivist: what a clock years ahead had it take for archived is archived when the clock is right again", async () => {
  await withBox(async (box, server, via) => {
    assert.equal(await work(box.archivist(server, via)), 3);
    await new ArchiveRecord(box.file, unexpected).keep({ through: "2031-06-01", done: {} });
    assert.equal(box.archivedUntil(), -Infinity, "nothing may go by it");
    await box.clock.advance(DAY_MS);
    assert.equal(await work(box.archivist(server, via)), 4);
    assert.equal((await objectsOf(server)).filter((name) => name.endsWith("day.json")).length, 4);
    assert.equal(box.archivedUntil(), FIRST + 4 * DAY_MS);
  });
});

Deno.test("S3Store: wrong credentials and a bucket that is gone are refusals, a server that is down is away", async () => {
  await withBox(async (_, server) => {
    const put = async (more: { bucket?: string; accessKeyId?: string; url?: string }) => {
      const store = new S3Store({
        url: more.url ?? server.url,
        bucket: more.bucket ?? BUCKET,
        region: "us-east-1",
        accessKeyId: more.accessKeyId ?? KEY,
        secretAccessKey: new Secret(KEY),
      });
      const done = await store.put("a", new Uint8Array(1), "0".repeat(64), AbortSignal.timeout(20_000));
      assert.ok(!done.ok);
      return done.fault;
    };
    assert.deepEqual((await put({ bucket: "no-such-bucket" })).kind, "refused");
    assert.match(
      (await put({ bucket: "no-such-bucket" })).detail,
      /404 NoSuchBucket for the bucket 'no-such-bucket'/,
    );
    assert.match((await put({ accessKeyId: "nobody" })).detail, /403 InvalidAccessKeyId/);
    assert.equal((await put({ url: "http://127.0.0.1:1" })).kind, "away");
  });
});

Deno.test("S3Store: a store without room says that it is full, and a redirection is not followed", async () => {
  const answers = [
    new Response("<Error><Code>QuotaExceeded</Code></Error>", { status: 403 }),
    new Response("", { status: 507 }),
    new Response("", { status: 307, headers: { location: "http://127.0.0.1:1/elsewhere" } }),
  ];
  const asked: RequestInit[] = [];
  const store = new S3Store({
    url: "https://store.example",
    bucket: BUCKET,
    region: "us-east-1",
    accessKeyId: KEY,
    secretAccessKey: new Secret(KEY),
    fetch: (_, init) => {
      asked.push(init!);
      return Promise.resolve(answers.shift()!);
    },
  });
  const kinds = [];
  for (let n = 0; n < 3; n++) {
    const done = await store.put("a", new Uint8Array(1), "0".repeat(64), AbortSignal.timeout(20_000));
    kinds.push(done.ok ? "done" : done.fault.kind);
  }
  assert.deepEqual(kinds, ["full", "full", "refused"]);
  assert.ok(asked.every(({ redirect }) => redirect === "manual"));
});

Deno.test({
  name: "Archivist: a bucket whose disk is full gets nothing wrong, and the day follows when there is room",
  ignore: !canMountSmallDisk(),
  async fn() {
    const folder = await Deno.makeTempDir();
    await withSmallDisk("512k", async (objects) => {
      const box = await Box.make(folder);
      const ballast = join(objects, "ballast");
      {
        await using server = await S3Server.start(objects);
        using file = await Deno.open(ballast, { create: true, write: true });
        await assert.rejects(async () => {
          for (;;) if (await file.write(new Uint8Array(4_096)) < 4_096) throw new Error("full");
        });
        const archivist = box.archivist(server, wire());
        assert.equal(await work(archivist), 0);
        // The server answers, or falls over before it can.
        assert.match(archivist.state.fault!.detail, /answers 500 InternalError|error sending request/);
      }
      // This server does not survive it; somebody makes room and starts it again.
      await Deno.remove(ballast);
      await using server = await S3Server.start(objects);
      assert.equal(await work(box.archivist(server, wire())), 3);
      box.reader.close();
    });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("ArchiveDesk: tells up to when all is archived, a refusal at once, and an absence only when it lasts", async () => {
  await withBox(async (box, server) => {
    const archived: number[] = [];
    const faults: [boolean, string][] = [];
    const desk = (url: string, accessKeyId = KEY) =>
      new ArchiveDesk({
        config: {
          url,
          bucket: BUCKET,
          prefix: "embereye",
          region: "us-east-1",
          accessKeyId,
          secret: KEY,
          afterDays: 1,
        },
        paths: { archive: box.file, evidence: join(box.folder, "evidence") },
        boxId: "box",
        clock: box.clock,
        reader: box.reader,
        archived: (until) => archived.push(until),
        fault: (active, detail) => faults.push([active, detail]),
        note: () => {},
      });
    const run = async (one: ArchiveDesk, until: () => boolean, passMs: number) => {
      const end = new AbortController();
      const running = one.run(end.signal);
      for (let n = 0; n < TURNS_MAX && !until(); n++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        await box.clock.advance(passMs);
      }
      end.abort();
      await running;
      assert.ok(until());
    };
    await run(desk(server.url, "nobody"), () => faults.length > 0, 0);
    assert.equal(faults[0][0], true);
    assert.match(faults[0][1], /403/);
    faults.length = 0;
    const startMs = box.clock.monotonicMs();
    await run(desk("http://127.0.0.1:1"), () => faults.length > 0, 10 * 60_000);
    assert.ok(box.clock.monotonicMs() - startMs >= 60 * 60_000, "an hour's absence is none");
    await run(desk(server.url), () => archived.length >= 3, 0);
    assert.deepEqual(archived.slice(0, 3), [1, 2, 3].map((day) => FIRST + day * DAY_MS));
  });
});
