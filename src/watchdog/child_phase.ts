/**
 * Where a role stands in its life, as the machine that watches it knows it.
 */
import type { RoleState } from "../bus/messages.ts";
import { unreachable } from "../reading/result.ts";
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
export function readyForMs(phase: Phase & { kind: "running" }, nowMs: number): number {
  return phase.readyAtMs === undefined ? 0 : nowMs - phase.readyAtMs;
}
