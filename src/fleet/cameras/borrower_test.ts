import assert from "node:assert/strict";
import { borrowedOf, LOAN_SILENT_MS, sightingsOf, startBorrower, takeLoan } from "./borrower.ts";
import type { Loan } from "./loan_words.ts";
import { SILENT_MS } from "./presence.ts";
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
    ticket: "f".repeat(16),
    cameras,
    ...changes,
  };
}

const NONE = new Set<string>();

function idsAt(state: ReturnType<typeof startBorrower>, nowMs: number, guarding = NONE): string[] {
  return borrowedOf(state, guarding, nowMs).map(({ id }) => id);
}

Deno.test("takeLoan: what is lent is watched for as long as it is told of, and on until its box would be found gone", () => {
  const state = takeLoan(startBorrower(offer()), loan(), 0);
  assert.deepEqual(idsAt(state, 1_000), ["a", "b"]);
  assert.deepEqual(idsAt(state, LOAN_SILENT_MS - 1), ["a", "b"]);
  assert.deepEqual(idsAt(state, LOAN_SILENT_MS), []);
  assert(LOAN_SILENT_MS > SILENT_MS + 3_000, "no gap before its guard goes on");
});

Deno.test("takeLoan: cameras of other boxes, unknown ones, loans for others and older words of a run change nothing", () => {
  const empty = startBorrower(offer());
  assert.deepEqual(idsAt(takeLoan(empty, loan({ to: "east" }), 0), 0), []);
  assert.deepEqual(idsAt(takeLoan(empty, loan({ from: "stranger" }), 0), 0), []);
  const greedy = loan({ cameras: [{ id: "c", lease: 1 }, { id: "x", lease: 2 }] });
  assert.deepEqual(idsAt(takeLoan(empty, greedy, 0), 0), []);
  const state = takeLoan(empty, loan(), 0);
  assert.deepEqual(idsAt(takeLoan(state, loan({ n: 7, cameras: [] }), 0), 0), ["a", "b"], "played back");
  assert.deepEqual(idsAt(takeLoan(state, loan({ n: 8, cameras: [] }), 0), 0), []);
});

Deno.test("borrowedOf: cameras of boxes that are gone come first, and no more are watched than may be", () => {
  const state = takeLoan(startBorrower(offer({ camerasMax: 2 })), loan(), 0);
  assert.deepEqual(idsAt(state, 0, new Set(["west/c"])), ["a"]);
  assert.deepEqual(idsAt(state, 0, new Set(["north/a"])), ["b"], "what is guarded is nobody's loan");
  assert.deepEqual(idsAt(takeLoan(startBorrower(offer({ weight: 0 })), loan(), 0), 0), []);
});

Deno.test("sightingsOf: what is seen goes to its own box, by its lease and with that box' newest ticket", () => {
  let state = takeLoan(startBorrower(offer()), loan(), 0);
  state = takeLoan(state, loan({ n: 8, ticket: "e".repeat(16) }), 1_000);
  state = takeLoan(state, loan({ from: "west", cameras: [{ id: "c", lease: 9 }] }), 1_000);
  const borrowed = borrowedOf(state, NONE, 1_000);
  const seen = { ageMs: 40, fire: 0.9, smoke: 0.1, x: 0.5, y: 0.5 };
  const told = sightingsOf(state, borrowed, [
    { cameraId: "b", isLive: true, fps: 2, seen },
    { cameraId: "c", isLive: false, fps: 0 },
    { cameraId: "own", isLive: true, fps: 2 },
  ]);
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
