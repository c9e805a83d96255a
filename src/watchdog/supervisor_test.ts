import assert from "node:assert/strict";
import type { RoleStatus } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import type { ProcessName } from "../reading/ids.ts";
import { childSpecs } from "./child_spec.ts";
import { Story } from "./story.ts";
import { Supervisor } from "./supervisor.ts";
import type { ChildEnd, ChildExit, RoleFault, ThreadUse } from "./supervisor_ports.ts";

interface FakeProcess {
  readonly role: ProcessName;
  readonly pid: number;
  readonly onLine: (line: string) => void;
  readonly end: (exit: ChildExit) => void;
}

/** A box of processes that do what a test wants. */
class Rig {
  readonly processes = new Map<number, FakeProcess>();
  readonly deeds: string[] = [];
  readonly faults: RoleFault[] = [];
  readonly broadcasts: RoleStatus[][] = [];
  readonly ended: ChildEnd[] = [];
  readonly story: string[] = [];
  readonly notes = new Map<ProcessName, number>();
  readonly supervisor: Supervisor;
  /** Roles that end on SIGTERM. */
  obedient = true;
  residentBytes = 1e6;
  cpuMs = 0;
  lookedAt: (pid: number) => ThreadUse[] = () => [];
  refuseSpawn: string | undefined;
  #pid = 100;

  constructor(readonly clock: FakeClock, roles: ProcessName[], watched: Clock = clock) {
    this.supervisor = new Supervisor(childSpecs(roles), {
      clock: watched,
      random: () => 0,
      spawn: (role, onLine) => this.#spawn(role, onLine),
      kill: (pid, signal) => this.#kill(pid, signal),
      usage: (pid) =>
        this.processes.has(pid) ? { residentBytes: this.residentBytes, cpuMs: this.cpuMs } : undefined,
      threadUses: (pid) => this.lookedAt(pid),
      note: (role, pid) => pid === undefined ? this.notes.delete(role) : this.notes.set(role, pid),
      broadcast: (roles) => this.broadcasts.push(roles),
      fault: (fault) => this.faults.push(fault),
      ended: (end) => this.ended.push(end),
      story: new Story(clock, (line) => this.story.push(JSON.parse(line).text)),
    });
  }

  #spawn(role: ProcessName, onLine: (line: string) => void) {
    if (this.refuseSpawn !== undefined) throw new Error(this.refuseSpawn);
    const pid = ++this.#pid;
    const { promise, resolve } = Promise.withResolvers<ChildExit>();
    const end = (exit: ChildExit) => {
      if (this.processes.delete(pid)) resolve(exit);
    };
    this.processes.set(pid, { role, pid, onLine, end });
    this.deeds.push(`spawn ${role}`);
    return { pid, exited: promise };
  }

  #kill(pid: number, signal: "SIGTERM" | "SIGKILL") {
    const process = this.processes.get(pid);
    if (process === undefined) return;
    this.deeds.push(`${signal} ${process.role}`);
    if (signal === "SIGKILL" || this.obedient) process.end({ code: 0, signal });
  }

  process(role: ProcessName): FakeProcess {
    const found = [...this.processes.values()].find((process) => process.role === role);
    assert.ok(found !== undefined, `no process runs for ${role}`);
    return found;
  }

  ready(...roles: ProcessName[]) {
    for (const role of roles) {
      this.supervisor.onMessage(role, this.process(role).pid, { kind: "ready" });
    }
  }

  beat(role: ProcessName, progress: number, pending = 0) {
    const queues = [{ name: "in", depth: pending, max: 100 }];
    const pid = this.process(role).pid;
    this.supervisor.onMessage(role, pid, { kind: "heartbeat", progress, pending, queues });
  }

  status(role: ProcessName): RoleStatus {
    return this.supervisor.statuses().find((status) => status.role === role)!;
  }

  async stop() {
    let stopped = false;
    const stopping = this.supervisor.stop().then(() => stopped = true);
    for (let turn = 0; turn < 60 && !stopped; turn++) await this.clock.advance(500);
    await stopping;
  }
}

