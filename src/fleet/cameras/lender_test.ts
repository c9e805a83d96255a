import assert from "node:assert/strict";
import type { LeaseEntry, Taker } from "./guard.ts";
import {
  awayOf,
  BEGIN_MS,
  COOL_MS,
  feedLender,
  type LenderOutcome,
  loansOf,
  SEEN_MS,
  SHORT_MS,
  startLender,
  stepLender,
} from "./lender.ts";
import { CALM_MS, OVERLOAD_MS } from "./relief.ts";

const CAMERAS = ["a", "b", "c", "d"].map((id) => ({ home: "north", id }));

function taker(box: string, changes: Partial<Taker> = {}): Taker {
  const takes = new Set(CAMERAS.map(({ id }) => `north/${id}`));
  return { box, weight: 1, room: 16, takes, isSteady: true, ...changes };
}

/** North with four cameras, its clock, the store, and boxes that watch what they are lent. */
class Bed {
  nowMs = 0;
  outcome: LenderOutcome;
  takers: Taker[] = [taker("south"), taker("west")];
  readonly stays = new Set<string>();
  /** Boxes that are lent cameras and watch nothing. */
  readonly lazy = new Set<string>();
  isOverloaded = false;
  isReached = true;
  readonly store = new Map<string, LeaseEntry>();
  readonly notes: string[] = [];

  constructor(camerasMax: number) {
    const state = startLender({ cameras: CAMERAS, ownCount: 4, camerasMax }, 0);
    this.outcome = { state, writes: [], notes: [], short: 0 };
    this.feed({ kind: "reached" });
  }

  feed(input: Parameters<typeof feedLender>[1]): void {
    this.outcome = { ...this.outcome, state: feedLender(this.outcome.state, input, this.nowMs) };
  }

  run(ms: number): this {
    for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
      this.nowMs += 1_000;
      if (this.isReached) {
        for (const camera of CAMERAS) {
          this.feed({ kind: "lease", camera, lease: this.store.get(camera.id) ?? { revision: 0 } });
        }
        for (const [box, cameras] of loansOf(this.outcome.state)) {
          if (this.lazy.has(box)) continue;
          for (const { id, lease } of cameras) {
            this.feed({ kind: "told", from: box, id, lease, isLive: true });
          }
        }
      }
      const { takers, stays, isOverloaded } = this;
      this.outcome = stepLender(
        this.outcome.state,
        { takers, looks: true, stays, isOverloaded },
        this.nowMs,
      );
      this.notes.push(...this.outcome.notes);
      if (!this.isReached) continue;
      for (const { camera, act, holder, onRevision } of this.outcome.writes) {
        if ((this.store.get(camera.id)?.revision ?? 0) !== onRevision) continue;
        const lease = act === "lend" ? { holder, lent: true } : {};
        this.store.set(camera.id, { ...lease, revision: onRevision + 10 });
      }
    }
    return this;
  }

  get away(): string[] {
    return [...awayOf(this.outcome.state, this.nowMs)].map(([id, box]) => `${id} at ${box}`);
  }
}

Deno.test("stepLender: what is too many is lent to boxes with room, let go of when they show it, and does not wander", () => {
  const bed = new Bed(2).run(5_000);
  const away = bed.away;
  assert.equal(away.length, 2);
  bed.takers.push(taker("east", { weight: 50 }));
  assert.deepEqual(bed.run(600_000).away, away, "a better box is no reason to hand anything over");
  assert.deepEqual(bed.notes, []);
  assert.deepEqual(new Bed(2).run(5_000).away, away, "the same everywhere and always");
  assert.deepEqual(new Bed(4).run(60_000).away, [], "nothing is too many");
});

