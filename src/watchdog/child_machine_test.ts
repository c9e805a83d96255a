import assert from "node:assert/strict";
import type { ChildEffect, ChildEvent } from "./child_event.ts";
import { ChildMachine } from "./child_machine.ts";
import { childSpecs } from "./child_spec.ts";
import { storyText } from "./story.ts";
import type { ThreadUse } from "./supervisor_ports.ts";

const spec = {
  ...childSpecs(["sensors"])[0]!,
  readyDeadlineMs: 30_000,
  heartbeatDeadlineMs: 5_000,
  progressDeadlineMs: 10_000,
  memoryLimitBytes: 100e6,
  stopGraceMs: 2_000,
};

/** A machine with its time; spawning always works and gives new process numbers. */
class Rig {
  nowMs = 1_000;
  readonly machine: ChildMachine;
  readonly sentences: string[] = [];
  pid = 100;
  #use: ThreadUse = { thread: 1, ranMs: 100, waitedMs: 0, wantsToRun: false };

  constructor(starvedGraceMs = 0) {
    this.machine = new ChildMachine({ ...spec, starvedGraceMs }, 1_000, () => 0.5);
  }

  /**
   * Time passes in ticks of 250 ms, in each of which the process waits for a processor for `waits` of it, from 0 to 1, and runs for `runs`.
   *
   * @returns what was done, and after how many milliseconds, until something is done or `ms` are over.
   */
  pass(ms: number, waits: number, runs: number, wantsToRun = true): [string[], number] {
    const { ranMs, waitedMs } = this.#use;
    for (let passedMs = 250; passedMs <= ms; passedMs += 250) {
      this.nowMs += 250;
      this.#use = {
        thread: 1,
        ranMs: ranMs + runs * passedMs,
        waitedMs: waitedMs + waits * passedMs,
        wantsToRun,
      };
      const uses = this.machine.isLate(this.nowMs) ? [this.#use] : [];
      const words = this.step({ kind: "tick", uses });
      if (words.length > 0) return [words, passedMs];
    }
    return [[], ms];
  }

  /** What the event led to, as short words. */
  step(event: ChildEvent): string[] {
    const words: string[] = [];
    for (const effect of this.machine.step(event, this.nowMs)) {
      words.push(...this.#word(effect));
      if (effect.kind === "spawn") words.push(...this.step({ kind: "spawned", pid: ++this.pid }));
    }
    return words;
  }

  after(ms: number, event: ChildEvent): string[] {
    this.nowMs += ms;
    return this.step(event);
  }

  exit(code = 1): string[] {
    return this.step({ kind: "exited", pid: this.pid, code });
  }

  beat(progress: number, pending: number): ChildEvent {
    return { kind: "heartbeat", progress, pending };
  }

  /** Ends the role before it is ready and starts it again, `times` times. */
  crash(times: number): void {
    for (let turn = 0; turn < times; turn++) {
      this.exit();
      this.nowMs = this.machine.restartAtMs!;
      this.step({ kind: "tick" });
    }
  }

  #word(effect: ChildEffect): string[] {
    switch (effect.kind) {
      case "spawn":
        return ["spawn"];
      case "kill":
        return [`${effect.signal} ${effect.pid}`];
      case "trouble":
        return [`${effect.code} ${effect.active ? "on" : "off"}`];
      case "story":
        this.sentences.push(storyText(effect.event));
        return [];
    }
  }
}

function ready(starvedGraceMs?: number): Rig {
  const rig = new Rig(starvedGraceMs);
  rig.step({ kind: "start" });
  rig.after(300, { kind: "ready" });
  return rig;
}

const tick: ChildEvent = { kind: "tick" };

Deno.test("ChildMachine comes from start to ready without any trouble", () => {
  const rig = new Rig();
  assert.equal(rig.machine.state, "stopped");
  assert.deepEqual(rig.step({ kind: "start" }), ["spawn"]);
  assert.equal(rig.machine.state, "starting");
  assert.deepEqual(rig.after(300, { kind: "ready" }), []);
  assert.equal(rig.machine.state, "ready");
  assert.equal(rig.machine.sinceMs, 1_300);
  assert.deepEqual(rig.sentences, ["started (process 101)", "is ready, 0.3 s after its start"]);
});