Deno.test("Supervisor starts all roles in order at once and stops them in reverse order", async () => {
  const rig = new Rig(new FakeClock(), ["ui", "fusion", "outputs", "sensors"]);
  rig.supervisor.start();
  assert.deepEqual(rig.deeds, ["spawn outputs", "spawn fusion", "spawn sensors", "spawn ui"]);
  assert.equal(rig.notes.size, 4);
  rig.ready("outputs", "fusion", "sensors", "ui");
  assert.deepEqual(rig.supervisor.statuses().map((status) => status.state), [
    "ready",
    "ready",
    "ready",
    "ready",
  ]);
  rig.deeds.length = 0;
  await rig.stop();
  assert.deepEqual(rig.deeds, ["SIGTERM ui", "SIGTERM sensors", "SIGTERM fusion", "SIGTERM outputs"]);
  assert.equal(rig.notes.size, 0);
  assert.equal(rig.processes.size, 0);
});

Deno.test("Supervisor restarts a killed role within 50 ms and tells fusion of its going and coming", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "fusion"]);
  rig.supervisor.start();
  rig.ready("outputs", "fusion");
  await rig.clock.advance(1_000);
  const before = rig.process("outputs");
  before.end({ code: 137, signal: "SIGKILL" });
  await rig.clock.advance(50);
  const after = rig.process("outputs");
  assert.notEqual(after.pid, before.pid);
  assert.equal(rig.notes.get("outputs"), after.pid);
  assert.deepEqual(rig.supervisor.faults().map((fault) => `${fault.code} ${fault.subject}`), [
    "role-down outputs",
  ]);
  rig.ready("outputs");
  assert.deepEqual(rig.supervisor.faults(), []);
  assert.deepEqual(rig.faults.map(({ code, subject, active }) => [code, subject, active]), [
    ["role-down", "outputs", true],
    ["role-down", "outputs", false],
  ]);
  assert.equal(rig.status("outputs").restarts, 1);
  assert.match(rig.story.at(-1)!, /^outputs is back after 0/);
  await rig.stop();
});

Deno.test("Supervisor kills and restarts a role that hangs while the others go on", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "sensors"]);
  rig.supervisor.start();
  rig.ready("outputs", "sensors");
  for (let second = 0; second < 8; second++) {
    rig.beat("outputs", second);
    if (rig.status("sensors").restarts === 0) rig.beat("sensors", 5, 1);
    await rig.clock.advance(1_000);
  }
  assert.equal(rig.status("outputs").restarts, 0);
  assert.equal(rig.status("sensors").restarts, 1);
  assert.match(rig.status("sensors").lastEnd!, /^sensors hung: 5\.?\d* s without progress/);
  await rig.stop();
});

Deno.test("Supervisor kills a role that outgrows its memory and reports memory and processor time", async () => {
  const rig = new Rig(new FakeClock(), ["ui"]);
  rig.supervisor.start();
  rig.ready("ui");
  await rig.clock.advance(2_250);
  rig.cpuMs += 500;
  await rig.clock.advance(2_000);
  const { residentBytes, cpuPercent } = rig.status("ui");
  assert.equal(residentBytes, 1e6);
  assert.equal(cpuPercent, 25);
  rig.residentBytes = 1e12;
  await rig.clock.advance(2_100);
  assert.ok(rig.deeds.includes("SIGKILL ui"));
  assert.match(rig.status("ui").lastEnd!, /outgrew its memory/);
  await rig.stop();
});

Deno.test("Supervisor keeps the last lines of output and log of a role, across its restart", async () => {
  const rig = new Rig(new FakeClock(), ["detect"]);
  rig.supervisor.start();
  const process = rig.process("detect");
  for (let line = 0; line < 100; line++) process.onLine(`line ${line} ${"x".repeat(1_000)}`);
  const log = {
    kind: "log",
    atWallMs: 0,
    level: "warning",
    category: "detect",
    text: "model is slow",
  } as const;
  rig.supervisor.onMessage("detect", process.pid, log);
  process.onLine("error: Uncaught (in promise) TypeError");
  process.end({ code: 1 });
  await rig.clock.advance(100);
  const { lines } = rig.status("detect");
  assert.equal(lines.length, 50);
  assert.ok(lines.every((line) => line.length <= 400));
  assert.deepEqual(lines.slice(-2), [
    "warning detect: model is slow",
    "error: Uncaught (in promise) TypeError",
  ]);
  await rig.stop();
});

