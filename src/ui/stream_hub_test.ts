import assert from "node:assert/strict";
import type { Clock } from "../clock/clock.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { FakeDeps } from "./fake_deps.ts";
import type { Scene } from "./fake_scenes.ts";
import { PicturePast } from "./picture_past.ts";
import { SmallPictures } from "./picture_pixels.ts";
import { Situation } from "./situation.ts";
import { CLIENTS_MAX, StreamHub } from "./stream_hub.ts";
import type { StreamClient } from "./stream_client.ts";

function setUp<C extends Clock = FakeClock>(clock: C = new FakeClock() as Clock as C, scene?: Scene) {
  const deps = new FakeDeps(clock, scene);
  const pictures = new SmallPictures((sensorId) => deps.picture(sensorId));
  const hub = new StreamHub(
    deps,
    new Situation(deps, pictures, new PicturePast(deps.clock, () => undefined)),
    pictures,
    "/assets/1/app.js",
  );
  const open = async (lastEventId?: number, recent = 0, wanted: string[] = []) => {
    const client = await hub.open(lastEventId, recent, wanted);
    assert.ok(client);
    return new Reader(client);
  };
  return { clock, deps, hub, open };
}

interface Message {
  readonly event: string;
  readonly id: string | undefined;
  // deno-lint-ignore no-explicit-any -- The shape differs with each event.
  readonly data: any;
}

/** Reads a stream as a browser does. */
class Reader {
  readonly id: string;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #waiting: Message[] = [];

  constructor(client: StreamClient) {
    this.id = client.id;
    this.#reader = client.stream.getReader();
  }

  /** The next message called `event`; those before it are passed over. */
  async take(event: string): Promise<Message> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message?.event === event) return message;
      if (message === undefined && !await this.chunk()) throw new Error(`the stream ended before ${event}`);
    }
  }

  /** What has arrived and was not taken yet. */
  all(): Message[] {
    return this.#waiting.splice(0);
  }

  /** Reads one chunk; false at the end. */
  async chunk(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    for (const text of new TextDecoder().decode(value).split("\n\n")) {
      if (text === "") continue;
      const field = (name: string) =>
        text.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = JSON.parse(field("data") ?? "null");
      this.#waiting.push({ event: field("event") ?? "", id: field("id"), data });
    }
    return true;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}

Deno.test("a stream begins with everything a page needs", async () => {
  const { open } = setUp();
  const reader = await open(undefined, 2, ["boiler-1", "nobody"]);
  assert.equal((await reader.take("hello")).data.client, reader.id);
  assert.deepEqual((await reader.take("trends")).data, { zones: {} });
  assert.equal((await reader.take("roles")).data.roles.length, 4);
  assert.deepEqual([(await reader.take("event")).id, (await reader.take("event")).id], ["12", "13"]);
  const picture = await reader.take("picture");
  assert.equal(picture.data.sensorId, "boiler-1");
  assert.equal(Uint8Array.fromBase64(picture.data.pixels).length, 768);
  // Last, since a page draws itself with it.
  assert.equal((await reader.take("status")).data.site.zones.length, 4);
  await reader.cancel();
});

Deno.test("who wants a camera is sent what is seen in it, once for each look of the detector", async () => {
  const { clock, deps, open } = setUp(new FakeClock(), "seen");
  const reader = await open(undefined, 0, ["north"]);
  const other = await open(undefined, 0, ["gate"]);
  const first = await reader.take("sight");
  assert.deepEqual([first.data.cameraId, first.data.fire, first.data.grid.columns], ["north", 0.92, 20]);
  await clock.advance(1_000);
  const atMs = clock.monotonicMs();
  deps.sights.set("north", { ...deps.sights.get("north")!, atMs, fire: 0.4 });
  const next = reader.take("sight");
  await clock.advance(500);
  assert.deepEqual([(await next).data.fire, (await next).data.atMs], [0.4, atMs]);
  // Nothing new has come for the other: it hears what all hear.
  await other.take("sight");
  await clock.advance(1_000);
  await other.take("tick");
  assert.deepEqual(other.all().filter((message) => message.event === "sight"), []);
  await reader.cancel();
  await other.cancel();
});

