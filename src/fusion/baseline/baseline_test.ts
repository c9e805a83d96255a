import assert from "node:assert/strict";
import { THERMAL_COLUMNS, THERMAL_PIXELS } from "../../reading/reading.ts";
import { type Baseline, DAILY_CHANGE_MAX_C, emptyBaseline, takePicture } from "./baseline.ts";
import {
  approve,
  emptyReview,
  EXPIRY_DAYS,
  reject,
  revertTo,
  type Review,
  reviewDay,
  type ReviewEvent,
} from "./review.ts";

const DAY_MS = 86_400_000;
/** A picture every two minutes is enough for an hour to count, and 90 days take seconds. */
const PICTURES_AN_HOUR = 24;

/** A small generator with a seed: the same 90 days in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A room with a boiler that is hot every morning, a warm wall, noise, and a season. */
class Room {
  readonly baseline: Baseline = emptyBaseline();
  readonly review: Review = emptyReview("boiler-1");
  readonly events: (ReviewEvent & { readonly day: number })[] = [];
  day = 0;
  /** What else is in the picture. */
  extra: (pixel: number, hour: number) => number = () => 0;
  /** What the lens does to a picture. */
  lens: (picture: Float32Array) => Float32Array = (picture) => picture;
  evidence: (hour: number) => boolean = () => false;
  readonly #random = seeded(7);

  get wallMs(): number {
    return this.day * DAY_MS;
  }

  /** Runs so many days. */
  run(days: number): void {
    for (const end = this.day + days; this.day < end; this.day++) {
      for (let hour = 0; hour < 24; hour++) {
        for (let n = 0; n < PICTURES_AN_HOUR; n++) {
          takePicture(this.baseline, this.lens(this.picture(hour)), hour, this.evidence(hour));
        }
      }
      takePicture(this.baseline, this.lens(this.picture(0)), 0, false);
      const event = reviewDay(this.review, this.baseline, this.wallMs);
      if (event !== undefined) this.events.push({ ...event, day: this.day });
    }
  }

