import assert from "node:assert/strict";
import {
  borrowedOf,
  type BorrowerState,
  HOLD_MS,
  LOAN_SILENT_MS,
  roomOf,
  sightingsOf,
  startBorrower,
  stepBorrower,
  takeLoan,
} from "./borrower.ts";
import type { Loan } from "./loan_words.ts";
import { SILENT_MS } from "./presence.ts";
import { CALM_MS, OVERLOAD_MS } from "./relief.ts";
import type { Offer } from "./words.ts";

const TAKES = [{ home: "north", id: "a" }, { home: "north", id: "b" }, { home: "west", id: "c" }];

function offer(changes: Partial<Offer> = {}): Offer {
  return { v: 1, box: "south", weight: 1, camerasMax: 16, takes: TAKES, ...changes };
}

function loan(changes: Partial<Loan> = {}): Loan {
  const cameras = [{ id: "a", lease: 4 }, { id: "b", lease: 5 }];
  return {
    from: "north",
    to: "south",
    run: "1".repeat(16),
    n: 7,
    shows: "0".repeat(16),
    ticket: "f".repeat(16),
    cameras,
    ...changes,
  };
}

/** South, its clock, and what it is lent by boxes that say so each second. */
class Bed {
  nowMs = 0;
  state: BorrowerState;
  /** By box: leases by the id of its cameras. */
  readonly lent = new Map<string, Map<string, number>>();
  guarding = new Set<string>();
  isOverloaded = false;
  readonly notes: string[] = [];

  constructor(changes: Partial<Offer> = {}) {
    this.state = startBorrower(offer(changes), 0);
  }

  lend(home: string, ...ids: readonly string[]): this {
    this.lent.set(home, new Map(ids.map((id, i) => [id, 10 + i])));
    return this;
  }

  run(ms: number): this {
    for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
      this.nowMs += 1_000;
      for (const [from, ids] of this.lent) {
        const cameras = [...ids].map(([id, lease]) => ({ id, lease }));
        this.state = takeLoan(this.state, loan({ from, cameras }), this.nowMs);
      }
      const { guarding, isOverloaded } = this;
      const { state, notes } = stepBorrower(this.state, { guarding, isOverloaded }, this.nowMs);
      this.state = state;
      this.notes.push(...notes);
    }
    return this;
  }

  /** As their own boxes do: what is given back is lent no more. */
  takeBack(): this {
    for (const { camera, givenBackAtMs } of this.state.held.values()) {
      if (givenBackAtMs !== undefined) this.lent.get(camera.home)?.delete(camera.id);
    }
    return this;
  }

  get watched(): string {
    return borrowedOf(this.state, this.nowMs).map(({ id }) => id).join(" ");
  }

  get givenBack(): string {
    const told = sightingsOf(
      this.state,
      this.state.offer.takes.map(({ id }) => ({ cameraId: id, isLive: true, fps: 2 })),
      this.nowMs,
    );
    return told.flatMap(({ cameras }) => cameras).filter(({ givesBack }) => givesBack).map(({ id }) => id)
      .join(" ");
  }
}

/** So many cameras of north. */
function many(count: number) {
  const ids = Array.from({ length: count }, (_, i) => `n${i}`);
  return { ids, takes: ids.map((id) => ({ home: "north", id })) };
}

Deno.test("takeLoan: what is lent is watched for as long as it is told of, and on until its box would be found gone", () => {
  const bed = new Bed().lend("north", "a", "b").run(1_000);
  assert.equal(bed.watched, "a b");
  bed.lent.clear();
  assert.equal(bed.run(LOAN_SILENT_MS - 1_000).watched, "a b");
  assert.equal(bed.run(1_000).watched, "");
  assert(LOAN_SILENT_MS > SILENT_MS + 3_000, "no gap before its guard goes on");
});

Deno.test("takeLoan: cameras of other boxes, unknown ones and loans for others change nothing", () => {
  const watched = (changes: Partial<Loan>) => {
    const state = takeLoan(startBorrower(offer(), 0), loan(changes), 0);
    return borrowedOf(stepBorrower(state, { guarding: new Set(), isOverloaded: false }, 0).state, 0).length;
  };
  assert.equal(watched({}), 2);
  assert.equal(watched({ to: "east" }), 0);
  assert.equal(watched({ from: "stranger" }), 0);
  assert.equal(watched({ cameras: [{ id: "c", lease: 1 }, { id: "x", lease: 2 }] }), 0);
});

Deno.test("stepBorrower: cameras of boxes that are gone come first, and what there is no room for is given back", () => {
  const bed = new Bed({ camerasMax: 2 }).lend("north", "a", "b").run(1_000);
  assert.equal(bed.watched, "a b");
  bed.guarding.add("west/c");
  bed.run(1_000);
  assert.equal(bed.givenBack, "b");
  assert.equal(bed.watched, "a b", "until its box has it");
  assert.deepEqual(bed.notes, ["camera b is given back to box north: there is no room for it"]);
  assert.equal(bed.takeBack().run(1_000).watched, "a");
  bed.guarding = new Set(["north/a"]);
  assert.equal(bed.run(1_000).watched, "", "what is guarded is nobody's loan");
  assert.equal(new Bed({ weight: 0 }).lend("north", "a").run(1_000).watched, "");
});