Deno.test("stepLender: a box gets no more than it has room for, none that it does not list, and none before it has stayed", () => {
  const bed = new Bed(1);
  bed.takers = [
    taker("south", { room: 1 }),
    taker("west", { takes: new Set(["north/d"]) }),
    taker("east", { isSteady: false }),
  ];
  bed.run(5_000);
  assert.deepEqual(bed.away.map((text) => text.slice(-5)).sort(), ["south", " west"].sort());
  assert(bed.away.includes("d at west") || bed.away.includes("d at south"));
});

Deno.test("stepLender: no camera is let go of before its watcher shows live pictures by this very lease", () => {
  const bed = new Bed(3);
  bed.lazy.add("south").add("west");
  bed.run(3_000);
  const [[box, [{ id, lease }]]] = [...loansOf(bed.outcome.state)];
  assert.deepEqual(bed.away, []);
  for (
    const told of [
      { from: box, id, lease: lease - 1, isLive: true },
      { from: "stranger", id, lease, isLive: true },
      { from: box, id, lease, isLive: false },
    ]
  ) {
    bed.feed({ kind: "told", ...told });
    assert.deepEqual(bed.away, [], JSON.stringify(told));
  }
  bed.feed({ kind: "told", from: box, id, lease, isLive: true });
  assert.deepEqual(bed.away, [`${id} at ${box}`]);
});

Deno.test("stepLender: a watcher that falls silent, or whose picture is gone, loses the camera within seconds, and another box takes it", () => {
  for (const fall of ["silent", "no picture"] as const) {
    const bed = new Bed(3).run(5_000);
    const [id, box] = bed.away[0].split(" at ");
    const other = box === "south" ? "west" : "south";
    if (fall === "silent") bed.lazy.add(box);
    else {
      const lease = loansOf(bed.outcome.state).get(box)![0].lease;
      bed.feed({ kind: "told", from: box, id, lease, isLive: false });
      assert.deepEqual(bed.away, [], "at once");
    }
    bed.nowMs += SEEN_MS - 1_000;
    assert.deepEqual(bed.away, fall === "silent" ? [`${id} at ${box}`] : []);
    bed.run(1_000);
    assert.deepEqual(bed.away, [], fall);
    assert.equal(bed.notes.length, 1);
    bed.run(10_000);
    assert.deepEqual(bed.away, [`${id} at ${other}`]);
    bed.lazy.clear();
    assert.deepEqual(bed.run(COOL_MS).away, [`${id} at ${other}`], "it does not go back");
  }
});

Deno.test("stepLender: a camera that its watcher gives back is watched at home at once, and by another box soon", () => {
  const bed = new Bed(3).run(5_000);
  const [id, box] = bed.away[0].split(" at ");
  const other = box === "south" ? "west" : "south";
  const lease = loansOf(bed.outcome.state).get(box)![0].lease;
  bed.feed({ kind: "told", from: box, id, lease, isLive: true, givesBack: true });
  assert.deepEqual(bed.away, [], "at once");
  bed.feed({ kind: "told", from: box, id, lease, isLive: true });
  assert.deepEqual(bed.away, [], "whatever is said after that");
  bed.run(1_000);
  assert.deepEqual(bed.notes, [
    `camera ${id} is watched here again: box ${box} gives it back: it has too much to do`,
  ]);
  assert.equal(loansOf(bed.outcome.state).has(box), false, "by which its watcher knows that it may let go");
  assert.deepEqual(bed.run(10_000).away, [`${id} at ${other}`]);
  assert.deepEqual(bed.run(COOL_MS).away, [`${id} at ${other}`], "it does not go back");
});

Deno.test("stepLender: a camera that is given back and that nobody else takes stays at home, which tells of it", () => {
  const bed = new Bed(3);
  bed.takers = [taker("south")];
  const [id] = bed.run(5_000).away[0].split(" at ");
  const lease = loansOf(bed.outcome.state).get("south")![0].lease;
  bed.feed({ kind: "told", from: "south", id, lease, isLive: true, givesBack: true });
  bed.takers = [taker("south", { room: 0 })];
  assert.deepEqual(bed.run(SHORT_MS + 10_000).away, []);
  assert.equal(bed.outcome.short, 1);
});

