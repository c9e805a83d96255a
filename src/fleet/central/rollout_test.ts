import assert from "node:assert/strict";
import type { BoxReport } from "../../bus/messages.ts";
import {
  resumeRollout,
  type RolloutEffect,
  type RolloutInput,
  type RolloutRun,
  startRollout,
  stepRollout,
} from "./rollout.ts";
import { planStages, type Rollout, rolloutSchema } from "./rollout_state.ts";

const WAIT_MS = 60_000;
const PATIENCE_MS = 600_000;

type State = NonNullable<BoxReport["order"]>["state"];

/** A roll-out of v42 with its boxes. */
class Site {
  run: RolloutRun;
  nowMs = 1_000;
  readonly effects: RolloutEffect[] = [];

  constructor(stages: string[][]) {
    const plan = {
      site: "plant",
      epoch: 1,
      version: 42,
      author: "anna",
      reason: "why",
      stages,
      waitMs: WAIT_MS,
      patienceMs: PATIENCE_MS,
    };
    const { run, effects } = startRollout(plan, this.nowMs);
    this.run = run;
    this.effects.push(...effects);
  }

  get rollout(): Rollout {
    return this.run.rollout;
  }

  input(input: RolloutInput): void {
    const { run, effects } = stepRollout(this.run, input, this.nowMs);
    this.run = run;
    this.effects.push(...effects);
    rolloutSchema.parse(JSON.parse(JSON.stringify(run.rollout)));
  }

  report(
    box: string,
    state: State,
    more: Partial<BoxReport> & { why?: string; version?: number } = {},
  ): void {
    const { why, version = 42, ...rest } = more;
    this.input({
      kind: "report",
      report: {
        v: 1,
        box,
        program: "0.1.0",
        order: { epoch: 1, version, state, ...(why && { why }) },
        drift: { paths: [], count: 0 },
        local: { version: 3, author: "anna", source: "central", reason: "why" },
        alarms: 0,
        troubles: 0,
        ...rest,
      },
    });
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.input({ kind: "tick" });
  }

  get last(): string {
    const { kind, boxes } = this.effects.at(-1)!;
    return `${kind} ${boxes.join(" ")}`;
  }
}

Deno.test("planStages: canaries first, then the rest by percentages, everybody once", () => {
  const boxes = ["a", "b", "c", "d", "e"];
  assert.deepEqual(planStages(boxes, ["c"], [25, 50]), [["c"], ["a"], ["b"], ["d", "e"]]);
  assert.deepEqual(planStages(boxes, [], [100]), [boxes]);
  assert.deepEqual(planStages(boxes, boxes, [25]), [boxes]);
  assert.deepEqual(planStages(["a"], ["a"], []), [["a"]]);
  assert.deepEqual(planStages(boxes, ["a"], [1, 2, 3]), [["a"], ["b"], ["c", "d", "e"]]);
});

Deno.test("stepRollout: the next stage is offered the version when the canaries have proved it and the wait is over", () => {
  const site = new Site([["a"], ["b", "c"], ["d"]]);
  assert.equal(site.last, "offer a");
  site.report("a", "trial");
  site.pass(WAIT_MS * 2);
  assert.equal(site.effects.length, 1, "a trial is no proof");
  site.report("a", "good");
  site.pass(WAIT_MS - 1);
  assert.equal(site.effects.length, 1);
  site.pass(1);
  assert.equal(site.last, "offer b c");
  site.report("b", "good");
  site.pass(WAIT_MS);
  assert.equal(site.effects.length, 2, "c has not proved it");
  site.report("c", "good");
  site.pass(WAIT_MS);
  assert.equal(site.last, "offer d");
  site.report("d", "good");
  site.pass(WAIT_MS);
  assert.equal(site.rollout.phase, "done");
  assert.equal(site.effects.length, 3);
});

Deno.test("stepRollout: a box that rolls back, refuses, or is changed by a person stops it, and all that have it take it back", () => {
  for (const state of ["rolled-back", "refused", "replaced"] as const) {
    const site = new Site([["a"], ["b"], ["c"]]);
    site.report("a", "good");
    site.pass(WAIT_MS);
    site.report("b", state, { why: "2 alarms since the change" });
    assert.equal(site.rollout.phase, "stopping");
    assert.equal(site.last, "withdraw a b", "c never had it");
    assert.match(site.rollout.why!, /^b: .*2 alarms since the change$/);
    site.report("c", "good");
    site.pass(WAIT_MS * 10);
    assert.equal(site.rollout.phase, "stopped", "patience ends");
    assert.match(site.rollout.why!, /not confirmed by a, b/);
    assert.equal(site.effects.length, 3);
  }
});

