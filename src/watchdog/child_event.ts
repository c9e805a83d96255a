/**
 * What happens to a role under watch, and what is to be done about it: the two sides of the child machine.
 */
import type { StoryEvent } from "./story.ts";
import type { ThreadUse } from "./supervisor_ports.ts";

/** What happens to a role. Times are monotonic. */
export type ChildEvent =
  | { readonly kind: "start" }
  /** The answer to the effect `spawn`, before any other event. */
  | { readonly kind: "spawned"; readonly pid: number }
  | { readonly kind: "spawn-failed"; readonly reason: string }
  | { readonly kind: "ready" }
  | { readonly kind: "heartbeat"; readonly progress: number; readonly pending: number }
  | { readonly kind: "exited"; readonly pid: number; readonly code: number; readonly signal?: string }
  | { readonly kind: "memory"; readonly bytes: number }
  /** `uses` are wanted where {@linkcode ChildMachine.isLate}; its process' threads, none where the system does not tell. */
  | { readonly kind: "tick"; readonly uses?: readonly ThreadUse[] }
  /** The supervisor did not run for `lostMs`: what it did not hear in that time proves nothing. */
  | { readonly kind: "paused"; readonly lostMs: number }
  | { readonly kind: "stop" }
  /**
   * Start anew, on purpose: no trouble, and no part of the restart budget. `gently` is SIGTERM first; otherwise it is killed,
   * for a role whose orderly end would let go of what it holds.
   */
  | { readonly kind: "restart"; readonly gently: boolean };

/** What must be done. */
export type ChildEffect =
  | { readonly kind: "spawn" }
  /** To the whole process group of `pid`; one that is gone is no fault. */
  | { readonly kind: "kill"; readonly pid: number; readonly signal: "SIGTERM" | "SIGKILL" }
  | {
    readonly kind: "trouble";
    readonly code: "role-down" | "role-given-up" | "role-starved";
    readonly active: boolean;
    readonly detail: string;
  }
  | { readonly kind: "story"; readonly event: StoryEvent };