Deno.test("stepLender: a box that lends none any more takes back what stands as lent from before", () => {
  const bed = new Bed(4);
  bed.store.set("a", { holder: "south", lent: true, revision: 5 });
  bed.run(3_000);
  assert.deepEqual([bed.store.get("a")?.holder, bed.away], [undefined, []]);
});

Deno.test("stepLender: cut off from the servers a box takes its cameras back, blames nobody, and gives back the leases that stand", () => {
  const bed = new Bed(3).run(5_000);
  const away = bed.away;
  bed.isReached = false;
  // Its connection ends later than it is cut.
  bed.run(SEEN_MS);
  assert.deepEqual(bed.away, []);
  assert.equal(bed.outcome.state.coolUntilMs.size, 0);
  bed.feed({ kind: "lost" });
  bed.run(1_000);
  bed.isReached = true;
  bed.feed({ kind: "reached" });
  bed.run(1_000);
  assert.deepEqual(bed.outcome.writes.map(({ act }) => act), ["release"]);
  assert.deepEqual(bed.run(10_000).away, away, "the same box by the same rule");
});

Deno.test("stepLender: a lender that starts anew gives back what stands as lent, and leaves to its guard what is guarded", () => {
  const bed = new Bed(2);
  bed.store.set("a", { holder: "south", lent: true, revision: 5 });
  bed.store.set("b", { holder: "west", revision: 6 });
  bed.run(1_000);
  assert.deepEqual(bed.outcome.writes.map(({ camera, act }) => `${act} ${camera.id}`), [
    "release a",
    "lend c",
  ]);
  bed.run(60_000);
  assert.equal(bed.store.get("a")?.lent, true, "and lends it anew");
  assert.deepEqual(bed.store.get("b"), { holder: "west", revision: 6 });
});

Deno.test("stepLender: a loan that never shows a picture ends, and that camera is not lent there again for a while", () => {
  const bed = new Bed(3);
  bed.lazy.add("south").add("west");
  bed.run(BEGIN_MS + 5_000);
  const tried = new Set([...bed.outcome.state.coolUntilMs.keys()]);
  assert.equal(tried.size, 1);
  bed.takers = [];
  assert.equal(bed.run(SHORT_MS).outcome.short, 0);
  assert.equal(bed.run(30_000).outcome.short, 1, "and it is told that nobody takes it");
});

Deno.test("stepLender: a camera in whose zone an alarm stands comes home, and another may go in its place", () => {
  const bed = new Bed(3).run(5_000);
  const [id] = bed.away[0].split(" at ");
  bed.stays.add(id);
  bed.run(1_000);
  assert(!bed.away.some((text) => text.startsWith(id)));
  for (const camera of CAMERAS) bed.stays.add(camera.id);
  assert.deepEqual(bed.run(30_000).away, []);
  assert.equal(bed.run(SHORT_MS * 2).outcome.short, 0, "that is no want of room");
});

Deno.test("stepLender: an overload that lasts drives one camera away after the other; they come back one by one, more slowly after a relapse", () => {
  const bed = new Bed(4).run(60_000);
  bed.isOverloaded = true;
  bed.run(OVERLOAD_MS - 5_000);
  assert.deepEqual(bed.away, [], "not for a moment's load");
  assert.equal(bed.run(10_000).away.length, 1);
  assert.equal(bed.run(OVERLOAD_MS + 5_000).away.length, 2);
  bed.isOverloaded = false;
  assert.equal(bed.run(CALM_MS - 5_000).away.length, 2);
  assert.equal(bed.run(10_000).away.length, 1);
  bed.isOverloaded = true;
  assert.equal(bed.run(OVERLOAD_MS + 10_000).away.length, 2);
  bed.isOverloaded = false;
  assert.equal(bed.run(CALM_MS + 10_000).away.length, 2, "twice as long now");
  assert.equal(bed.run(CALM_MS).away.length, 1);
});