Deno.test("ChildMachine restarts a killed role at once, sweeps its group, and clears the trouble when it is back", () => {
  const rig = ready();
  rig.nowMs += 60_000;
  const effects = rig.step({ kind: "exited", pid: 101, code: 137, signal: "SIGKILL" });
  assert.deepEqual(effects, ["SIGKILL 101", "role-down on"]);
  assert.equal(rig.machine.state, "backing-off");
  assert.equal(rig.machine.lastEnd, "sensors was ended from outside by SIGKILL");
  assert.ok(rig.machine.restartAtMs! - rig.nowMs <= 50);
  rig.nowMs = rig.machine.restartAtMs!;
  assert.deepEqual(rig.step(tick), ["spawn"]);
  assert.equal(rig.machine.restarts, 1);
  assert.deepEqual(rig.after(300, { kind: "ready" }), ["role-down off"]);
  assert.match(rig.sentences.at(-1)!, /^is back after 0\.3 s$/);
});

Deno.test("ChildMachine restarts a role that ends by itself with exit code 0", () => {
  const rig = ready();
  assert.deepEqual(rig.exit(0), ["SIGKILL 101", "role-down on"]);
  assert.notEqual(rig.machine.restartAtMs, undefined);
});

Deno.test("ChildMachine kills a role whose heartbeat stays away, and only after the deadline", () => {
  const rig = ready();
  rig.after(1_000, rig.beat(1, 0));
  assert.deepEqual(rig.after(5_000, tick), []);
  assert.deepEqual(rig.after(1, tick), ["SIGKILL 101", "role-down on"]);
  assert.deepEqual(rig.exit(137), ["SIGKILL 101"]);
  assert.match(
    rig.sentences.at(-1)!,
    /^hung: 5 s without a heartbeat \(limit 5 s\), killed; .*restart 1 of 5/,
  );
  assert.equal(rig.machine.lastEnd, "sensors hung: 5 s without a heartbeat (limit 5 s), killed");
});

Deno.test("ChildMachine kills a role that beats but does none of the work that waits", () => {
  const rig = ready();
  for (let second = 0; second < 10; second++) assert.deepEqual(rig.after(1_000, rig.beat(7, 3)), []);
  assert.deepEqual(rig.after(1_000, rig.beat(7, 3)), []);
  assert.deepEqual(rig.after(1, rig.beat(7, 3)), ["SIGKILL 101", "role-down on"]);
  rig.exit(137);
  assert.match(rig.sentences.at(-1)!, /^hung: 10 s without progress \(limit 10 s\), 3 waiting, killed/);
});

Deno.test("ChildMachine leaves a role alone that has nothing to do, or gets on however slowly", () => {
  const rig = ready();
  for (let turn = 0; turn < 100; turn++) assert.deepEqual(rig.after(1_000, rig.beat(7, 0)), []);
  for (let turn = 0; turn < 100; turn++) {
    assert.deepEqual(rig.after(1_000, rig.beat(8 + Math.floor(turn / 9), 500)), []);
  }
});

Deno.test("ChildMachine counts the progress deadline from when the work came, not from the last work before", () => {
  const rig = ready();
  for (let turn = 0; turn < 100; turn++) rig.after(1_000, rig.beat(7, 0));
  assert.deepEqual(rig.after(1_000, rig.beat(7, 1)), []);
  for (let turn = 0; turn < 10; turn++) assert.deepEqual(rig.after(1_000, rig.beat(7, 1)), []);
  assert.deepEqual(rig.after(1, rig.beat(7, 1)), ["SIGKILL 101", "role-down on"]);
});

Deno.test("ChildMachine kills a role that is not ready in time, heartbeats or not", () => {
  const rig = new Rig();
  rig.step({ kind: "start" });
  for (let turn = 0; turn < 30; turn++) assert.deepEqual(rig.after(1_000, rig.beat(turn, 0)), []);
  assert.deepEqual(rig.after(1, tick), ["SIGKILL 101", "role-down on"]);
});

Deno.test("ChildMachine kills a role that outgrows its memory", () => {
  const rig = ready();
  assert.deepEqual(rig.step({ kind: "memory", bytes: 100e6 }), []);
  assert.deepEqual(rig.step({ kind: "memory", bytes: 100e6 + 1 }), ["SIGKILL 101", "role-down on"]);
});