Deno.test("stepRollout: it has stopped when each box has confirmed that the version is gone", () => {
  const site = new Site([["a", "b"]]);
  site.report("a", "rolled-back", { why: "the siren went away" });
  site.report("a", "withdrawn", { version: 43 });
  site.report("b", "waiting", { version: 43, why: "an alarm stands" });
  site.pass(1_000);
  assert.equal(site.rollout.phase, "stopping");
  site.report("b", "withdrawn", { version: 43 });
  assert.equal(site.rollout.phase, "stopped");
  assert.deepEqual(Object.values(site.rollout.boxes).map(({ state, back }) => [state, back]), [
    ["rolled-back", true],
    ["withdrawn", true],
  ]);
  site.report("b", "rolled-back");
  site.pass(WAIT_MS);
  assert.equal(site.effects.length, 2, "what is over is over");
});

Deno.test("stepRollout: more alarms at half of the boxes stop it; at one box they are a fire", () => {
  const site = new Site([["a"], ["b", "c"]]);
  const worse = { before: { alarms: 0, troubles: 1 }, alarms: 1, troubles: 1 };
  site.report("a", "good", worse);
  site.pass(WAIT_MS);
  assert.equal(site.last, "offer b c");
  site.report("b", "trial", { before: { alarms: 1, troubles: 0 }, alarms: 1 });
  assert.equal(site.rollout.phase, "proving");
  site.report("c", "trial", { ...worse, alarms: 0, troubles: 2 });
  assert.equal(site.rollout.phase, "stopping");
  assert.match(site.rollout.why!, /at a, c/);
});

Deno.test("stepRollout: a canary that is not there stops it; a later box that is not there takes it when it comes", () => {
  const absent = new Site([["a"], ["b"]]);
  absent.pass(PATIENCE_MS);
  assert.equal(absent.last, "withdraw a");
  assert.match(absent.rollout.why!, /a has not proved it within 10 min: it has not answered/);

  const site = new Site([["a"], ["b", "c", "e"], ["d"]]);
  site.report("a", "good");
  site.pass(WAIT_MS);
  site.report("c", "waiting", { why: "an alarm stands" });
  site.report("e", "good");
  site.pass(PATIENCE_MS);
  site.pass(WAIT_MS);
  assert.equal(site.last, "offer d");
  site.report("b", "rolled-back", { why: "late and wrong" });
  assert.equal(site.last, "withdraw a b c e d", "what comes late counts as well");

  const done = new Site([["a"], ["b"]]);
  done.report("a", "good");
  done.pass(WAIT_MS);
  done.pass(PATIENCE_MS);
  done.pass(WAIT_MS);
  assert.equal(done.rollout.phase, "done");
  assert.match(done.rollout.why!, /^b will take it/);
});

Deno.test("stepRollout: a trial without an end is no proof", () => {
  const site = new Site([["a"], ["b"]]);
  site.report("a", "good");
  site.pass(WAIT_MS);
  site.report("b", "trial");
  site.pass(PATIENCE_MS);
  assert.match(site.rollout.why!, /b has not proved it .*still on trial/);
});

Deno.test("stepRollout: words of other versions and of boxes that have not been offered it mean nothing", () => {
  const site = new Site([["a"], ["b"]]);
  const before = JSON.stringify(site.rollout);
  site.report("a", "good", { version: 41 });
  site.report("a", "rolled-back", { version: 43 });
  site.report("b", "rolled-back");
  site.report("stranger", "rolled-back");
  site.report("constructor", "rolled-back");
  assert.equal(JSON.stringify(site.rollout), before);
});

Deno.test("stepRollout: whoever stops it has the same way back", () => {
  const site = new Site([["a"], ["b"]]);
  site.report("a", "good");
  site.input({ kind: "stop", why: "stopped by anna" });
  assert.equal(site.last, "withdraw a");
  site.input({ kind: "stop", why: "stopped by bert" });
  assert.equal(site.effects.length, 2);
  assert.equal(site.rollout.why, "stopped by anna");
});

Deno.test("resumeRollout goes on where it was, lays out again what may be missing, and waits anew", () => {
  const site = new Site([["a"], ["b"], ["c"]]);
  site.report("a", "good");
  site.pass(WAIT_MS);
  site.report("b", "good");
  site.pass(WAIT_MS - 1);
  const { run, effects } = resumeRollout(rolloutSchema.parse(JSON.parse(JSON.stringify(site.rollout))), 5);
  assert.deepEqual(effects, [{ kind: "offer", boxes: ["a"] }, { kind: "offer", boxes: ["b"] }]);
  assert.deepEqual(stepRollout(run, { kind: "tick" }, 6 + WAIT_MS - 2).effects, []);
  assert.deepEqual(stepRollout(run, { kind: "tick" }, 5 + WAIT_MS).effects, [{
    kind: "offer",
    boxes: ["c"],
  }]);
  site.report("b", "rolled-back");
  assert.deepEqual(resumeRollout(site.rollout, 5).effects, [{ kind: "withdraw", boxes: ["a", "b"] }]);
  site.pass(PATIENCE_MS);
  assert.deepEqual(resumeRollout(site.rollout, 5).effects, []);
});