Deno.test("stepBorrower: an overload that lasts gives back what was lent last, step by step, and is watched on until its box has it", () => {
  const bed = new Bed().lend("north", "b").run(5_000).lend("west", "c").run(5_000);
  bed.isOverloaded = true;
  bed.run(OVERLOAD_MS);
  assert.equal(bed.givenBack, "", "not for a moment's load");
  assert.equal(roomOf(bed.state, 0), 0, "but nothing more is taken");
  bed.run(1_000);
  assert.deepEqual([bed.givenBack, bed.watched], ["c", "b c"]);
  assert.deepEqual(bed.notes, ["camera c is given back to box west: this box has too much to do"]);
  assert.equal(bed.takeBack().run(1_000).watched, "b");
  assert.equal(bed.run(OVERLOAD_MS - 5_000).givenBack, "", "each step is given time to help");
  bed.isOverloaded = false;
  assert.equal(bed.run(10 * CALM_MS).watched, "b", "what it can do it goes on with");
  assert.equal(bed.notes.length, 1);
});

Deno.test("stepBorrower: of many a part goes with each step, all of them within ten minutes, never more at once", () => {
  const { ids, takes } = many(16);
  const bed = new Bed({ takes }).lend("north", ...ids).run(5_000);
  bed.isOverloaded = true;
  const steps: number[] = [];
  for (let before = 16; before > 0 && bed.nowMs < 600_000;) {
    const now = bed.takeBack().run(1_000).watched.split(" ").filter((id) => id !== "").length;
    if (now < before) steps.push(before - now);
    before = now;
  }
  assert.deepEqual(steps, [4, 3, 3, 2, 1, 1, 1, 1]);
  assert.equal(bed.watched, "");
  bed.run(10 * OVERLOAD_MS);
  assert.equal(bed.state.relief.cameras, 16, "who has nothing gives nothing back");
});

Deno.test("stepBorrower: after an overload room comes back camera by camera, and more slowly where that brings the overload back", () => {
  const bed = new Bed({ camerasMax: 3 }).lend("north", "a", "b").run(5_000);
  bed.isOverloaded = true;
  bed.run(OVERLOAD_MS + 1_000).takeBack().run(1_000);
  bed.isOverloaded = false;
  assert.equal(bed.watched, "a");
  bed.run(CALM_MS - 1_000);
  assert.equal(roomOf(bed.state, 0), 0);
  bed.run(3_000);
  assert.equal(roomOf(bed.state, 0), 1);
  assert.equal(roomOf(bed.state, 1), 0, "and those of dead boxes count");
  bed.lend("north", "a", "b").run(1_000);
  bed.isOverloaded = true;
  bed.run(OVERLOAD_MS + 2_000).takeBack().run(1_000);
  bed.isOverloaded = false;
  bed.run(CALM_MS + 10_000);
  assert.equal(roomOf(bed.state, 0), 0, "twice as long now");
  assert.equal(roomOf(bed.run(CALM_MS).state, 0), 1);
});

Deno.test("stepBorrower: a camera that its box does not take back is let go of after a while, and taken again by a new loan alone", () => {
  const bed = new Bed({ camerasMax: 1 }).lend("north", "a").run(5_000);
  bed.guarding.add("west/c");
  assert.equal(bed.run(HOLD_MS).watched, "a");
  assert.equal(bed.run(2_000).watched, "");
  assert.equal(bed.givenBack, "", "it is as silent as a box that does not watch");
  bed.guarding.clear();
  assert.equal(bed.run(60_000).watched, "", "this loan has ended");
  bed.lent.set("north", new Map([["a", 99]]));
  assert.equal(bed.run(1_000).watched, "a");
  assert.equal(bed.givenBack, "");
});

Deno.test("sightingsOf: what is seen goes to its own box, by its lease and with that box' newest ticket", () => {
  let state = takeLoan(startBorrower(offer(), 0), loan(), 0);
  state = takeLoan(state, loan({ n: 8, ticket: "e".repeat(16) }), 1_000);
  state = takeLoan(state, loan({ from: "west", cameras: [{ id: "c", lease: 9 }] }), 1_000);
  state = stepBorrower(state, { guarding: new Set(), isOverloaded: false }, 1_000).state;
  const seen = { ageMs: 40, fire: 0.9, smoke: 0.1, x: 0.5, y: 0.5 };
  const told = sightingsOf(state, [
    { cameraId: "b", isLive: true, fps: 2, seen },
    { cameraId: "c", isLive: false, fps: 0 },
    { cameraId: "own", isLive: true, fps: 2 },
  ], 1_000);
  assert.deepEqual(told, [
    {
      from: "south",
      to: "north",
      ticket: "e".repeat(16),
      cameras: [{ id: "b", lease: 5, isLive: true, fps: 2, seen }],
    },
    {
      from: "south",
      to: "west",
      ticket: "f".repeat(16),
      cameras: [{ id: "c", lease: 9, isLive: false, fps: 0 }],
    },
  ]);
});