Deno.test("ChildMachine past its budget raises a trouble once, retries slowly for ever, and recovers", () => {
  const rig = ready();
  rig.crash(5);
  assert.deepEqual(rig.exit(), ["SIGKILL 106", "role-down on", "role-given-up on"]);
  assert.equal(rig.machine.state, "given-up");
  for (let retry = 0; retry < 500; retry++) {
    assert.ok(rig.machine.restartAtMs! - rig.nowMs >= 0.75 * spec.restart.slowDelayMs);
    rig.nowMs = rig.machine.restartAtMs!;
    assert.deepEqual(rig.step(tick), ["spawn"]);
    assert.deepEqual(rig.after(100, { kind: "exited", pid: rig.pid, code: 1 }), [
      `SIGKILL ${rig.pid}`,
      "role-down on",
    ]);
  }
  rig.nowMs = rig.machine.restartAtMs!;
  rig.step(tick);
  assert.deepEqual(rig.after(300, { kind: "ready" }), ["role-down off"]);
  assert.deepEqual(rig.after(4_000, rig.beat(1, 0)), []);
  assert.deepEqual(rig.after(1_000, rig.beat(2, 0)), ["role-given-up off"]);
  assert.deepEqual(rig.after(1_000, rig.beat(3, 0)), []);
});

Deno.test("ChildMachine treats a start that fails like an end", () => {
  const machine = new ChildMachine(spec, 0, () => 0);
  assert.deepEqual(machine.step({ kind: "start" }, 0), [{ kind: "spawn" }]);
  const effects = machine.step({ kind: "spawn-failed", reason: "out of processes" }, 0);
  assert.deepEqual(effects.map((effect) => effect.kind), ["trouble", "story"]);
  assert.equal(machine.state, "backing-off");
  assert.equal(machine.lastEnd, "sensors could not be started: out of processes");
});

Deno.test("ChildMachine does not hold a pause of the supervisor against the role", () => {
  const rig = ready();
  rig.after(1_000, rig.beat(1, 1));
  rig.nowMs += 3_600_000;
  rig.step({ kind: "paused", lostMs: 3_600_000 });
  assert.deepEqual(rig.step(tick), []);
  assert.deepEqual(rig.after(5_001, tick), ["SIGKILL 101", "role-down on"]);
});

Deno.test("ChildMachine stops by SIGTERM, and by SIGKILL after the grace", () => {
  const gentle = ready();
  assert.deepEqual(gentle.step({ kind: "stop" }), ["SIGTERM 101"]);
  assert.equal(gentle.machine.state, "stopping");
  assert.deepEqual(gentle.exit(0), ["SIGKILL 101"]);
  assert.equal(gentle.machine.state, "stopped");

  const deaf = ready();
  deaf.step({ kind: "stop" });
  assert.deepEqual(deaf.after(1_999, tick), []);
  assert.deepEqual(deaf.after(1, tick), ["SIGKILL 101"]);
  assert.deepEqual(deaf.after(1_000, tick), []);
  assert.deepEqual(deaf.after(1_000, tick), ["SIGKILL 101"]);
  deaf.exit(137);
  assert.equal(deaf.machine.state, "stopped");
  assert.deepEqual(deaf.after(60_000, tick), []);
});

Deno.test("ChildMachine told to stop while it waits to restart does not restart", () => {
  const rig = ready();
  rig.exit();
  assert.deepEqual(rig.step({ kind: "stop" }), []);
  assert.equal(rig.machine.state, "stopped");
  assert.deepEqual(rig.after(60_000, tick), []);
});

Deno.test("ChildMachine kills again what SIGKILL did not end, and tells it once", () => {
  const rig = ready();
  rig.after(5_001, tick);
  assert.deepEqual(rig.after(1_999, tick), []);
  assert.deepEqual(rig.after(1, tick), ["SIGKILL 101"]);
  assert.deepEqual(rig.after(2_000, tick), ["SIGKILL 101"]);
  assert.equal(rig.sentences.filter((text) => text.includes("is still there")).length, 1);
});

