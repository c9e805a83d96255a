/**
 * Boxes that lend and borrow a camera over a wire in memory: who watches it when a watcher is blind, has too much to do, or is told old words.
 */
import assert from "node:assert/strict";
import { MemoryWire } from "../../test/fleet/memory_wire.ts";
import type { SiteView } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { parseConfig } from "../config/load.ts";
import type { LeaseEntry } from "../fleet/cameras/guard.ts";
import { OVERLOAD_MS } from "../fleet/cameras/relief.ts";
import type { Offer } from "../fleet/cameras/words.ts";
import { Secret } from "../reading/secret.ts";
import { FleetLoans, PICTURE_AGE_MAX_MS } from "./fleet_loans.ts";

const KETTLE = { home: "north", id: "kettle" };
/** What the issue asks for. */
const WATCHED_MS = 30_000;

/** One box with its camera `own`, which another one would take, and north's `kettle`. */
class LoanBox {
  readonly loans: FleetLoans;
  readonly name: string;
  /** What its fire logic is told of what others see. */
  readonly seen: { cameraId: string; fire: number }[] = [];
  readonly refused: string[] = [];
  readonly notes: string[] = [];
  isOverloaded = false;
  /** How old a picture is when the model has seen it; undefined: the model sees none, though they arrive. */
  lookAgeMs: number | undefined = 100;
  borrowed: readonly string[] = [];
  away: readonly string[] = [];

  /** When it was to lend `own` first. */
  lentOwnAtMs: number | undefined;

  constructor(name: string, clock: FakeClock) {
    const parsed = parseConfig(`
zones: [{id: hall}, {id: cams, limits: {visionAlone: true}}]
sensors: [{id: s, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras:
  - {id: own, zone: hall, home: ${name}, source: "test:room"}
  - {id: kettle, zone: cams, home: north, source: "test:room"}
fleet: {site: plant, box: ${name}, servers: ["nats://192.0.2.1"], key: {file: /k}, lends: {above: 1}}`);
    assert(parsed.ok && parsed.value.fleet !== undefined, JSON.stringify(parsed));
    this.name = name;
    this.loans = new FleetLoans({
      clock,
      config: { ...parsed.value, fleet: parsed.value.fleet },
      key: new Secret("the key of the site"),
      offer: this.offer,
      tell: (message) => {
        if ((message as { kind: string }).kind === "seen") this.seen.push(message as LoanBox["seen"][number]);
      },
      refused: (reason) => this.refused.push(reason),
      note: (text) => this.notes.push(text),
    });
  }

  get offer(): Offer {
    const takes = this.name === "north" ? [] : [KETTLE];
    return { v: 1, box: this.name, weight: 1, camerasMax: 4, takes };
  }

  /** What its fire logic tells: all cameras that it fetches deliver pictures. */
  site(): SiteView {
    const cameras = ["own", "kettle"].map((cameraId) => ({
      cameraId,
      zoneId: "cams",
      name: cameraId,
      phase: "live" as const,
      isLive: true,
      freshAgeMs: 0,
      fps: 2,
      factor: 1,
      frames: 1,
      dropped: 0,
    }));
    const trouble = { id: "t", code: "cameras-slowed", subject: "detect", active: true };
    const troubles = this.isOverloaded ? [trouble] as unknown as SiteView["troubles"] : [];
    const none = { zones: [], sensors: [], alarms: [], outputs: [], devices: [] };
    return { kind: "site", atMs: 0, atWallMs: 0, siteName: this.name, ...none, troubles, cameras };
  }
}

/** North, which lends its kettle, and two that may borrow it; their clock and the store. */
class Site {
  readonly clock = new FakeClock();
  readonly wire = new MemoryWire();
  readonly north = new LoanBox("north", this.clock);
  readonly south = new LoanBox("south", this.clock);
  readonly west = new LoanBox("west", this.clock);
  readonly boxes = [this.north, this.south, this.west];
  lease: LeaseEntry = { revision: 0 };
  /** Whether the servers are reached by nobody. */
  isCut = false;
  /** Loans as they went over the wire. */
  readonly loans: { subject: string; payload: string }[] = [];

