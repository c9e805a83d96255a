/**
 * The supervisor: starts the roles, listens to their heartbeats, ends and restarts what hangs, fails or grows.
 *
 * It must never decide about fire or sirens, and never wait for a role: whatever one role does, the others are watched.
 *
 * All roles are started at once, in the order of their entries, without waiting for one another: each connects to the
 * others with retries, and what sounds sirens is first in line. They are stopped one after the other in reverse order,
 * so that the outputs still perform what fusion orders last.
 */
import type { Heartbeat, RoleStatus } from "../bus/messages.ts";
import { atMost } from "../clock/at_most.ts";
import type { ProcessName } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";
import type { ChildEffect, ChildEvent } from "./child_event.ts";
import { ChildMachine } from "./child_machine.ts";
import type { ChildSpec } from "./child_spec.ts";
import { LineRing } from "./line_ring.ts";
import type {
  ChildHandle,
  ProcessUsage,
  RoleFault,
  SupervisedMessage,
  SupervisorPorts,
} from "./supervisor_ports.ts";

/**
 * Between two looks at the deadlines. Longer and a deadline of a few seconds is kept only roughly; shorter costs
 * wake-ups on a battery. Restarts do not wait for it.
 */
const TICK_MS = 250;
/** A tick this late means that the supervisor itself did not run, and so could not have heard a heartbeat. */
const PAUSE_MS = 1_000;
/** Between two looks at memory and processor time: a leak takes minutes, and each look reads two files per role. */
const USAGE_MS = 2_000;
const BROADCAST_MS = 1_000;
/** Past its grace, a role that is stopped is waited for this long. SIGKILL takes milliseconds, or does not work at all. */
const STOP_LIMIT_MS = 3_000;

interface Child {
  readonly spec: ChildSpec;
  readonly machine: ChildMachine;
  readonly lines: LineRing;
  readonly faults: Map<RoleFault["code"], RoleFault>;
  readonly stopped: PromiseWithResolvers<void>;
  /** Those who wait for it to be ready. */
  readonly awaiting: Set<() => void>;
  queues: Heartbeat["queues"];
  usage: { readonly atMs: number; readonly value: ProcessUsage; readonly cpuPercent?: number } | undefined;
  strangerPid: number | undefined;
}

/** Runs the roles. */
export class Supervisor {
  readonly #ports: SupervisorPorts;
  /** In start order. */
  #children: readonly Child[];
  /** Being stopped for good, while the others go on: watched until they are gone. */
  readonly #leaving = new Set<Child>();
  readonly #end = new AbortController();
  #loop: Promise<void> | undefined;
  #stopping = false;
  #tickAtMs = 0;
  #usageAtMs = 0;
  #broadcastAtMs = 0;

  /** @param specs In start order. */
  constructor(specs: readonly ChildSpec[], ports: SupervisorPorts) {
    this.#ports = ports;
    this.#children = specs.map((spec) => this.#make(spec));
  }