Deno.test("a stream goes on after the last event the client has, and misses none that comes meanwhile", async () => {
  const { deps, open } = setUp();
  const late = { ...deps.journal[0], seq: 14, text: "late" };
  const events = deps.events.bind(deps);
  deps.events = (query) => {
    const found = events(query);
    deps.say({ kind: "event", event: late });
    return found;
  };
  const reader = await open(11);
  await reader.take("roles");
  const ids = [await reader.take("event"), await reader.take("event"), await reader.take("event")];
  assert.deepEqual(ids.map((message) => message.id), ["12", "13", "14"]);
  await reader.cancel();
});

Deno.test("a line that was read from the journal is not sent again when fusion tells of it late", async () => {
  const { deps, open } = setUp();
  const reader = await open(11);
  await reader.take("roles");
  const [first, second] = [await reader.take("event"), await reader.take("event")];
  assert.deepEqual([first.id, second.id], ["12", "13"]);
  const [known] = deps.journal;
  assert.equal(known.seq, 13);
  deps.say({ kind: "event", event: known });
  deps.say({ kind: "event", event: { ...known, seq: 14 } });
  assert.equal((await reader.take("event")).id, "14");
  await reader.cancel();
});

Deno.test("an alarm goes out at once; a flood of snapshots is sent together", async () => {
  const { clock, deps, open } = setUp();
  const reader = await open();
  await reader.take("status");
  await clock.advance(500);
  deps.show("alarm");
  assert.equal((await reader.take("status")).data.site.alarms.length, 1);
  for (let i = 0; i < 50; i++) deps.refresh();
  deps.show("normal");
  const next = reader.take("status");
  await clock.advance(250);
  assert.equal((await next).data.site.alarms.length, 0);
  assert.deepEqual(reader.all(), []);
  await reader.cancel();
});

Deno.test("what a person waits for does not wait for the gap between two snapshots; anything else does, and no longer", async () => {
  const { clock, deps, open } = setUp();
  const reader = await open();
  await reader.take("status");
  await clock.advance(500);
  deps.refresh();
  await reader.take("status");
  // Right after a snapshot.
  await clock.advance(20);
  const site = deps.siteView!;
  deps.show("alarm");
  assert.equal((await reader.take("status")).data.site.alarms.length, 1);
  deps.siteView = site;
  deps.refresh();
  await clock.advance(10);
  await reader.take("status");
  deps.refresh();
  const atMs = clock.monotonicMs();
  const next = reader.take("status");
  await clock.advance(100);
  assert.equal((await next).data.nowMs, atMs + 100);
  await reader.cancel();
});

Deno.test("those who listen already are told that fusion is silent, though a newcomer has just been told", async () => {
  const { clock, open } = setUp();
  const reader = await open();
  await reader.take("status");
  const silent = (async () => {
    for (;;) if (!(await reader.take("status")).data.connected) return;
  })();
  await clock.advance(4_950);
  await clock.advance(100);
  const newcomer = await open();
  assert.equal((await newcomer.take("status")).data.connected, false);
  await clock.advance(1_000);
  await silent;
  await newcomer.cancel();
  await reader.cancel();
});

Deno.test("a client hears from the box every second, and hears when fusion falls silent", async () => {
  const { clock, open } = setUp();
  const reader = await open();
  await reader.take("roles");
  const tick = reader.take("tick");
  await clock.advance(1_000);
  await tick;
  const silent = reader.take("status");
  await clock.advance(4_500);
  const { data } = await silent;
  assert.equal(data.connected, false);
  assert.equal(data.ownTroubles[0].id, "role-down:fusion");
  await reader.cancel();
});

Deno.test("only pictures that somebody wants are sent, twice a second, looked up once for all", async () => {
  const { clock, deps, hub, open } = setUp();
  const first = await open(undefined, 0, ["boiler-1"]);
  const second = await open(undefined, 0, ["boiler-1"]);
  const before = (await first.take("picture")).data.atMs;
  await second.take("picture");
  const asked: string[] = [];
  const picture = deps.picture.bind(deps);
  deps.picture = (sensorId) => {
    asked.push(sensorId);
    return picture(sensorId);
  };
  const both = [first.take("picture"), second.take("picture")];
  await clock.advance(100);
  deps.takePictures();
  await clock.advance(400);
  for (const { data } of await Promise.all(both)) {
    assert.deepEqual([data.sensorId, data.atMs - before], ["boiler-1", 100]);
  }
  assert.deepEqual(asked, ["boiler-1"]);
  assert.equal(hub.show(first.id, ["dock-1"]), true);
  assert.equal((await first.take("picture")).data.sensorId, "dock-1");
  assert.equal(hub.show("nobody", []), false);
  await first.cancel();
  await second.cancel();
});