Deno.test("Supervisor tells how a role ended, with what it used and said last, and nothing of an end that was asked for", async () => {
  const rig = new Rig(new FakeClock(), ["sensors"]);
  rig.supervisor.start();
  const { pid } = rig.process("sensors");
  rig.supervisor.onMessage("sensors", pid, { kind: "hello", role: "sensors", pid });
  rig.ready("sensors");
  rig.residentBytes = 7e6;
  for (let second = 0; second < 3; second++) {
    rig.beat("sensors", second);
    await rig.clock.advance(1_000);
  }
  rig.process("sensors").onLine("error: something is undefined");
  rig.process("sensors").end({ code: 70 });
  await rig.clock.advance(1_000);
  assert.equal(rig.ended.length, 1);
  const [{ role, cause, ranMs, usage, lines }] = rig.ended;
  assert.deepEqual([role, cause, usage?.residentBytes], ["sensors", { kind: "exited", code: 70 }, 7e6]);
  assert(ranMs >= 3_000 && ranMs < 4_500, `${ranMs} ms`);
  assert.deepEqual(lines(), ["error: something is undefined"]);
  await rig.stop();
  assert.equal(rig.ended.length, 1);
});

Deno.test("Supervisor broadcasts every change of state at once, and all roles once a second", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "ui"]);
  rig.supervisor.start();
  const started = rig.broadcasts.length;
  rig.ready("ui");
  assert.equal(rig.broadcasts.length, started + 1);
  assert.equal(rig.broadcasts.at(-1)!.find((status) => status.role === "ui")!.state, "ready");
  rig.beat("ui", 1, 3);
  assert.equal(rig.broadcasts.length, started + 1);
  await rig.clock.advance(3_000);
  assert.equal(rig.broadcasts.length, started + 4);
  assert.deepEqual(rig.broadcasts.at(-1)!.find((status) => status.role === "ui")!.queues, [
    { name: "in", depth: 3, max: 100 },
  ]);
  await rig.stop();
});

Deno.test("Supervisor does not believe a process that it did not start, and tells of it once", async () => {
  const rig = new Rig(new FakeClock(), ["sensors"]);
  rig.supervisor.start();
  for (let turn = 0; turn < 10; turn++) rig.supervisor.onMessage("sensors", 9_999, { kind: "ready" });
  rig.supervisor.onMessage("cameras-0", 9_999, { kind: "ready" });
  assert.equal(rig.status("sensors").state, "starting");
  assert.equal(rig.story.filter((text) => text.includes("9999")).length, 1);
  await rig.stop();
});

Deno.test("Supervisor only notes that a link is gone, and lets the heartbeat decide", async () => {
  const rig = new Rig(new FakeClock(), ["sensors"]);
  rig.supervisor.start();
  rig.ready("sensors");
  rig.supervisor.onDisconnect("sensors", rig.process("sensors").pid);
  await rig.clock.advance(1_000);
  assert.equal(rig.status("sensors").restarts, 0);
  assert.match(rig.story.at(-1)!, /closed its link/);
  await rig.stop();
});

Deno.test("Supervisor goes on when a process cannot be started, and tries again", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "sensors"]);
  rig.refuseSpawn = "out of processes";
  rig.supervisor.start();
  assert.match(rig.status("outputs").lastEnd!, /could not be started: out of processes/);
  rig.refuseSpawn = undefined;
  await rig.clock.advance(1_000);
  assert.equal(rig.status("outputs").state, "starting");
  assert.equal(rig.status("sensors").state, "starting");
  await rig.stop();
});