  picture(hour: number): Float32Array {
    const season = 5 * Math.sin(2 * Math.PI * this.day / 365);
    const picture = new Float32Array(THERMAL_PIXELS);
    for (let i = 0; i < THERMAL_PIXELS; i++) {
      const [column, row] = [i % THERMAL_COLUMNS, Math.floor(i / THERMAL_COLUMNS)];
      const boiler = column >= 4 && column < 9 && row >= 10 && row < 18
        ? (hour >= 5 && hour < 9 ? 30 : 8)
        : 0;
      const wall = column > 24 ? 3 : 0;
      picture[i] = 18 + season + boiler + wall + (this.#random() - 0.5) + this.extra(i, hour);
    }
    return picture;
  }

  candidates(): string[] {
    return this.events.flatMap((event) =>
      event.kind === "candidate" ? [`${event.candidate.kind} on day ${event.day}`] : []
    );
  }
}

Deno.test("90 days of a boiler room: a hot boiler every morning and a season are usual, and nothing becomes a candidate", () => {
  const room = new Room();
  room.run(90);
  assert.deepEqual(room.events.map(({ kind, day }) => [kind, day]), [["learned", 6]]);
  const boiler = 14 * THERMAL_COLUMNS + 6;
  const at = (hour: number) => room.baseline.mean[hour * THERMAL_PIXELS + boiler];
  assert(at(6) - at(14) > 18, `the boiler's morning is known: ${at(6)} and ${at(14)}`);
});

Deno.test("takePicture: an hour with evidence is not learned, however often it burns", () => {
  const room = new Room();
  room.run(10);
  const before = Float32Array.from(room.baseline.mean);
  room.extra = (_, hour) => hour === 12 ? 300 : 0;
  room.evidence = (hour) => hour === 12;
  room.run(20);
  const noon = 12 * THERMAL_PIXELS + 100;
  assert.equal(room.baseline.mean[noon], before[noon]);
  assert.deepEqual(room.candidates(), []);
});

Deno.test("takePicture: what is not seen as evidence may move the mean by half a kelvin a day and no more", () => {
  const room = new Room();
  room.run(10);
  const at = 12 * THERMAL_PIXELS + 100;
  const before = room.baseline.mean[at];
  room.extra = () => 60;
  room.run(5);
  const moved = room.baseline.mean[at] - before;
  assert(moved <= 5 * DAILY_CHANGE_MAX_C + 1e-3 && moved > 2, `${moved}`);
});

/** Whether a pixel belongs to a thing that is put into the room. */
function isThing(i: number): boolean {
  return i % THERMAL_COLUMNS >= 16 && i % THERMAL_COLUMNS < 19 && Math.floor(i / THERMAL_COLUMNS) < 3;
}

const THING = (i: number) => isThing(i) ? 15 : 0;

Deno.test("reviewDay: a new thing that stays hot becomes a candidate with both pictures; a visitor does not", () => {
  const room = new Room();
  room.run(20);
  room.extra = THING;
  room.run(1);
  room.extra = () => 0;
  room.run(5);
  assert.deepEqual(room.candidates(), [], "one day is a visitor");
  room.extra = THING;
  room.run(5);
  assert.deepEqual(room.candidates(), ["hot-object on day 27"]);
  const candidate = room.review.candidate!;
  assert(isThing(candidate.pixel!));
  assert.match(candidate.detail, /9 pixels is 1[3-5]\.\d K warmer/);
  assert(candidate.after[candidate.pixel!] - candidate.before[candidate.pixel!] > 12);
});

Deno.test("reviewDay: a turned sensor, a dirty lens and a drift are told apart", () => {
  const cases: [string, (room: Room) => void][] = [
    ["moved", (room) => room.lens = (picture) => picture.slice().reverse()],
    ["dirty-lens", (room) =>
      room.lens = (picture) => {
        const mean = picture.reduce((sum, value) => sum + value, 0) / picture.length;
        return picture.map((value) => mean + (value - mean) * 0.3);
      }],
    ["drift", (room) => room.extra = () => 6],
  ];
  for (const [kind, change] of cases) {
    const room = new Room();
    room.run(14);
    change(room);
    room.run(4);
    assert.deepEqual(room.candidates(), [`${kind} on day 15`]);
  }
});

Deno.test("approve: what is right now is the reference, and every step can be taken back", () => {
  const room = new Room();
  room.run(14);
  room.extra = THING;
  room.run(3);
  const { id } = room.review.candidate!;
  assert.equal(approve(room.review, room.baseline, "another", "anna", "r", room.wallMs), false);
  assert(approve(room.review, room.baseline, id, "anna", "a new machine", room.wallMs));
  room.run(10);
  assert.equal(room.candidates().length, 1, "it is usual now");
  assert.deepEqual(room.review.references.map(({ version, by }) => [version, by]), [[1, "box"], [2, "anna"]]);
  assert(revertTo(room.review, 1, "ivo", "it was not", room.wallMs));
  assert.equal(revertTo(room.review, 9, "ivo", "there is none", room.wallMs), false);
  room.run(3);
  assert.equal(room.candidates().length, 2, "against the old reference it is new again");
  assert.equal(room.review.references.at(-1)!.version, 3);
});

Deno.test("reject: what was rejected is not shown again for a month; what is over goes by itself", () => {
  const room = new Room();
  room.run(14);
  room.extra = THING;
  room.run(3);
  assert(reject(room.review, room.review.candidate!.id, room.wallMs));
  room.run(20);
  assert.equal(room.candidates().length, 1);
  room.run(15);
  assert.equal(room.candidates().length, 2);
  room.extra = () => 0;
  room.run(EXPIRY_DAYS + 2);
  assert.equal(room.review.candidate, undefined);
  assert.equal(room.events.at(-1)!.kind, "expired");
});