  constructor() {
    for (const box of this.boxes) {
      box.loans.attach(this.wire.connection((subject, payload) => {
        if (subject.includes(".loan.")) this.loans.push({ subject, payload });
        return !this.isCut;
      }));
      box.loans.feed({ kind: "reached" });
    }
  }

  run(ms: number): this {
    for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
      this.clock.jump(1_000);
      for (const box of this.boxes) this.#step(box);
      const watchers = this.watchers;
      assert(watchers.length > 0, `nobody watches the kettle after ${this.clock.monotonicMs()} ms`);
    }
    return this;
  }

  #step(box: LoanBox): void {
    const nowMs = this.clock.monotonicMs();
    box.loans.site(box.site());
    if (box.lookAgeMs !== undefined && box.borrowed.includes("kettle")) {
      const place = { x: 0.5, y: 0.5, width: null, height: null };
      const atMs = nowMs - box.lookAgeMs;
      box.loans.seen({ kind: "seen", cameraId: "kettle", atMs, fire: 0.1, smoke: 0, ...place });
    }
    const isHome = box === this.north;
    const own = { home: box.name, id: "own" };
    if (isHome) box.loans.feed({ kind: "lease", camera: KETTLE, lease: this.lease });
    else box.loans.feed({ kind: "lease", camera: own, lease: { revision: 0 } });
    const takers = this.boxes.filter((other) => other !== box).map((other) => ({
      box: other.name,
      weight: 1,
      room: other.loans.room(0),
      takes: new Set([isHome ? "north/kettle" : `${box.name}/own`]),
      isSteady: true,
      ...(other.loans.ticket !== undefined && { ticket: other.loans.ticket }),
    }));
    const { writes, borrowed, away } = box.loans.step({ takers, looks: true, guarding: new Set() });
    Object.assign(box, { borrowed, away });
    for (const { camera, act, holder, onRevision } of writes) {
      if (camera.id === "own") box.lentOwnAtMs ??= nowMs;
      if (camera.id === "own" || onRevision !== this.lease.revision) continue;
      this.lease = { ...(act === "lend" && { holder, lent: true }), revision: onRevision + 1 };
    }
  }

  /** Who fetches the kettle's pictures. */
  get watchers(): string[] {
    return this.boxes.filter((box) =>
      box === this.north ? !box.away.includes("kettle") : box.borrowed.includes("kettle")
    ).map(({ name }) => name);
  }

  /** The box that watches it for north, once it is lent. */
  lend(): LoanBox {
    for (let second = 0; this.north.away.length === 0; second++) {
      assert(second < 30, "the kettle is lent");
      this.run(1_000);
    }
    this.run(3_000);
    const watchers = this.watchers;
    assert.equal(watchers.length, 1);
    return this.boxes.find(({ name }) => name === watchers[0])!;
  }
}

Deno.test("FleetLoans: a camera that is lent is watched by one box, and what that sees counts at home", () => {
  const site = new Site();
  site.lend();
  site.north.seen.length = 0;
  site.run(10_000);
  assert.deepEqual(new Set(site.north.seen.map(({ cameraId }) => cameraId)), new Set(["kettle"]));
  assert(site.north.seen.length >= 9, `${site.north.seen.length} sightings`);
  for (const box of site.boxes) assert.deepEqual(box.refused, []);
});