  #make(spec: ChildSpec): Child {
    const { clock, random } = this.#ports;
    return {
      spec,
      machine: new ChildMachine(spec, clock.monotonicMs(), random),
      lines: new LineRing(),
      faults: new Map(),
      stopped: Promise.withResolvers(),
      awaiting: new Set(),
      queues: [],
      usage: undefined,
      strangerPid: undefined,
    };
  }

  /** Starts all roles, and watches them from now on. */
  start(): void {
    if (this.#loop !== undefined) throw new Error("supervisor: started twice");
    this.#ports.story.tell("supervisor", { kind: "supervisor-started", pid: Deno.pid });
    this.#tickAtMs = this.#usageAtMs = this.#ports.clock.monotonicMs();
    for (const child of this.#children) this.#step(child, { kind: "start" });
    this.#loop = this.#run();
  }

  /**
   * Stops all roles, the last one started first, and resolves when none is left. The others stay watched meanwhile, but
   * one that ends is not started again.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const child of [...this.#children, ...this.#leaving].reverse()) await this.#stop(child);
    this.#end.abort(new DOMException("the supervisor has stopped", "AbortError"));
    await this.#loop;
    this.#ports.story.tell("supervisor", { kind: "supervisor-stopped" });
  }

  async #stop(child: Child): Promise<void> {
    this.#step(child, { kind: "stop" });
    // The wait is bounded: a process that the kernel does not let go must not keep the others running.
    const limitMs = child.spec.stopGraceMs + STOP_LIMIT_MS;
    await atMost(this.#ports.clock, limitMs, child.stopped.promise);
  }

  /**
   * Starts `role` anew, on purpose: no trouble is raised and no part of its restart budget is spent.
   *
   * @returns whether it is ready again; false where that took too long, which its deadlines take care of.
   */
  async restart(role: ProcessName): Promise<boolean> {
    const child = this.#child(role);
    if (child === undefined || this.#stopping) return false;
    const back = Promise.withResolvers<void>();
    // What holds lines must not let go of them in good order: that is how it silences sirens.
    this.#step(child, { kind: "restart", gently: role !== "outputs" });
    child.awaiting.add(back.resolve);
    await atMost(this.#ports.clock, child.spec.stopGraceMs + child.spec.readyDeadlineMs, back.promise);
    child.awaiting.delete(back.resolve);
    return child.machine.state === "ready";
  }

  /** Runs exactly the roles of `specs` from now on: starts what is new, stops what is gone. Those that stay are left alone. */
  async setRoles(specs: readonly ChildSpec[]): Promise<void> {
    const gone = this.#children.filter(({ spec }) => specs.every(({ role }) => role !== spec.role));
    const added: Child[] = [];
    this.#children = specs.map((spec) => {
      const known = this.#child(spec.role);
      if (known !== undefined) return known;
      const child = this.#make(spec);
      added.push(child);
      return child;
    });
    for (const child of gone) this.#leaving.add(child);
    for (const child of added) if (!this.#stopping) this.#step(child, { kind: "start" });
    for (const child of gone) {
      await this.#stop(child);
      this.#leaving.delete(child);
      for (const fault of child.faults.values()) this.#ports.fault({ ...fault, active: false });
    }
  }

  /** Takes a message that process `pid` sent for `role`. One that the supervisor did not start is not believed. */
  onMessage(role: ProcessName, pid: number, message: SupervisedMessage): void {
    const child = this.#child(role);
    if (child === undefined) return;
    if (child.machine.pid !== pid) {
      if (child.strangerPid !== pid) this.#ports.story.tell(role, { kind: "stranger", pid });
      child.strangerPid = pid;
      return;
    }
    switch (message.kind) {
      case "hello":
        return;
      case "ready":
        return this.#step(child, { kind: "ready" });
      case "heartbeat":
        child.queues = message.queues;
        return this.#step(child, message);
      case "log":
        return child.lines.push(`${message.level} ${message.category}: ${message.text}`);
      default:
        return unreachable(message);
    }
  }

  /** The link to `role` is gone. Its process may live: its heartbeat deadline decides. */
  onDisconnect(role: ProcessName, pid: number): void {
    const child = this.#child(role);
    if (child?.machine.state !== "ready" || child.machine.pid !== pid) return;
    this.#ports.story.tell(role, { kind: "link-lost", pid });
  }

  /** What is known of every role, in start order. */
  statuses(): RoleStatus[] {
    return this.#children.map(({ spec, machine, lines, queues, usage }) => ({
      role: spec.role,
      state: machine.state,
      pid: machine.pid,
      sinceMs: machine.sinceMs,
      restarts: machine.restarts,
      lastEnd: machine.lastEnd,
      residentBytes: usage?.value.residentBytes,
      cpuPercent: usage?.cpuPercent,
      queues,
      lines: lines.lines(),
    }));
  }

  /** The faults that are present now. To be sent to fusion whenever it connects: it may have missed their coming. */
  faults(): RoleFault[] {
    return this.#children.flatMap((child) => [...child.faults.values()]);
  }

  #child(role: ProcessName): Child | undefined {
    return this.#children.find((child) => child.spec.role === role);
  }

  async #run(): Promise<void> {
    const { clock } = this.#ports;
    while (!this.#end.signal.aborted) {
      await this.#sleep(TICK_MS, this.#end.signal);
      const nowMs = clock.monotonicMs();
      const lateMs = nowMs - this.#tickAtMs - TICK_MS;
      this.#tickAtMs = nowMs;
      if (lateMs > PAUSE_MS) {
        this.#ports.story.tell("supervisor", { kind: "paused", forMs: lateMs });
        for (const child of this.#children) this.#step(child, { kind: "paused", lostMs: lateMs });
      }
      for (const child of [...this.#children, ...this.#leaving]) this.#look(child, nowMs);
      if (nowMs - this.#usageAtMs >= USAGE_MS) this.#lookAtUsage(nowMs);
      if (nowMs - this.#broadcastAtMs >= BROADCAST_MS) this.#broadcast(nowMs);
    }
  }

  #look(child: Child, nowMs: number): void {
    const { machine } = child;
    const { pid } = machine;
    const asks = pid !== undefined && machine.isLate(nowMs);
    this.#step(child, { kind: "tick", uses: asks ? this.#ports.threadUses(pid) : [] });
  }

  #lookAtUsage(nowMs: number): void {
    this.#usageAtMs = nowMs;
    for (const child of this.#children) {
      const { pid } = child.machine;
      const value = pid === undefined ? undefined : this.#ports.usage(pid);
      if (value === undefined) {
        child.usage = undefined;
        continue;
      }
      const before = child.usage;
      const cpuPercent = before === undefined
        ? undefined
        : 100 * (value.cpuMs - before.value.cpuMs) / (nowMs - before.atMs);
      child.usage = { atMs: nowMs, value, cpuPercent };
      this.#step(child, { kind: "memory", bytes: value.residentBytes });
    }
  }

  #broadcast(nowMs: number): void {
    this.#broadcastAtMs = nowMs;
    this.#ports.broadcast(this.statuses());
  }

  #step(child: Child, event: ChildEvent): void {
    const nowMs = this.#ports.clock.monotonicMs();
    const { machine } = child;
    const { state, restartAtMs } = machine;
    const events: ChildEvent[] = [event];
    for (let next = events.shift(); next !== undefined; next = events.shift()) {
      for (const effect of machine.step(next, nowMs)) {
        const answer = this.#perform(child, effect);
        if (answer !== undefined) events.push(answer);
      }
    }
    if (machine.state === "stopped") child.stopped.resolve();
    if (machine.state === "ready" && state !== "ready") { for (const resolve of child.awaiting) resolve(); }
    if (machine.restartAtMs !== undefined && machine.restartAtMs !== restartAtMs) {
      if (this.#stopping || this.#leaving.has(child)) return this.#step(child, { kind: "stop" });
      void this.#restartAt(child, machine.restartAtMs);
    }
    if (machine.state === state) return;
    if (machine.state !== "ready") child.queues = [];
    this.#broadcast(nowMs);
  }

  #perform(child: Child, effect: ChildEffect): ChildEvent | undefined {
    const { role } = child.spec;
    switch (effect.kind) {
      case "spawn":
        return this.#spawn(child);
      case "kill":
        this.#ports.kill(effect.pid, effect.signal);
        return undefined;
      case "trouble": {
        const { code, active, detail } = effect;
        const fault: RoleFault = { code, subject: role, active, detail };
        if (active) child.faults.set(code, fault);
        else child.faults.delete(code);
        this.#ports.fault(fault);
        return undefined;
      }
      case "story":
        this.#ports.story.tell(role, effect.event);
        if (effect.event.kind === "ended") {
          const { cause, ranMs } = effect.event;
          const { machine: { restarts }, lines, usage } = child;
          this.#ports.ended?.({
            role,
            cause,
            ranMs,
            restarts,
            usage: usage?.value,
            lines: () => lines.lines(),
          });
        }
        return undefined;
      default:
        return unreachable(effect);
    }
  }

  #spawn(child: Child): ChildEvent {
    const { role } = child.spec;
    let handle: ChildHandle;
    try {
      handle = this.#ports.spawn(role, (line) => child.lines.push(line));
    } catch (error) {
      return { kind: "spawn-failed", reason: error instanceof Error ? error.message : String(error) };
    }
    const { pid } = handle;
    this.#ports.note(role, pid);
    child.usage = undefined;
    void handle.exited.then((exit) => {
      this.#ports.note(role, undefined);
      this.#step(child, { kind: "exited", pid, ...exit });
      if (child.machine.pid === undefined) child.usage = undefined;
    });
    return { kind: "spawned", pid };
  }

  /** A restart must not wait for the next tick. */
  async #restartAt(child: Child, atMs: number): Promise<void> {
    while (child.machine.restartAtMs === atMs && !this.#end.signal.aborted) {
      // Timers know whole milliseconds only: rounded down, the tick would come too early and restart nothing.
      await this.#sleep(Math.max(1, Math.ceil(atMs - this.#ports.clock.monotonicMs())), this.#end.signal);
      if (!this.#end.signal.aborted) this.#step(child, { kind: "tick" });
    }
  }

  /** Ends early, without a fault, on `signal`. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#ports.clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