Deno.test("a slow client gets the newest of each kind, and is told of lost journal lines", async () => {
  const { clock, deps, open } = setUp();
  const reader = await open(undefined, 0, ["boiler-1"]);
  await reader.chunk();
  reader.all();
  const [event] = deps.journal;
  for (let i = 0; i < 500; i++) {
    deps.say({ kind: "event", event: { ...event, seq: 100 + i } });
    deps.refresh();
    if (i % 50 === 0) await clock.advance(250);
  }
  await reader.chunk();
  const names = reader.all().map((message) => message.event);
  const count = (name: string) => names.filter((other) => other === name).length;
  assert.deepEqual([count("gap"), count("status"), count("tick") <= 1], [1, 1, true]);
  assert.ok(count("event") <= 200, `${count("event")} events waited`);
  await reader.cancel();
});

Deno.test("who was away for more lines than are sent again is told of the gap", async () => {
  const { deps, open } = setUp();
  const [event] = deps.journal;
  deps.journal = Array.from({ length: 300 }, (_, index) => ({ ...event, seq: 400 - index }));
  const reader = await open(101);
  await reader.chunk();
  const names = reader.all().map((message) => message.event);
  assert.equal(names.filter((name) => name === "event").length, 200);
  assert.ok(names.indexOf("gap") < names.indexOf("event"), names.slice(0, 6).join());
  const close = await open(390);
  await close.chunk();
  assert.deepEqual(close.all().filter((message) => message.event === "gap"), []);
  await reader.cancel();
  await close.cancel();
});

Deno.test("trends are sent when there is something new, once for all", async () => {
  const { clock, deps, open } = setUp();
  const reader = await open();
  await reader.take("status");
  deps.refresh();
  await clock.advance(5_000);
  const first = (await reader.take("trends")).data.zones;
  assert.ok(first.boiler.at(-1) > 0, JSON.stringify(first.boiler));
  await clock.advance(20_000);
  assert.deepEqual(reader.all().filter((message) => message.event === "trends"), []);
  await reader.cancel();
});

Deno.test("a client that takes nothing is cut off", async () => {
  const { clock, deps, hub, open } = setUp();
  const reader = await open();
  await clock.advance(29_000);
  assert.equal(hub.clients, 1);
  await clock.advance(4_000);
  assert.equal(hub.clients, 0);
  assert.deepEqual(deps.refusals, ["stream-stuck"]);
  await assert.rejects(reader.take("hello"), /took nothing/);
});

Deno.test("more clients than the bound are turned away, and the place of one that leaves is free", async () => {
  const { deps, hub, open } = setUp();
  const readers: Reader[] = [];
  for (let i = 0; i < CLIENTS_MAX; i++) readers.push(await open());
  assert.equal(await hub.open(undefined, 0, []), undefined);
  assert.deepEqual(deps.refusals, ["streams-full"]);
  await readers[0].cancel();
  readers.push(await open());
  for (const reader of readers) await reader.cancel();
  assert.equal(hub.clients, 0);
});

Deno.test("the hub listens to the box only while somebody listens to it", async () => {
  const { clock, deps, open } = setUp();
  const before = deps.listeners.size;
  const reader = await open();
  assert.equal(deps.listeners.size, before + 1);
  await reader.cancel();
  assert.equal(deps.listeners.size, before);
  await clock.advance(1_000);
});

Deno.test("a stream works while the journal cannot be read", async () => {
  const { deps, open } = setUp();
  deps.journalFault = "disk I/O error";
  const reader = await open(undefined, 30);
  await reader.take("roles");
  assert.deepEqual(deps.failures, ["read the journal: disk I/O error"]);
  await reader.cancel();
});

Deno.test("a stream ends after an hour, for the browser to come back with its rights as they are then", async () => {
  let nowMs = 0;
  let wake = () => {};
  const clock: Clock = {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    sleep: () => new Promise((resolve) => wake = resolve),
  };
  const { hub, open } = setUp(clock);
  const reader = await open();
  await reader.take("roles");
  nowMs = 3_600_000;
  wake();
  await reader.take("status");
  nowMs++;
  wake();
  while (await reader.chunk()) reader.all();
  assert.equal(hub.clients, 0);
});