for (
  const [how, lookAgeMs] of [["hangs", undefined], ["is far behind", PICTURE_AGE_MAX_MS + 1_000]] as const
) {
  Deno.test(`FleetLoans: a watcher whose detector ${how}, while pictures arrive, watches nothing: another box does within 30 s`, () => {
    const site = new Site();
    const first = site.lend();
    first.lookAgeMs = lookAgeMs;
    const startMs = site.clock.monotonicMs();
    while (!site.north.notes.some((note) => note.includes("is watched here again"))) {
      site.run(1_000);
      assert(site.clock.monotonicMs() - startMs < WATCHED_MS, "it is taken back in time");
    }
    const second = site.lend();
    assert.notEqual(second, first);
    site.run(120_000);
    assert.deepEqual(site.watchers, [second.name], "and it does not go back to one that sees nothing");
  });
}

Deno.test("FleetLoans: a box that has never looked at a camera is not believed that it watches it, however live the pictures are", () => {
  const site = new Site();
  site.south.lookAgeMs = undefined;
  site.west.lookAgeMs = undefined;
  site.run(60_000);
  assert.deepEqual(site.north.away, []);
  assert(site.loans.length > 0, "it was tried");
});

Deno.test("FleetLoans: a watcher that has too much to do gives the camera back, and it is watched all the time, in the end by another box", () => {
  const site = new Site();
  const first = site.lend();
  first.isOverloaded = true;
  site.run(OVERLOAD_MS - 5_000);
  assert.deepEqual(site.watchers, [first.name], "not for a moment's load");
  assert.equal(first.loans.room(0), 0, "but nothing more is lent to it from the first moment on");
  site.run(10_000);
  assert.match(first.notes.join(), /camera kettle is given back to box north: this box has too much to do/);
  assert.match(site.north.notes.join(), /kettle is watched here again: box \w+ gives it back/);
  const second = site.lend();
  assert.notEqual(second, first);
  assert.equal(first.lentOwnAtMs, undefined);
  site.run(OVERLOAD_MS);
  assert(first.lentOwnAtMs !== undefined, "only then it lends what is its own");
  first.isOverloaded = false;
  site.run(120_000);
  assert.deepEqual(site.watchers, [second.name]);
});

Deno.test("FleetLoans: loans that are played back are refused, and change nothing", () => {
  const site = new Site();
  const watcher = site.lend();
  const [old] = site.loans;
  watcher.refused.length = 0;
  site.wire.publish(old.subject, old.payload);
  assert.equal(watcher.refused.length, 1);
  site.run(20_000);
  const since = site.loans.length;
  site.wire.publish(old.subject, old.payload);
  site.wire.publish(site.loans[since - 1].subject, site.loans[since - 1].payload);
  assert.deepEqual(watcher.refused.slice(1), ["old-ticket", "repeated"]);
  site.run(1_000);
  assert.deepEqual(site.watchers, [watcher.name]);
});

Deno.test("FleetLoans: wall clocks that step change nothing", () => {
  const site = new Site();
  const watcher = site.lend();
  site.north.seen.length = 0;
  for (const stepMs of [3_600_000, -7_200_000]) {
    site.clock.stepWall(stepMs);
    site.run(20_000);
  }
  assert.deepEqual(site.watchers, [watcher.name]);
  assert(site.north.seen.length >= 39, `${site.north.seen.length} sightings`);
  assert.deepEqual([...site.north.notes, ...site.north.refused], []);
});

Deno.test("FleetLoans: servers that are away for an hour leave the camera to its home, and it is lent again when they are back", () => {
  const site = new Site();
  const watcher = site.lend();
  site.isCut = true;
  // Connections end later than they are cut.
  site.run(8_000);
  for (const box of site.boxes) box.loans.feed({ kind: "lost" });
  site.run(20_000);
  assert.deepEqual(site.watchers, ["north"]);
  assert.deepEqual(site.run(3_600_000).watchers, ["north"]);
  site.isCut = false;
  for (const box of site.boxes) box.loans.feed({ kind: "reached" });
  assert.equal(site.lend(), watcher, "nobody is blamed for it");
  for (const box of site.boxes) assert.deepEqual(box.refused, []);
});