Deno.test("Supervisor that did not run for a while judges nobody by that time", async () => {
  const fake = new FakeClock();
  let jumpMs = 0;
  const paused: Clock = {
    monotonicMs: () => fake.monotonicMs() + jumpMs,
    wallMs: () => fake.wallMs() + jumpMs,
    sleep: (ms, signal) => fake.sleep(ms, signal),
  };
  const rig = new Rig(fake, ["outputs", "fusion"], paused);
  rig.supervisor.start();
  rig.ready("outputs", "fusion");
  await fake.advance(1_000);
  jumpMs = 120_000;
  await fake.advance(1_000);
  assert.deepEqual(rig.supervisor.statuses().map((status) => status.restarts), [0, 0]);
  assert.match(rig.story.at(-1)!, /^supervisor did not run for 2 min/);
  await fake.advance(12_000);
  assert.ok(rig.deeds.includes("SIGKILL outputs"), "deadlines hold again after the pause");
  await rig.stop();
});

Deno.test("Supervisor that stops kills what does not obey, and starts nothing that ends meanwhile", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "fusion", "ui"]);
  rig.supervisor.start();
  rig.ready("outputs", "fusion", "ui");
  rig.obedient = false;
  rig.deeds.length = 0;
  const stopping = rig.stop();
  rig.process("fusion").end({ code: 0, signal: "SIGTERM" });
  await stopping;
  assert.deepEqual(rig.deeds, ["SIGTERM ui", "SIGKILL ui", "SIGTERM outputs", "SIGKILL outputs"]);
  assert.equal(rig.processes.size, 0);
});

Deno.test("Supervisor stops even where a process cannot be killed, and where it was never started", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "ui"]);
  await rig.supervisor.stop();
  const stuck = new Rig(new FakeClock(), ["outputs", "ui"]);
  stuck.supervisor.start();
  stuck.processes.delete(stuck.process("ui").pid);
  await stuck.stop();
  assert.ok(stuck.deeds.includes("SIGTERM outputs"));
});

Deno.test("Supervisor.restart starts one role anew and says when it is ready; no fault is told", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "sensors"]);
  rig.supervisor.start();
  rig.ready("outputs", "sensors");
  rig.deeds.length = 0;
  const restarted = rig.supervisor.restart("sensors");
  await rig.clock.advance(100);
  assert.deepEqual(rig.deeds.slice(0, 1), ["SIGTERM sensors"]);
  assert.deepEqual(rig.deeds.slice(-1), ["spawn sensors"]);
  rig.ready("sensors");
  assert.equal(await restarted, true);
  assert.deepEqual(rig.faults, []);
  const outputs = rig.supervisor.restart("outputs");
  await rig.clock.advance(100);
  assert(!rig.deeds.includes("SIGTERM outputs"), "lines must not be let go of in good order");
  rig.ready("outputs");
  assert.equal(await outputs, true);
  const stopped = rig.supervisor.stop();
  await rig.clock.advance(10_000);
  await stopped;
});

Deno.test("Supervisor.setRoles starts what is new, stops what is gone, and leaves the others alone", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "ui"]);
  rig.supervisor.start();
  rig.ready("outputs", "ui");
  const before = rig.process("outputs").pid;
  rig.deeds.length = 0;
  const set = rig.supervisor.setRoles(childSpecs(["outputs", "cameras-0"]));
  await rig.clock.advance(100);
  await set;
  assert.equal(rig.process("outputs").pid, before);
  assert.deepEqual(rig.supervisor.statuses().map(({ role }) => role), ["outputs", "cameras-0"]);
  assert(rig.deeds.includes("spawn cameras-0") && rig.deeds.includes("SIGTERM ui"), rig.deeds.join());
  const stopped = rig.supervisor.stop();
  await rig.clock.advance(10_000);
  await stopped;
});