Deno.test("ChildMachine ignores the end of a process that is not its own, and late messages of an ended one", () => {
  const rig = ready();
  assert.deepEqual(rig.step({ kind: "exited", pid: 77, code: 1 }), []);
  assert.equal(rig.machine.state, "ready");
  rig.exit();
  assert.deepEqual(rig.step({ kind: "ready" }), []);
  assert.deepEqual(rig.step(rig.beat(1, 1)), []);
  assert.deepEqual(rig.step({ kind: "memory", bytes: 1e12 }), []);
  assert.equal(rig.machine.state, "backing-off");
});

Deno.test("ChildMachine does not take the time in which a role hung for stability", () => {
  const rig = ready();
  for (let turn = 0; turn < 5; turn++) {
    rig.after(5_001, tick);
    rig.exit(137);
    rig.nowMs = rig.machine.restartAtMs!;
    rig.step(tick);
    rig.after(300, { kind: "ready" });
  }
  rig.after(5_001, tick);
  assert.deepEqual(rig.exit(137), [`SIGKILL ${rig.pid}`, "role-given-up on"]);
});

Deno.test("ChildMachine starts anew on purpose without a trouble, and without spending its restarts", () => {
  const rig = ready();
  assert.deepEqual(rig.after(60_000, { kind: "restart", gently: true }), ["SIGTERM 101"]);
  assert.equal(rig.machine.state, "stopping");
  assert.deepEqual(rig.exit(0), ["SIGKILL 101", "spawn"]);
  assert.deepEqual(rig.after(300, { kind: "ready" }), []);
  assert.equal(rig.machine.state, "ready");
  assert.equal(rig.machine.restarts, 0);
  assert.equal(rig.machine.lastEnd, undefined);
});

Deno.test("ChildMachine kills at once what must not end in good order", () => {
  const rig = ready();
  assert.deepEqual(rig.after(60_000, { kind: "restart", gently: false }), ["SIGKILL 101"]);
  assert.deepEqual(rig.exit(0), ["SIGKILL 101", "spawn"]);
});

Deno.test("ChildMachine kills a role that does not end for its new start, and stops it for good when told meanwhile", () => {
  const rig = ready();
  rig.step({ kind: "restart", gently: true });
  assert.deepEqual(rig.after(2_100, tick), ["SIGKILL 101"]);
  rig.step({ kind: "stop" });
  assert.deepEqual(rig.exit(0), ["SIGKILL 101"]);
  assert.equal(rig.machine.state, "stopped");
});

Deno.test("ChildMachine: a role that waits for its retry is started at once when its configuration has changed", () => {
  const rig = ready();
  rig.crash(3);
  rig.exit();
  assert.equal(rig.machine.state, "backing-off");
  assert.deepEqual(rig.step({ kind: "restart", gently: true }), ["spawn"]);
});

Deno.test("ChildMachine that runs is not started again, and one that was never started is simply stopped", () => {
  const rig = ready();
  assert.deepEqual(rig.step({ kind: "start" }), []);
  const never = new Rig();
  assert.deepEqual(never.step({ kind: "stop" }), []);
  assert.equal(never.machine.state, "stopped");
  assert.deepEqual(never.step({ kind: "start" }), ["spawn"], "a stopped one may be started");
});

Deno.test("ChildMachine takes the news of a start that it has not asked for, as the bug that it is", () => {
  const rig = ready();
  assert.throws(() => rig.step({ kind: "spawned", pid: 7 }), /spawned while running/);
  assert.throws(() => rig.step({ kind: "spawn-failed", reason: "?" }), /spawn failed while running/);
});

Deno.test("ChildMachine leaves a role that only waits for a processor alone for its grace, says so once, and then ends it all the same", () => {
  const rig = ready(30_000);
  assert.deepEqual(rig.pass(60_000, 0.95, 0.05), [["role-starved on"], 5_250]);
  assert.equal(rig.machine.state, "ready");
  assert.deepEqual(rig.pass(60_000, 0.95, 0.05), [["SIGKILL 101", "role-down on"], 30_000]);
  assert.match(
    rig.sentences.at(-1)!,
    /^gets too little of the processors: 5\.3 s without a heartbeat \(limit 5 s\), 3\.\d s of it waiting .* 30 s more$/,
  );
  rig.exit(137);
  assert.match(
    rig.machine.lastEnd!,
    /hung: 35\.3 s without a heartbeat \(limit 5 s\), 31\.8 s of it waiting/,
  );
});

