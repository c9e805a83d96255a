import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import type { ArchiveConfig } from "../config/archive_schema.ts";
import type { ObjectStore } from "../outputs/archive/object_store.ts";
import { ok } from "../reading/result.ts";
import { EventReader } from "../store/event_reader.ts";
import { EventStore } from "../store/event_store.ts";
import { ArchiveDesk } from "./archive_desk.ts";

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 2, 1);
/** Each of at least 10 ms: what the desk does is real disk, and others may have it. */
const TURNS_MAX = 6_000;

/** A store that keeps all it is given. */
class Shelf implements ObjectStore {
  readonly objects = new Map<string, Uint8Array<ArrayBuffer>>();
  put(name: string, body: Uint8Array<ArrayBuffer>) {
    this.objects.set(name, body);
    return Promise.resolve(ok(undefined));
  }
  get(name: string) {
    return Promise.resolve(ok(this.objects.get(name)));
  }
  list() {
    return Promise.resolve(ok([]));
  }
}

/** One closed day of journal, and what the desk says of it. */
class Room {
  readonly clock = new FakeClock({ wallMs: FIRST + 2 * DAY_MS });
  readonly shelf = new Shelf();
  readonly faults: [boolean, string][] = [];
  readonly archived: number[] = [];
  readonly notes: string[] = [];
  readonly file: string;

  constructor(readonly folder: string) {
    this.file = join(folder, "archive.json");
    const opened = EventStore.open({ path: join(folder, "events.db"), nowWallMs: FIRST });
    assert.ok(opened.ok);
    const events = [{ kind: "note" as const, atMs: 1, atWallMs: FIRST + 1, text: "Somebody was here." }];
    assert.ok(opened.value.write({ events, alarms: [], troubles: [], memos: [] }).ok);
    opened.value.close();
  }

  /** Has the desk work until `done`, its clock going on by `passMs` at a time. */
  async work(secret: ArchiveConfig["secret"], done: () => boolean, passMs: number): Promise<void> {
    const end = new AbortController();
    const reader = new EventReader(join(this.folder, "events.db"));
    const desk = new ArchiveDesk({
      config: {
        // Nobody listens there.
        url: "http://127.0.0.1:1",
        bucket: "fire-archive",
        prefix: "embereye",
        region: "us-east-1",
        accessKeyId: "key",
        secret,
        afterDays: 1,
      },
      paths: { archive: this.file, evidence: join(this.folder, "evidence") },
      boxId: "box",
      clock: this.clock,
      reader,
      ...(typeof secret === "string" && { store: this.shelf }),
      archived: (untilWallMs) => this.archived.push(untilWallMs),
      fault: (active, detail) => this.faults.push([active, detail]),
      note: (text) => this.notes.push(text),
    });
    const running = desk.run(end.signal);
    for (let n = 0; n < TURNS_MAX && !done(); n++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await this.clock.advance(passMs);
    }
    end.abort();
    await running;
    reader.close();
    assert.ok(done(), JSON.stringify([this.faults, this.notes]));
  }
}

async function inRoom(test: (room: Room) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(new Room(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ArchiveDesk: a file that cannot be read ends nothing, and what it needs of the disk is a trouble until it is there", () =>
  inRoom(async (room) => {
    // Neither to be read nor to be replaced.
    await Deno.mkdir(join(room.file, "in the way"), { recursive: true });
    await room.work("secret", () => room.faults.length > 0, 0);
    assert.equal(room.faults[0][0], true);
    assert.match(room.notes[0], /archive\.json does not say how far the archive is/);
    assert.deepEqual(room.archived, []);
    await Deno.remove(room.file, { recursive: true });
    await room.work("secret", () => room.archived.length > 0, 60_000);
    assert.deepEqual(room.archived, [FIRST + DAY_MS]);
  }));

Deno.test("ArchiveDesk: the trouble of a disk that failed for a while goes also where no day is left to archive", () =>
  inRoom(async (room) => {
    await Deno.mkdir(room.file);
    let isFailing = true;
    await room.work("secret", () => {
      if (isFailing && room.faults.length > 0) {
        isFailing = false;
        Deno.removeSync(room.file);
        // Meanwhile its own bounds have taken the day.
        Deno.removeSync(join(room.folder, "events.db"));
        const begun = EventStore.open({ path: join(room.folder, "events.db"), nowWallMs: FIRST });
        assert.ok(begun.ok);
        begun.value.close();
      }
      return room.faults.length > 1;
    }, 60_000);
    assert.deepEqual(room.faults.map(([active]) => active), [true, false]);
  }));

Deno.test("ArchiveDesk: a secret that comes later is used, without a restart", () =>
  inRoom(async (room) => {
    const secret = { file: join(room.folder, "secret") };
    let isWritten = false;
    await room.work(secret, () => {
      if (room.faults.length === 1) Deno.writeTextFileSync(secret.file, "key\n", { mode: 0o644 });
      if (!isWritten && room.faults.length > 1) {
        isWritten = true;
        Deno.chmodSync(secret.file, 0o600);
      }
      // The store is asked: nobody listens there, which is a trouble of its own after an hour.
      try {
        return isWritten && Deno.readTextFileSync(room.file).includes('"away"');
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return false;
        throw error;
      }
    }, 60_000);
    assert.match(room.faults[0][1], /secret cannot be read: there is no such file/);
    assert.match(room.faults[1][1], /open to others \(mode 644\)/, "what is wrong now, not what was");
  }));

Deno.test("ArchiveDesk: a day that has not come yet is taken back before anything goes by it", () =>
  inRoom(async (room) => {
    await Deno.writeTextFile(room.file, '{"through": "2031-06-01"}');
    await room.work("secret", () => room.archived.length > 1, 0);
    assert.deepEqual(room.archived, [0, FIRST + DAY_MS]);
  }));
