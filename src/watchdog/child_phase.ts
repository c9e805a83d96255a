/**
 * Where a role stands in its life, as the machine that watches it knows it.
 */
import type { RoleState } from "../bus/messages.ts";
import { unreachable } from "../reading/result.ts";
import type { WaitMeter } from "./processor_wait.ts";
import type { EndCause } from "./story.ts";

/** What is remembered in each phase. Times are monotonic, milliseconds. */
export type Phase =
  | { kind: "idle" }
  | { kind: "spawning" }
  | {
    kind: "running";
    readonly pid: number;
    readonly startedAtMs: number;
    /** From here the ready deadline counts. */
    readyFromMs: number;
    readyAtMs?: number;
    heartbeatAtMs: number;
    progress: number;
    /** Since when `progress` has not grown although work waited. */
    progressAtMs: number;
    pending: number;
    readonly waits: WaitMeter;
    /** What its waits came to at its last heartbeat, and at its last progress. */
    heartbeatWaitsMs: number;
    progressWaitsMs: number;
  }
  | {
    kind: "killing";
    readonly pid: number;
    readonly startedAtMs: number;
    readonly readyForMs: number;
    readonly cause: EndCause;
    readonly atMs: number;
    killedAtMs: number;
    told: boolean;
  }
  | { kind: "waiting"; readonly untilMs: number; readonly givenUp: boolean }
  | {
    kind: "stopping";
    readonly pid: number;
    readonly atMs: number;
    killed: boolean;
    killedAtMs: number;
    /** It is started again when it is gone. */
    readonly again: boolean;
  }
  | { kind: "stopped" };

/** Its process runs, and is watched. */
export type Running = Phase & { kind: "running" };

/** The phase as others are told of it. */
export function roleStateOf(phase: Phase): RoleState {
  switch (phase.kind) {
    case "idle":
    case "stopped":
      return "stopped";
    case "spawning":
      return "starting";
    case "running":
      return phase.readyAtMs === undefined ? "starting" : "ready";
    case "killing":
      return "backing-off";
    case "waiting":
      return phase.givenUp ? "given-up" : "backing-off";
    case "stopping":
      return "stopping";
    default:
      return unreachable(phase);
  }
}

/** How long it has been ready. */
export function readyForMs(phase: Running, nowMs: number): number {
  return phase.readyAtMs === undefined ? 0 : nowMs - phase.readyAtMs;
}

/** Its silence begins anew. */
export function heard(phase: Running, nowMs: number): void {
  phase.heartbeatAtMs = nowMs;
  phase.heartbeatWaitsMs = phase.waits.sumMs;
}

/** It has done some of its work, or had none. */
export function progressed(phase: Running, nowMs: number): void {
  phase.progressAtMs = nowMs;
  phase.progressWaitsMs = phase.waits.sumMs;
}
