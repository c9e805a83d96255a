/**
 * One role as the supervisor watches it: a state machine that takes events with their times and answers with effects.
 *
 * A role hangs when no heartbeat comes by its deadline, or when work waits and none of it is done by its deadline. A
 * hung role, and one that outgrew its memory, is killed with SIGKILL at once: it would not answer anything gentler, and
 * everything a role must keep survives a kill at any moment. One that only waited for a processor is given a while longer
 * ({@linkcode judgeSilence}): a new start would wait for the same processors, and take more of them.
 */
import type { RoleState } from "../bus/messages.ts";
import { unreachable } from "../reading/result.ts";
import type { ChildEffect, ChildEvent } from "./child_event.ts";
import type { ChildSpec } from "./child_spec.ts";
import { heard, type Phase, progressed, readyForMs, roleStateOf, type Running } from "./child_phase.ts";
import { judgeSilence, waitedMostOf, WaitMeter } from "./processor_wait.ts";
import { NO_RESTARTS, planRestart, type RestartHistory, startDeadlineMs } from "./restart_policy.ts";
import { type EndCause, endText, type Silent, starvedText, type StoryEvent } from "./story.ts";
import type { RoleFault } from "./supervisor_ports.ts";

/**
 * A killed process that is still there is killed again this often. Only a process that waits inside the kernel survives
 * SIGKILL, so more often helps nothing; less often delays the story's line about it.
 */
const KILL_AGAIN_MS = 2_000;
/**
 * Heartbeats come once a second: past this, one is missing and the processors are looked at. Earlier and every role is looked at all the
 * time; later and waits in the first part of a silence are not seen.
 */
const LATE_MS = 1_500;
/** In time for so long, and a role is no longer starved. Shorter and a machine that is busy now and then makes a trouble each time. */
const FED_AFTER_MS = 60_000;

/** Watches one role. It never stops trying until it is told `stop`. */
export class ChildMachine {
  readonly #spec: ChildSpec;
  readonly #random: () => number;
  #phase: Phase = { kind: "idle" };
  #state: RoleState = "stopped";
  #sinceMs: number;
  #history: RestartHistory = NO_RESTARTS;
  #restarts = 0;
  #lastEnd: string | undefined;
  /** When the role was seen to have stopped serving; absent while it serves and before its first start. */
  #downAtMs: number | undefined;
  #givenUp = false;
  /** When it last was late and waited for a processor; absent where it does not count as starved. */
  #starvedAtMs: number | undefined;
  #effects: ChildEffect[] = [];

  /** @param random From 0 up to 1, for the jitter of restarts. */
  constructor(spec: ChildSpec, nowMs: number, random: () => number) {
    this.#spec = spec;
    this.#sinceMs = nowMs;
    this.#random = random;
  }

  /** What it is doing. */
  get state(): RoleState {
    return this.#state;
  }
  /** Since when it is in its state. */
  get sinceMs(): number {
    return this.#sinceMs;
  }
  /** Starts after the first one. */
  get restarts(): number {
    return this.#restarts;
  }
  /** How it ended last, in words; undefined where it never did. */
  get lastEnd(): string | undefined {
    return this.#lastEnd;
  }
  /** The process that runs for it, also while it is being killed or stopped. */
  get pid(): number | undefined {
    return "pid" in this.#phase ? this.#phase.pid : undefined;
  }
  /** When the next `tick` has something to do at the latest, where that is a planned restart. */
  get restartAtMs(): number | undefined {
    return this.#phase.kind === "waiting" ? this.#phase.untilMs : undefined;
  }

  /** Whether a tick needs a look at what its process has had of the processors. */
  isLate(nowMs: number): boolean {
    const phase = this.#phase;
    if (phase.kind !== "running") return false;
    return phase.readyAtMs === undefined || nowMs - phase.heartbeatAtMs > LATE_MS ||
      phase.pending > 0 && nowMs - phase.progressAtMs > LATE_MS;
  }