Deno.test("Supervisor takes in a process while it runs, in its place of the order, and watches it like the others", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "detect", "cameras-0", "ui"]);
  rig.supervisor.start();
  rig.ready("outputs", "detect", "cameras-0", "ui");
  void rig.supervisor.setRoles(childSpecs(["outputs", "detect", "cameras-0", "cameras-1", "ui"]));
  assert.equal(rig.deeds.filter((deed) => deed === "spawn cameras-1").length, 1);
  assert.deepEqual(rig.supervisor.statuses().map(({ role }) => role), [
    "outputs",
    "detect",
    "cameras-0",
    "cameras-1",
    "ui",
  ]);
  rig.ready("cameras-1");
  rig.process("cameras-1").end({ code: 137, signal: "SIGKILL" });
  await rig.clock.advance(50);
  rig.ready("cameras-1");
  assert.equal(rig.status("cameras-1").restarts, 1);
  assert.equal(rig.status("cameras-0").restarts, 0);
  assert.deepEqual(rig.faults.map(({ subject, active }) => [subject, active]), [
    ["cameras-1", true],
    ["cameras-1", false],
  ]);
  rig.deeds.length = 0;
  await rig.stop();
  assert.deepEqual(rig.deeds, [
    "SIGTERM ui",
    "SIGTERM cameras-1",
    "SIGTERM cameras-0",
    "SIGTERM detect",
    "SIGTERM outputs",
  ]);
});

Deno.test("Supervisor ends one process for good while the others go on, and forgets its troubles", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "cameras-0", "cameras-1"]);
  const one = childSpecs(["outputs", "cameras-0"]);
  rig.supervisor.start();
  rig.ready("outputs", "cameras-0", "cameras-1");
  rig.process("cameras-1").end({ code: 1 });
  await rig.clock.advance(0);
  assert.deepEqual(rig.supervisor.faults().map(({ subject }) => subject), ["cameras-1"]);
  await rig.supervisor.setRoles(one);
  assert.deepEqual(rig.supervisor.statuses().map(({ role }) => role), ["outputs", "cameras-0"]);
  assert.deepEqual(rig.supervisor.faults(), []);
  assert.equal(rig.faults.at(-1)!.active, false);
  await rig.clock.advance(5_000);
  assert.equal([...rig.processes.values()].some(({ role }) => role === "cameras-1"), false, "it stays away");
  // It can be had again; one that does not obey is killed, although it is no role any more.
  await rig.supervisor.setRoles(childSpecs(["outputs", "cameras-0", "cameras-1"]));
  rig.ready("cameras-1");
  rig.deeds.length = 0;
  rig.obedient = false;
  const leaving = rig.supervisor.setRoles(one);
  await rig.clock.advance(3_000);
  await leaving;
  const own = rig.deeds.filter((deed) => deed.endsWith("cameras-1"));
  assert.deepEqual(own, ["SIGTERM cameras-1", "SIGKILL cameras-1"]);
  assert.equal(rig.notes.has("cameras-1"), false);
  await rig.stop();
});

Deno.test("Supervisor.restart of a process that there is not, or while all are being stopped, starts nothing", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "sensors"]);
  rig.supervisor.start();
  assert.throws(() => rig.supervisor.start(), /started twice/);
  rig.ready("outputs", "sensors");
  rig.deeds.length = 0;
  assert.equal(await rig.supervisor.restart("detect"), false);
  rig.supervisor.onMessage("detect", 7, { kind: "ready" });
  rig.supervisor.onDisconnect("detect", 7);
  assert.deepEqual(rig.deeds, []);
  const stopping = rig.stop();
  assert.equal(await rig.supervisor.restart("sensors"), false);
  await stopping;
  assert.deepEqual(rig.deeds, ["SIGTERM sensors", "SIGTERM outputs"]);
});

Deno.test("Supervisor looks at the processors for a late role alone, spares one that waits for them, and tells of its trouble", async () => {
  const rig = new Rig(new FakeClock(), ["outputs", "ui"]);
  rig.supervisor.start();
  rig.ready("outputs", "ui");
  const asked = new Set<number>();
  rig.lookedAt = (pid) => {
    asked.add(pid);
    return [{ thread: pid, ranMs: 100, waitedMs: 0, wantsToRun: true }];
  };
  for (let second = 0; second < 15; second++) {
    rig.beat("outputs", second);
    await rig.clock.advance(1_000);
  }
  assert.deepEqual([...asked], [rig.process("ui").pid]);
  assert.equal(rig.status("ui").restarts, 0, "its limit is 10 s");
  assert.deepEqual(rig.supervisor.faults().map(({ code, subject }) => [code, subject]), [[
    "role-starved",
    "ui",
  ]]);
  await rig.stop();
});
