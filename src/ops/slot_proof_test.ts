import assert from "node:assert/strict";
import { look, type Proof, PROOF_MS, type Sight, type Standard, UNPROVED } from "./slot_proof.ts";

const WALL_MS = Date.UTC(2026, 10, 25);
const STANDARD: Standard = { builtWallMs: WALL_MS - 1_000, expected: ["a", "b"] };

function sight(atMs: number, change: Partial<Sight> = {}): Sight {
  return { atMs, wallMs: WALL_MS + atMs, faults: [], restarts: 5, fresh: ["b", "a", "c"], ...change };
}

function after(sights: readonly Sight[], standard = STANDARD): Proof {
  return sights.reduce((proof, one) => look(proof, one, standard), UNPROVED);
}

Deno.test("look: a minute without a gap is a proof, a moment less is none", () => {
  assert.equal(after([sight(0), sight(PROOF_MS - 1)]).proved, false);
  assert.equal(after([sight(0), sight(30_000), sight(PROOF_MS)]).proved, true);
});

Deno.test("look: a fault, or a role that was started anew, begins the minute anew", () => {
  const gap = [sight(0), sight(30_000, { faults: ["outputs is down"] }), sight(31_000), sight(PROOF_MS)];
  assert.equal(after(gap).proved, false);
  assert.equal(after([...gap, sight(31_000 + PROOF_MS)]).proved, true);
  assert.deepEqual(after(gap.slice(0, 2)).faults, ["outputs is down"]);
  const died = [sight(0), sight(30_000), sight(59_000, { restarts: 6 }), sight(PROOF_MS, { restarts: 6 })];
  assert.equal(after(died).proved, false);
});

Deno.test("look: a sensor that was fresh before the update must be again; others need not", () => {
  const proof = after([sight(0, { fresh: ["a"] })]);
  assert.deepEqual(proof.faults, ["sensor b delivers nothing, and did before the update"]);
  const proved = after([sight(0, { fresh: [] }), sight(PROOF_MS, { fresh: [] })], {
    ...STANDARD,
    expected: [],
  });
  assert.equal(proved.proved, true);
});

Deno.test("look: a clock before the version's own making, or one that is set meanwhile, proves nothing", () => {
  assert.match(after([sight(0, { wallMs: 0 })]).faults[0], /1970.*before this version was made/);
  const step = after([sight(0), sight(10_000, { wallMs: WALL_MS + 20_000 })]);
  assert.match(step.faults[0], /set by 10 s meanwhile/);
  // The time as it is now is what counts from here on.
  assert.equal(
    after([sight(0), sight(10_000, { wallMs: WALL_MS + 20_000 }), sight(12_000), sight(12_000 + PROOF_MS)])
      .proved,
    true,
  );
});
