import assert from "node:assert/strict";
import {
  FREE_MS,
  type LeaseEntry,
  type LeaseState,
  RENEW_MS,
  startLease,
  STEP_DOWN_MS,
  stepLease,
} from "./lease.ts";

/** The key as a server keeps it: a write succeeds only on the revision that stands. */
class Key {
  entry: LeaseEntry | undefined;

  write(onRevision: number, holder: string, term: number): number | undefined {
    if ((this.entry?.revision ?? 0) !== onRevision) return undefined;
    const revision = onRevision + 1;
    this.entry = { revision, holder, term };
    return revision;
  }
}

/** One candidate with a clock of its own. */
class Candidate {
  state: LeaseState;
  readonly key: Key;
  readonly clockAheadMs: number;

  constructor(name: string, key: Key, clockAheadMs = 0) {
    this.state = startLease(name);
    this.key = key;
    this.clockAheadMs = clockAheadMs;
  }

  get leads(): boolean {
    return this.state.leads !== undefined;
  }

  /** @param reached whether it reaches the servers. */
  look(trueMs: number, reached = true): void {
    const nowMs = trueMs + this.clockAheadMs;
    if (!reached) {
      this.state = stepLease(this.state, { kind: "tick" }, nowMs).state;
      return;
    }
    const { state, write } = stepLease(this.state, { kind: "read", entry: this.key.entry }, nowMs);
    this.state = state;
    if (write === undefined) return;
    const revision = this.key.write(write.onRevision, this.state.self, write.term);
    const input = revision === undefined
      ? { kind: "refused" as const }
      : { kind: "written" as const, revision, term: write.term, begunMs: nowMs };
    this.state = stepLease(this.state, input, nowMs).state;
  }
}

Deno.test("stepLease: of two that begin at once one leads, and keeps leading", () => {
  const key = new Key();
  const a = new Candidate("a", key);
  const b = new Candidate("b", key, 3_600_000);
  for (let ms = 0; ms < 60_000; ms += 250) {
    a.look(ms);
    b.look(ms);
    assert(a.leads && !b.leads, `at ${ms} ms`);
  }
  assert.equal(key.entry?.term, 1);
});

Deno.test("stepLease: a leader that is cut off has stopped before the other begins, which it does within 5 s", () => {
  const key = new Key();
  const a = new Candidate("a", key);
  const b = new Candidate("b", key, -3_600_000);
  for (let ms = 0; ms <= 10_000; ms += 250) {
    a.look(ms);
    b.look(ms);
  }
  let stoppedMs = NaN;
  let begunMs = NaN;
  for (let ms = 10_250; ms < 20_000; ms += 250) {
    a.look(ms, false);
    b.look(ms);
    assert(!(a.leads && b.leads), `both lead at ${ms} ms`);
    if (!a.leads && Number.isNaN(stoppedMs)) stoppedMs = ms;
    if (b.leads && Number.isNaN(begunMs)) begunMs = ms;
  }
  assert(stoppedMs - 10_000 <= STEP_DOWN_MS + RENEW_MS, `stopped after ${stoppedMs - 10_000} ms`);
  assert(begunMs - 10_000 < 5_000, `began after ${begunMs - 10_000} ms`);
  assert.equal(key.entry?.term, 2);
  // The former leader comes back and follows.
  for (let ms = 20_000; ms < 30_000; ms += 250) {
    a.look(ms);
    b.look(ms);
    assert(b.leads && !a.leads, `at ${ms} ms`);
  }
});

Deno.test("stepLease: of two that take a free lease at the same moment one is refused", () => {
  const key = new Key();
  key.entry = { revision: 7, holder: "dead", term: 3 };
  const states = ["a", "b"].map((name) =>
    stepLease(startLease(name), { kind: "read", entry: key.entry }, 0).state
  );
  const writes = states.map((state) => stepLease(state, { kind: "read", entry: key.entry }, FREE_MS).write);
  assert.deepEqual(writes, [{ onRevision: 7, term: 4 }, { onRevision: 7, term: 4 }]);
  assert.equal(key.write(7, "a", 4), 8);
  assert.equal(key.write(7, "b", 4), undefined);
});

Deno.test("stepLease: a write that took long counts from its beginning", () => {
  const { state } = stepLease(
    startLease("a"),
    { kind: "written", revision: 1, term: 1, begunMs: 0 },
    STEP_DOWN_MS,
  );
  assert.equal(state.leads, undefined);
});

Deno.test("stepLease: the same holder before a restart is somebody else", () => {
  const entry = { revision: 3, holder: "a", term: 2 };
  const first = stepLease(startLease("a"), { kind: "read", entry }, 0);
  assert.equal(first.state.leads, undefined);
  assert.equal(first.write, undefined);
});
