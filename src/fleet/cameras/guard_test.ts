import assert from "node:assert/strict";
import {
  ALONE_MS,
  boxesHere,
  guardedOf,
  type GuardInput,
  type GuardOutcome,
  leasesWanted,
  startGuard,
  stepGuard,
} from "./guard.ts";
import { ranked } from "./rank.ts";
import { BLIND_COOL_MS, BLIND_MS } from "./blindness.ts";
import { SILENT_MS, STEADY_MS } from "./presence.ts";
import { leaseKey, type Offer } from "./words.ts";

const BOILER = { home: "north", id: "boiler" };
const HALL = { home: "north", id: "hall" };
/** The own cameras of the box under test. */
const SHARED = [{ home: "south", id: "gate" }, { home: "south", id: "yard" }];

function offer(box: string, changes: Partial<Offer> = {}): Offer {
  return { v: 1, box, weight: 1, camerasMax: 16, takes: [BOILER, HALL], ...changes };
}

/** One box, its clock, and what it is told. */
class Bed {
  nowMs = 1_000;
  outcome: GuardOutcome;
  looks = true;
  readonly unseen = new Set<string>();
  readonly heard = new Set<string>();

  constructor(own: Offer) {
    this.outcome = { state: startGuard(own, SHARED), writes: [], unguarded: [], alone: [] };
  }

  feed(input: GuardInput): this {
    this.outcome = stepGuard(this.outcome.state, input, this.nowMs);
    return this;
  }

  /** On the bus, with an empty bucket, and these boxes heard. */
  reach(...boxes: string[]): this {
    for (const box of boxes) this.heard.add(box);
    return this.feed({ kind: "reached" }).feed({ kind: "read" });
  }

  /** So much time, second by second. */
  run(ms: number): this {
    for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
      this.nowMs += 1_000;
      for (const box of this.heard) this.feed({ kind: "beat", box, looks: true });
      this.feed({ kind: "tick", looks: this.looks, unseen: this.unseen });
    }
    return this;
  }

  lease(camera: typeof BOILER, holder: string | undefined, revision = 7): this {
    return this.feed({ kind: "lease", camera, lease: { holder, revision } });
  }

  get guards(): string[] | undefined {
    return guardedOf(this.outcome.state)?.map(({ id }) => id);
  }

  get writes(): string[] {
    return this.outcome.writes.map(({ act, camera, onRevision }) => `${act} ${camera.id} on ${onRevision}`);
  }
}

Deno.test("stepGuard: what a box watched before its fleet process started is not known before the bucket has been read", () => {
  const bed = new Bed(offer("south")).feed({ kind: "reached" }).run(60_000);
  assert.equal(bed.guards, undefined);
  assert.deepEqual(bed.feed({ kind: "read" }).run(1_000).guards, ["boiler", "hall"]);
});

Deno.test("stepGuard: the cameras of a box that falls silent are taken after 12 s, and not before", () => {
  const bed = new Bed(offer("south")).reach("north").run(60_000);
  assert.deepEqual(bed.guards, []);
  bed.heard.delete("north");
  bed.run(SILENT_MS - 1_000);
  assert.deepEqual(bed.guards, []);
  bed.run(1_000);
  assert.deepEqual(bed.guards, ["boiler", "hall"]);
  assert.deepEqual(bed.writes, ["take boiler on 0", "take hall on 0"]);
});

Deno.test("stepGuard: a box that lives but looks at no camera is as good as gone", () => {
  const bed = new Bed(offer("south")).reach("north").run(30_000);
  bed.heard.delete("north");
  for (let second = 0; second < 12; second++) {
    bed.feed({ kind: "beat", box: "north", looks: false }).run(1_000);
  }
  assert.deepEqual(bed.guards, ["boiler", "hall"]);
});

Deno.test("stepGuard: a camera that a living box holds is left to it, and taken over when that one dies, too", () => {
  const bed = new Bed(offer("south")).reach("west").lease(BOILER, "west").run(60_000);
  assert.deepEqual(bed.guards, ["hall"]);
  bed.heard.delete("west");
  bed.run(SILENT_MS);
  assert.deepEqual(bed.guards, ["boiler", "hall"]);
  assert(bed.writes.includes("take boiler on 7"));
});

Deno.test("stepGuard: of two that watch one camera the one without the lease lets go", () => {
  const bed = new Bed(offer("south")).reach("west").run(60_000);
  assert.deepEqual(bed.guards, ["boiler", "hall"]);
  bed.lease(BOILER, "west").lease(HALL, "south", 8).run(1_000);
  assert.deepEqual(bed.guards, ["hall"]);
  assert.deepEqual(bed.writes, []);
});