  /** Takes one event. The effects are to be carried out in their order, before the next event. */
  step(event: ChildEvent, nowMs: number): readonly ChildEffect[] {
    this.#effects = [];
    this.#take(event, nowMs);
    const state = roleStateOf(this.#phase);
    if (state !== this.#state) {
      this.#state = state;
      this.#sinceMs = nowMs;
    }
    return this.#effects;
  }

  #take(event: ChildEvent, nowMs: number): void {
    const phase = this.#phase;
    switch (event.kind) {
      case "start":
        if (phase.kind === "idle" || phase.kind === "stopped") this.#spawn();
        return;
      case "spawned":
        if (phase.kind !== "spawning") throw new Error(`child machine: spawned while ${phase.kind}`);
        this.#story({ kind: "started", pid: event.pid });
        this.#phase = {
          kind: "running",
          pid: event.pid,
          startedAtMs: nowMs,
          readyFromMs: nowMs,
          heartbeatAtMs: nowMs,
          progress: -Infinity,
          progressAtMs: nowMs,
          pending: 0,
          waits: new WaitMeter(),
          heartbeatWaitsMs: 0,
          progressWaitsMs: 0,
        };
        return;
      case "spawn-failed":
        if (phase.kind !== "spawning") throw new Error(`child machine: spawn failed while ${phase.kind}`);
        this.#ended({ kind: "spawn-failed", reason: event.reason }, nowMs, 0, nowMs);
        return;
      case "ready":
        if (phase.kind === "running" && phase.readyAtMs === undefined) this.#ready(phase, nowMs);
        return;
      case "heartbeat":
        if (phase.kind === "running") {
          heard(phase, nowMs);
          if (event.pending === 0 || phase.pending === 0 || event.progress > phase.progress) {
            progressed(phase, nowMs);
          }
          phase.progress = event.progress;
          phase.pending = event.pending;
          this.#watch(phase, nowMs);
        }
        return;
      case "exited":
        this.#exited(event, nowMs);
        return;
      case "memory":
        if (phase.kind === "running" && event.bytes > this.#spec.memoryLimitBytes) {
          const limitBytes = this.#spec.memoryLimitBytes;
          this.#kill(phase, { kind: "memory", bytes: event.bytes, limitBytes }, nowMs);
        }
        return;
      case "tick":
        if (phase.kind === "running") phase.waits.look(event.uses ?? [], nowMs);
        this.#tick(nowMs);
        return;
      case "paused":
        if (phase.kind === "running") {
          phase.readyFromMs += event.lostMs;
          phase.heartbeatAtMs += event.lostMs;
          phase.progressAtMs += event.lostMs;
        }
        return;
      case "stop":
        if (phase.kind === "running") {
          this.#effects.push({ kind: "kill", pid: phase.pid, signal: "SIGTERM" });
          this.#story({ kind: "stopping", graceMs: this.#spec.stopGraceMs });
          this.#await(phase.pid, nowMs, { killed: false, again: false });
        } else if (phase.kind === "killing") {
          this.#await(phase.pid, nowMs, { killed: true, again: false });
        } else if (phase.kind === "stopping") {
          this.#phase = { ...phase, again: false };
        } else {
          this.#phase = { kind: "stopped" };
        }
        return;
      case "restart":
        this.#restart(event.gently, nowMs);
        return;
      default:
        unreachable(event);
    }
  }

  #tick(nowMs: number): void {
    const phase = this.#phase;
    switch (phase.kind) {
      case "running":
        this.#watch(phase, nowMs);
        return;
      case "waiting":
        if (nowMs >= phase.untilMs) {
          this.#restarts++;
          this.#spawn();
        }
        return;
      case "killing":
        if (nowMs - phase.killedAtMs < KILL_AGAIN_MS) return;
        phase.killedAtMs = nowMs;
        this.#effects.push({ kind: "kill", pid: phase.pid, signal: "SIGKILL" });
        if (phase.told) return;
        phase.told = true;
        this.#story({ kind: "unkillable", pid: phase.pid, forMs: nowMs - phase.atMs, cause: phase.cause });
        return;
      case "stopping":
        if (!phase.killed && nowMs - phase.atMs >= this.#spec.stopGraceMs) {
          phase.killed = true;
          this.#story({ kind: "stop-overdue", graceMs: this.#spec.stopGraceMs });
        } else if (!phase.killed || nowMs - phase.killedAtMs < KILL_AGAIN_MS) return;
        phase.killedAtMs = nowMs;
        this.#effects.push({ kind: "kill", pid: phase.pid, signal: "SIGKILL" });
        return;
      default:
        return;
    }
  }

  /** Holds a running role against its deadlines. */
  #watch(phase: Running, nowMs: number): void {
    const { role, readyDeadlineMs, heartbeatDeadlineMs, progressDeadlineMs, restart } = this.#spec;
    const { pending, waits: { sumMs } } = phase;
    if (phase.readyAtMs === undefined) {
      const limitMs = startDeadlineMs(readyDeadlineMs, this.#history);
      this.#holds(phase, { kind: "late", forMs: nowMs - phase.readyFromMs, limitMs, waitedMs: sumMs }, nowMs);
      return;
    }
    const silent = { forMs: nowMs - phase.heartbeatAtMs, waitedMs: sumMs - phase.heartbeatWaitsMs };
    if (!this.#holds(phase, { kind: "silent", ...silent, limitMs: heartbeatDeadlineMs }, nowMs)) return;
    const stuckMs = pending > 0 ? nowMs - phase.progressAtMs : 0;
    const stuck = { forMs: stuckMs, waitedMs: sumMs - phase.progressWaitsMs };
    if (!this.#holds(phase, { kind: "stuck", ...stuck, limitMs: progressDeadlineMs, pending }, nowMs)) return;
    if (
      this.#starvedAtMs !== undefined && nowMs - Math.max(this.#starvedAtMs, phase.readyAtMs) >= FED_AFTER_MS
    ) {
      this.#starvedAtMs = undefined;
      this.#story({ kind: "fed", forMs: FED_AFTER_MS });
      this.#trouble("role-starved", false, `${role} gets the processor time that it needs`);
    }
    if (this.#givenUp && nowMs - phase.readyAtMs >= restart.stableAfterMs) {
      this.#givenUp = false;
      const event = { kind: "recovered", forMs: nowMs - phase.readyAtMs } as const;
      this.#story(event);
      this.#trouble("role-given-up", false, `${role} is back and stable`);
    }
  }

  /** Holds it against one of them. @returns whether it is in time. */
  #holds(phase: Running, silence: Silent, nowMs: number): boolean {
    const { forMs, waitedMs, limitMs } = silence;
    const judgement = judgeSilence(forMs, waitedMs, limitMs, this.#spec.starvedGraceMs);
    if (judgement === "in-time") return true;
    if (waitedMostOf(forMs, waitedMs)) this.#starved(silence, nowMs);
    if (judgement === "overdue") this.#kill(phase, silence, nowMs);
    return false;
  }

  #starved(silence: Silent, nowMs: number): void {
    const isNews = this.#starvedAtMs === undefined;
    this.#starvedAtMs = nowMs;
    if (!isNews) return;
    const graceMs = this.#spec.starvedGraceMs;
    this.#story({ kind: "starved", silence, graceMs });
    this.#trouble("role-starved", true, `${this.#spec.role} ${starvedText(silence, graceMs)}`);
  }

  #restart(gently: boolean, nowMs: number): void {
    const phase = this.#phase;
    if (phase.kind === "running") {
      const { pid } = phase;
      this.#effects.push({ kind: "kill", pid, signal: gently ? "SIGTERM" : "SIGKILL" });
      this.#story({ kind: "restarting" });
      this.#await(pid, nowMs, { killed: !gently, again: true });
    } else if (phase.kind === "waiting") {
      // What made it fail may be what was changed: it need not wait.
      this.#restarts++;
      this.#spawn();
    }
    // In every other phase a new process comes anyway, or none is wanted.
  }

  #await(pid: number, nowMs: number, how: { killed: boolean; again: boolean }): void {
    this.#phase = { kind: "stopping", pid, atMs: nowMs, killedAtMs: nowMs, ...how };
  }

  #spawn(): void {
    this.#phase = { kind: "spawning" };
    this.#effects.push({ kind: "spawn" });
  }

  #ready(phase: Running, nowMs: number): void {
    phase.readyAtMs = nowMs;
    // What was or was not said before the role was ready is not held against it.
    heard(phase, nowMs);
    progressed(phase, nowMs);
    if (this.#downAtMs === undefined) {
      this.#story({ kind: "ready", afterMs: nowMs - phase.startedAtMs });
      return;
    }
    this.#story({ kind: "back", downMs: nowMs - this.#downAtMs });
    this.#downAtMs = undefined;
    this.#trouble("role-down", false, `${this.#spec.role} is back`);
  }

  #kill(phase: Running, cause: EndCause, nowMs: number): void {
    this.#effects.push({ kind: "kill", pid: phase.pid, signal: "SIGKILL" });
    this.#down(cause, nowMs);
    this.#phase = {
      kind: "killing",
      pid: phase.pid,
      startedAtMs: phase.startedAtMs,
      // The time in which it hung is no sign of stability.
      readyForMs: Math.max(0, readyForMs(phase, nowMs) - ("forMs" in cause ? cause.forMs : 0)),
      cause,
      atMs: nowMs,
      killedAtMs: nowMs,
      told: false,
    };
  }

  #exited(event: ChildEvent & { kind: "exited" }, nowMs: number): void {
    const phase = this.#phase;
    if (!("pid" in phase) || phase.pid !== event.pid) return;
    // What the role had started and left behind in its process group must not outlive it.
    this.#effects.push({ kind: "kill", pid: event.pid, signal: "SIGKILL" });
    switch (phase.kind) {
      case "running":
        this.#ended(
          event.signal === undefined
            ? { kind: "exited", code: event.code }
            : { kind: "signalled", signal: event.signal },
          phase.startedAtMs,
          readyForMs(phase, nowMs),
          nowMs,
        );
        return;
      case "killing":
        this.#ended(phase.cause, phase.startedAtMs, phase.readyForMs, nowMs);
        return;
      case "stopping":
        this.#story({ kind: "stopped", tookMs: nowMs - phase.atMs, killed: phase.killed });
        if (phase.again) this.#spawn();
        else this.#phase = { kind: "stopped" };
        return;
      default:
        unreachable(phase);
    }
  }

  #ended(cause: EndCause, startedAtMs: number, readyForMs: number, nowMs: number): void {
    const { restart } = this.#spec;
    const plan = planRestart(restart, this.#history, readyForMs, nowMs, this.#random());
    this.#history = plan.history;
    this.#down(cause, nowMs);
    const { delayMs, afterStability, counted, givenUp } = plan;
    const next = {
      delayMs,
      afterStability,
      counted,
      givenUp,
      budget: restart.budget,
      windowMs: restart.windowMs,
    };
    this.#story({ kind: "ended", cause, ranMs: nowMs - startedAtMs, next });
    if (givenUp && !this.#givenUp) {
      this.#givenUp = true;
      const detail = `${this.#lastEnd}; more than ${restart.budget} restarts in ${
        restart.windowMs / 60_000
      } min`;
      this.#trouble("role-given-up", true, detail);
    }
    this.#phase = { kind: "waiting", untilMs: nowMs + delayMs, givenUp };
  }

  /** The role no longer serves. */
  #down(cause: EndCause, nowMs: number): void {
    this.#lastEnd = `${this.#spec.role} ${endText(cause)}`;
    if (this.#phase.kind === "killing") return;
    this.#downAtMs ??= nowMs;
    this.#trouble("role-down", true, this.#lastEnd);
  }

  #trouble(code: RoleFault["code"], active: boolean, detail: string): void {
    this.#effects.push({ kind: "trouble", code, active, detail });
  }

  #story(event: StoryEvent): void {
    this.#effects.push({ kind: "story", event });
  }
}
