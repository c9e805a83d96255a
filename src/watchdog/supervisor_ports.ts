/**
 * What the supervisor needs of the world, and what it tells it.
 */
import type { Heartbeat, helloMessage, LogLine, readyMessage, RoleStatus } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { ProcessName } from "../reading/ids.ts";
import type { z } from "zod";
import type { EndCause, Story } from "./story.ts";

/** How a process ended. */
export interface ChildExit {
  readonly code: number;
  /** Present where a signal ended it. */
  readonly signal?: string;
}

/** A process that runs for a role. */
export interface ChildHandle {
  readonly pid: number;
  /** Resolves once, when the process is gone. Never rejects. */
  readonly exited: Promise<ChildExit>;
}

/** What a process uses now. */
export interface ProcessUsage {
  readonly residentBytes: number;
  /** Processor time since its start. */
  readonly cpuMs: number;
}

/** What a thread of a process has had of the processors. */
export interface ThreadUse {
  readonly thread: number;
  /** Time on a processor since its start. */
  readonly ranMs: number;
  /** Time in which it could have run and others did, since its start. A wait counts when it is over. */
  readonly waitedMs: number;
  /** It runs, or waits to. */
  readonly wantsToRun: boolean;
}

/** A fault of a role, as fusion is to be told of it. */
export interface RoleFault {
  readonly code: "role-down" | "role-given-up" | "role-starved";
  readonly subject: ProcessName;
  readonly active: boolean;
  /** One sentence. */
  readonly detail: string;
}

/** An end of a role that nobody asked for. */
export interface ChildEnd {
  readonly role: ProcessName;
  readonly cause: EndCause;
  readonly ranMs: number;
  /** Starts after the first one, before this end. */
  readonly restarts: number;
  /** What it used when it was last looked at. */
  readonly usage: ProcessUsage | undefined;
  /** Its last lines, oldest first. Some may still come for a moment. */
  lines(): string[];
}

/** What the supervisor needs of the world. None of these may block. */
export interface SupervisorPorts {
  readonly clock: Clock;
  /** From 0 up to 1. */
  random(): number;
  /**
   * Starts the process of `role`, leader of a process group of its own.
   *
   * @throws where the process cannot be started.
   */
  spawn(role: ProcessName, onLine: (line: string) => void): ChildHandle;
  /** Signals the process group of `pid`. One that is gone is no fault. */
  kill(pid: number, signal: "SIGTERM" | "SIGKILL"): void;
  /** What `pid` uses; undefined where that cannot be known. */
  usage(pid: number): ProcessUsage | undefined;
  /** What each thread of `pid` has had of the processors; none where that cannot be known. Is asked of late roles alone. */
  threadUses(pid: number): readonly ThreadUse[];
  /** Notes that `pid` runs for `role` where a later supervisor finds it; undefined: nothing runs. */
  note(role: ProcessName, pid: number | undefined): void;
  /** Sends the status of all roles to whoever is interested, once a second and on every change of state. */
  broadcast(roles: RoleStatus[]): void;
  /** Tells fusion of a fault that came or went; see {@linkcode Supervisor.faults} for when fusion was not there. */
  fault(fault: RoleFault): void;
  /** Is told of each end that was not asked for. */
  ended?(end: ChildEnd): void;
  readonly story: Story;
}

/** The messages of a role that the supervisor itself understands. */
export type SupervisedMessage =
  | z.infer<typeof helloMessage>
  | z.infer<typeof readyMessage>
  | Heartbeat
  | LogLine;