Deno.test("stepGuard: a box that is back gets its cameras when it has been there for a while, and longer each time that it goes", () => {
  const bed = new Bed(offer("south")).reach("north").run(30_000);
  for (const steadyMs of [STEADY_MS, 2 * STEADY_MS, 4 * STEADY_MS]) {
    bed.heard.delete("north");
    bed.run(20_000).lease(BOILER, "south").lease(HALL, "south", 8).run(1_000);
    bed.heard.add("north");
    bed.run(steadyMs);
    assert.deepEqual(bed.guards, ["boiler", "hall"], `still after ${steadyMs} ms`);
    bed.run(1_000);
    assert.deepEqual(bed.guards, []);
    assert.deepEqual(bed.writes, ["release boiler on 7", "release hall on 8"]);
    bed.lease(BOILER, undefined, 9).lease(HALL, undefined, 10).run(1_000);
    assert.deepEqual(bed.writes, []);
  }
});

Deno.test("stepGuard: cut off from the bus a box goes on watching what it watches, and takes nobody for dead until it has listened", () => {
  const bed = new Bed(offer("south")).reach("north").run(30_000);
  bed.feed({ kind: "lost" }).run(120_000);
  assert.deepEqual(bed.guards, []);
  bed.heard.delete("north");
  bed.reach().run(SILENT_MS - 1_000);
  assert.deepEqual(bed.guards, []);
  bed.run(1_000);
  assert.deepEqual(bed.guards, ["boiler", "hall"]);
  bed.feed({ kind: "lost" }).run(600_000);
  assert.deepEqual(bed.guards, ["boiler", "hall"]);
});

Deno.test("stepGuard: a fleet process that starts anew goes on with what its box holds", () => {
  const bed = new Bed(offer("south")).feed({ kind: "reached" }).lease(BOILER, "south").feed({ kind: "read" });
  bed.run(1_000);
  assert.deepEqual(bed.guards, ["boiler"]);
});

Deno.test("stepGuard: a box takes no more than it may, and says of the rest that nobody watches them", () => {
  const bed = new Bed(offer("south", { camerasMax: 1 })).reach().run(60_000);
  assert.equal(bed.guards?.length, 1);
  assert.deepEqual(bed.outcome.unguarded.map(({ why }) => why), ["full"]);
  const none = new Bed(offer("south", { weight: 0 })).reach().run(SILENT_MS);
  assert.deepEqual(none.outcome.unguarded, []);
  none.run(31_000);
  assert.deepEqual(none.guards, []);
  assert.deepEqual(none.outcome.unguarded.map(({ why }) => why), ["no-weight", "no-weight"]);
});

Deno.test("stepGuard: a box whose own detector is down gives up what it holds, not for a moment's restart", () => {
  const bed = new Bed(offer("south")).reach().run(60_000).lease(BOILER, "south").lease(HALL, "south");
  bed.looks = false;
  bed.run(3_000);
  assert.deepEqual(bed.guards, ["boiler", "hall"]);
  bed.run(SILENT_MS);
  assert.deepEqual(bed.guards, []);
  assert.deepEqual(bed.writes, ["release boiler on 7", "release hall on 7"]);
});

Deno.test("stepGuard: the second in rank takes what the first does not", () => {
  const bed = new Bed(offer("south")).feed({ kind: "offer", box: "west", offer: offer("west") }).reach(
    "west",
  );
  bed.run(SILENT_MS);
  const first = ["boiler", "hall"].filter((id) =>
    ranked(`north/${id}`, [{ box: "south", weight: 1 }, { box: "west", weight: 1 }])[0] === "south"
  );
  assert.deepEqual(bed.guards, first);
  bed.run(4_000);
  assert.deepEqual(bed.writes, ["take boiler on 0", "take hall on 0"]);
});

Deno.test("stepGuard: a camera of its own that no box which is there would take over is told of, after a while", () => {
  const bed = new Bed(offer("south")).reach("west", "east");
  bed.feed({ kind: "offer", box: "west", offer: offer("west", { takes: [SHARED[0]] }) });
  bed.feed({ kind: "offer", box: "east", offer: offer("east", { takes: SHARED, weight: 0 }) });
  const alone = () => bed.outcome.alone.map(({ id }) => id);
  bed.run(ALONE_MS);
  assert.deepEqual(alone(), []);
  bed.run(1_000);
  assert.deepEqual(alone(), ["yard"], "who takes none does not count");
  bed.heard.delete("west");
  bed.run(ALONE_MS + SILENT_MS);
  assert.deepEqual(alone(), ["gate", "yard"], "nor who is gone");
  bed.feed({ kind: "offer", box: "east", offer: offer("east", { takes: SHARED }) }).run(1_000);
  assert.deepEqual(alone(), []);
  bed.feed({ kind: "lost" }).run(ALONE_MS * 2);
  assert.deepEqual(alone(), [], "cut off, nothing is known of others");
});