Deno.test("ChildMachine takes back the trouble of a starved role that has been in time for a minute, not between two silences", () => {
  const rig = ready(30_000);
  assert.deepEqual(rig.pass(8_000, 1, 0), [["role-starved on"], 5_250]);
  assert.deepEqual(rig.step(rig.beat(1, 0)), []);
  for (let turn = 0; turn < 5; turn++) {
    assert.deepEqual(rig.pass(8_000, 1, 0), [[], 8_000], "it is told already");
    assert.deepEqual(rig.step(rig.beat(1, 0)), []);
  }
  const words: string[] = [];
  for (let second = 0; second < 59; second++) words.push(...rig.after(1_000, rig.beat(1, 0)));
  assert.deepEqual(words, []);
  assert.deepEqual(rig.after(1_000, rig.beat(1, 0)), ["role-starved off"]);
  assert.match(rig.sentences.at(-1)!, /gets the processor time that it needs/);
});

Deno.test("ChildMachine ends in the promised time what is stopped, locked up or in a loop, grace or none", () => {
  const inTime = [["SIGKILL 101", "role-down on"], 5_250];
  assert.deepEqual(ready(30_000).pass(60_000, 0, 0, false), inTime, "stopped, or locked up with itself");
  assert.deepEqual(ready(30_000).pass(60_000, 0, 1), inTime, "a loop with a processor for itself");
  assert.deepEqual(ready(30_000).pass(60_000, 0.5, 0.5), inTime, "a loop that shares a processor");
  const unknown = ready(30_000);
  for (let turn = 0; turn < 20; turn++) assert.deepEqual(unknown.after(250, tick), []);
  assert.deepEqual(unknown.after(250, tick), inTime[0], "on a system that does not tell");
});

Deno.test("ChildMachine ends a role that waited and then hung, once it has hung for as long as its limit", () => {
  const rig = ready(30_000);
  assert.deepEqual(rig.pass(6_000, 1, 0), [["role-starved on"], 5_250]);
  assert.deepEqual(rig.pass(2_000, 1, 0), [[], 2_000]);
  const [words, afterMs] = rig.pass(60_000, 0, 0, false);
  assert.deepEqual(words, ["SIGKILL 101", "role-down on"]);
  assert(afterMs > 2_000 && afterMs <= 5_250, `${afterMs} ms`);
});

Deno.test("ChildMachine ends a starved role of the siren path in the promised time, and says that it was starved", () => {
  const rig = ready(0);
  assert.deepEqual(rig.pass(60_000, 0.9, 0.1), [["role-starved on", "SIGKILL 101", "role-down on"], 5_250]);
  assert.match(rig.sentences.at(-1)!, /its deadline holds all the same$/);
});

Deno.test("ChildMachine does not count what a role waited before its last heartbeat for its silence after it", () => {
  const rig = ready(30_000);
  assert.deepEqual(rig.pass(4_750, 1, 0), [[], 4_750]);
  rig.step(rig.beat(1, 0));
  assert.deepEqual(rig.pass(60_000, 0, 0, false), [["SIGKILL 101", "role-down on"], 5_250]);
});

Deno.test("ChildMachine gives the same grace to a start and to work that waits", () => {
  const starting = new Rig(20_000);
  starting.step({ kind: "start" });
  assert.deepEqual(starting.pass(60_000, 0.9, 0.1), [["role-starved on"], 30_250]);
  assert.deepEqual(starting.after(250, { kind: "ready" }), []);

  const working = ready(20_000);
  const told: string[] = [];
  for (let second = 0; told.length < 3; second++) {
    assert(second < 60, "it was never ended");
    told.push(...working.after(0, working.beat(7, 3)), ...working.pass(1_000, 0.9, 0.1)[0]);
  }
  assert.deepEqual(told, ["role-starved on", "SIGKILL 101", "role-down on"]);
  working.exit(137);
  assert.match(
    working.machine.lastEnd!,
    /30\.\d s without progress \(limit 10 s\), .* waiting for a processor, 3 waiting/,
  );
});