Deno.test("ranked: boxes get their share by weight, and one that dies moves its own cameras only", () => {
  const boxes = [{ box: "a", weight: 1 }, { box: "b", weight: 2 }, { box: "c", weight: 1 }];
  const counts = { a: 0, b: 0, c: 0 } as Record<string, number>;
  for (let i = 0; i < 4_000; i++) {
    const order = ranked(`north/cam ${i}`, boxes);
    counts[order[0]]++;
    const without = ranked(`north/cam ${i}`, boxes.filter(({ box }) => box !== "a"));
    if (order[0] !== "a") assert.equal(without[0], order[0]);
  }
  for (const [box, share] of [["a", 1_000], ["b", 2_000], ["c", 1_000]] as const) {
    assert(Math.abs(counts[box] - share) < 200, `${box} has ${counts[box]}`);
  }
});

Deno.test("leaseKey: any id of a camera makes a key that a store takes, and no two the same", () => {
  const keys = ["boiler", "Kessel: Raum 1.a", "Kessel: Raum 1 a"].map((id) =>
    leaseKey({ home: "north", id })
  );
  for (const key of keys) assert.match(key, /^[-/=.\w]+$/);
  assert.equal(new Set(keys).size, 3);
});

Deno.test("leasesWanted: while all is well nothing is read; what may have to be taken, kept or given back is", () => {
  const bed = new Bed(offer("south")).reach("north");
  const wanted = () => leasesWanted(bed.outcome.state, bed.nowMs).map(({ id }) => id);
  assert.deepEqual(wanted(), ["boiler", "hall"], "at first");
  bed.run(30_000);
  assert.deepEqual(wanted(), []);
  bed.heard.delete("north");
  bed.run(SILENT_MS).lease(BOILER, "south").lease(HALL, "west", 8);
  assert.deepEqual(wanted(), ["boiler", "hall"]);
  bed.heard.add("north");
  bed.run(STEADY_MS).lease(HALL, undefined, 9);
  assert.deepEqual(wanted(), ["boiler", "hall"]);
  bed.run(1_000);
  assert.deepEqual(wanted(), ["boiler"], "until it has been given back");
  assert.deepEqual(boxesHere(bed.outcome.state, bed.nowMs), ["north"]);
});

Deno.test("stepGuard: a camera that a guard gets no picture of is free for another box, and watched on until one has it", () => {
  const bed = new Bed(offer("south", { takes: [BOILER] })).reach("west");
  bed.feed({ kind: "offer", box: "west", offer: offer("west") }).lease(BOILER, "south").run(SILENT_MS);
  assert.deepEqual(bed.guards, ["boiler"]);
  bed.unseen.add("north/boiler");
  assert.deepEqual(bed.run(BLIND_MS).writes, [], "a stream needs time to start");
  assert.deepEqual([bed.run(1_000).writes, bed.guards], [["release boiler on 7"], ["boiler"]]);
  bed.lease(BOILER, undefined, 8);
  assert.deepEqual([bed.run(60_000).writes, bed.guards], [[], ["boiler"]], "nobody else has taken it");
  bed.lease(BOILER, "west", 9);
  assert.deepEqual(bed.run(1_000).guards, []);
  // West sees nothing, either: both try, and who sees something first has it.
  bed.unseen.clear();
  bed.lease(BOILER, undefined, 10);
  assert.deepEqual([bed.run(4_000).writes, bed.guards], [[], []], "the others come first");
  assert.deepEqual(bed.run(6_000).guards, ["boiler"]);
  assert.deepEqual(bed.run(1_000).writes, ["take boiler on 10"]);
});

Deno.test("stepGuard: a camera that shows nothing for a moment, or that has been back for long, is taken as any other", () => {
  const bed = new Bed(offer("south", { takes: [BOILER] })).reach("west");
  bed.feed({ kind: "offer", box: "west", offer: offer("west") }).lease(BOILER, "south").run(SILENT_MS);
  for (let round = 0; round < 5; round++) {
    bed.unseen.add("north/boiler");
    assert.deepEqual(bed.run(BLIND_MS - 2_000).writes, []);
    bed.unseen.clear();
    assert.deepEqual([bed.run(1_000).writes, bed.guards], [[], ["boiler"]]);
  }
  bed.unseen.add("north/boiler");
  bed.run(BLIND_MS + 2_000).lease(BOILER, "west", 8).run(BLIND_COOL_MS);
  bed.unseen.clear();
  bed.heard.delete("west");
  bed.run(SILENT_MS + 1_000);
  assert.deepEqual([bed.guards, bed.writes], [["boiler"], ["take boiler on 8"]]);
});
