/**
 * The watchdog's story: what happened to the roles, one sentence and its numbers for each event, as JSON lines.
 */
import type { Clock } from "../clock/clock.ts";
import type { ProcessName } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";
import { waitedMostOf } from "./processor_wait.ts";

/** Why a run of a role ended, or is being ended. */
export type EndCause =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "spawn-failed"; readonly reason: string }
  | Silent
  | { readonly kind: "memory"; readonly bytes: number; readonly limitBytes: number };

/** A role that is late with what it is watched by. */
export type Silent =
  & {
    readonly forMs: number;
    readonly limitMs: number;
    /** How much of `forMs` it waited for a processor. */
    readonly waitedMs: number;
  }
  & (
    /** Not ready by its deadline. */
    | { readonly kind: "late" }
    /** No heartbeat by its deadline. */
    | { readonly kind: "silent" }
    /** Heartbeats, but waiting work and no progress by its deadline. */
    | { readonly kind: "stuck"; readonly pending: number }
  );

/** What is planned after an end. */
export interface NextStart {
  readonly delayMs: number;
  readonly afterStability: boolean;
  readonly counted: number;
  readonly budget: number;
  readonly windowMs: number;
  readonly givenUp: boolean;
}

/** One event of the story. */
export type StoryEvent =
  | { readonly kind: "started"; readonly pid: number }
  | { readonly kind: "ready"; readonly afterMs: number }
  /** Ready after an end; `downMs` from when the end was seen. */
  | { readonly kind: "back"; readonly downMs: number }
  | { readonly kind: "ended"; readonly cause: EndCause; readonly ranMs: number; readonly next: NextStart }
  /** Killed, and still there. */
  | { readonly kind: "unkillable"; readonly pid: number; readonly forMs: number; readonly cause: EndCause }
  /** Late, and most of that time it waited for a processor: it may go on for `graceMs` more. */
  | { readonly kind: "starved"; readonly silence: Silent; readonly graceMs: number }
  /** No longer starved: it has been in time for so long. */
  | { readonly kind: "fed"; readonly forMs: number }
  /** Was given up, and has been ready long enough since. */
  | { readonly kind: "recovered"; readonly forMs: number }
  | { readonly kind: "stopping"; readonly graceMs: number }
  | { readonly kind: "restarting" }
  | { readonly kind: "stop-overdue"; readonly graceMs: number }
  | { readonly kind: "stopped"; readonly tookMs: number; readonly killed: boolean }
  | { readonly kind: "link-lost"; readonly pid: number }
  /** Something that is not the role's process spoke for it. */
  | { readonly kind: "stranger"; readonly pid: number }
  /** The supervisor itself did not run for a while. */
  | { readonly kind: "paused"; readonly forMs: number }
  /** A role that an earlier supervisor left behind was ended. */
  | { readonly kind: "stray-ended"; readonly pid: number; readonly tookMs: number }
  | { readonly kind: "stray-remains"; readonly pid: number; readonly tookMs: number }
  /** A later supervisor will not find the role's process. */
  | { readonly kind: "note-failed"; readonly reason: string }
  | { readonly kind: "supervisor-started"; readonly pid: number }
  | { readonly kind: "supervisor-stopped" };

/** How loud an event is. */
export type StoryLevel = "info" | "warning" | "error";

/** Whom an event is about. */
export type StorySubject = ProcessName | "supervisor";

/** One line of `watchdog.log`. The event's own numbers follow these fields. */
export interface StoryLine {
  /** Wall clock, ISO 8601 UTC. For people. */
  readonly at: string;
  /** Monotonic: tells the order and the distances even where the wall clock stepped. */
  readonly monoMs: number;
  readonly level: StoryLevel;
  readonly role: StorySubject;
  readonly kind: StoryEvent["kind"];
  readonly text: string;
}

/** Writes the story. */
export class Story {
  readonly #clock: Clock;
  readonly #write: (line: string) => void;

  /** @param write Takes one line without its line end. Must neither wait nor throw. */
  constructor(clock: Clock, write: (line: string) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Writes down what happened to a role, now. */
  tell(role: StorySubject, event: StoryEvent): void {
    const line: StoryLine = {
      at: new Date(this.#clock.wallMs()).toISOString(),
      monoMs: Math.round(this.#clock.monotonicMs()),
      level: storyLevel(event),
      role,
      text: `${role} ${storyText(event)}`,
      ...event,
    };
    // More digits than a tenth of a millisecond only hide the number.
    this.#write(
      JSON.stringify(line, (_name, value) => typeof value === "number" ? Math.round(value * 10) / 10 : value),
    );
  }
}

/** The sentence of `event`, without its subject. */
export function storyText(event: StoryEvent): string {
  switch (event.kind) {
    case "started":
      return `started (process ${event.pid})`;
    case "ready":
      return `is ready, ${duration(event.afterMs)} after its start`;
    case "back":
      return `is back after ${duration(event.downMs)}`;
    case "ended":
      return `${endText(event.cause)}; it had run for ${duration(event.ranMs)}; ${nextText(event.next)}`;
    case "unkillable":
      return `${endText(event.cause)}, but process ${event.pid} is still there ${
        duration(event.forMs)
      } later: ` +
        "probably it waits for a disk, a device or a processor";
    case "starved":
      return starvedText(event.silence, event.graceMs);
    case "fed":
      return `has been in time for ${duration(event.forMs)}: it gets the processor time that it needs`;
    case "recovered":
      return `has been ready for ${duration(event.forMs)}: no longer given up`;
    case "stopping":
      return `is told to stop (SIGTERM, ${duration(event.graceMs)} of grace)`;
    case "restarting":
      return "is started anew, since its part of the configuration has changed";
    case "stop-overdue":
      return `did not stop within ${duration(event.graceMs)}, killed`;
    case "stopped":
      return `stopped after ${duration(event.tookMs)}${event.killed ? " (killed)" : ""}`;
    case "link-lost":
      return `closed its link to the supervisor (process ${event.pid} lives)`;
    case "stranger":
      return `is claimed by process ${event.pid}, which the supervisor did not start: ignored`;
    case "paused":
      return `did not run for ${duration(event.forMs)}: all deadlines are moved on by as much`;
    case "stray-ended":
      return `left over from an earlier supervisor (process ${event.pid}) was ended in ${
        duration(event.tookMs)
      }`;
    case "stray-remains":
      return `left over from an earlier supervisor (process ${event.pid}) is still there ` +
        `${duration(event.tookMs)} after SIGKILL`;
    case "note-failed":
      return `could not be noted in the run directory: ${event.reason}`;
    case "supervisor-started":
      return `started (process ${event.pid})`;
    case "supervisor-stopped":
      return "stopped, all roles are stopped";
    default:
      return unreachable(event);
  }
}

/** Why a run ended, to follow the role's name. */
export function endText(cause: EndCause): string {
  switch (cause.kind) {
    case "exited":
      return `ended by itself with exit code ${cause.code}`;
    case "signalled":
      return `was ended from outside by ${cause.signal}`;
    case "spawn-failed":
      return `could not be started: ${cause.reason}`;
    case "late":
    case "silent":
    case "stuck":
      return `${cause.kind === "late" ? "" : "hung: "}${silenceText(cause)}, killed`;
    case "memory":
      return `outgrew its memory: ${mebibytes(cause.bytes)} (limit ${mebibytes(cause.limitBytes)}), killed`;
    default:
      return unreachable(cause);
  }
}

/** That a role is late because it gets no processor, to follow its name. */
export function starvedText(silence: Silent, graceMs: number): string {
  const more = graceMs > 0
    ? `it is given up to ${duration(graceMs)} more`
    : "its deadline holds all the same";
  return `gets too little of the processors: ${silence.kind === "late" ? "it " : ""}${
    silenceText(silence)
  }; ${more}`;
}

function silenceText(silence: Silent): string {
  const { forMs, limitMs, waitedMs } = silence;
  const limit = `(limit ${duration(limitMs)})`;
  const waited = waitedMostOf(forMs, waitedMs) ? `, ${duration(waitedMs)} of it waiting for a processor` : "";
  switch (silence.kind) {
    case "late":
      return `was not ready ${duration(forMs)} after its start ${limit}${waited}`;
    case "silent":
      return `${duration(forMs)} without a heartbeat ${limit}${waited}`;
    case "stuck":
      return `${duration(forMs)} without progress ${limit}${waited}, ${silence.pending} waiting`;
    default:
      return unreachable(silence);
  }
}

function nextText(next: NextStart): string {
  const when = `next in ${duration(next.delayMs)}`;
  const window = `in ${duration(next.windowMs)}`;
  if (next.afterStability) return `restart in ${duration(next.delayMs)}, it had been stable`;
  if (next.givenUp) {
    return `given up: the budget of ${next.budget} restarts ${window} is spent, slow retries for ever, ${when}`;
  }
  return `restart ${next.counted} of ${next.budget} ${window}, ${when}`;
}

function storyLevel(event: StoryEvent): StoryLevel {
  switch (event.kind) {
    case "ended":
      return event.next.givenUp ? "error" : "warning";
    case "unkillable":
    case "stray-remains":
    case "note-failed":
      return "error";
    case "stop-overdue":
    case "link-lost":
    case "stranger":
    case "paused":
    case "stray-ended":
    case "starved":
      return "warning";
    default:
      return "info";
  }
}

/** A length of time for people: `0.03 s`, `10.2 s`, `10 min`, `5 h`, `3 d`. */
export function duration(ms: number): string {
  if (ms < 95) return `${trimmed(ms / 1000, 2)} s`;
  if (ms < 59_950) return `${trimmed(ms / 1000, 1)} s`;
  if (ms < 120 * 60_000) return `${trimmed(ms / 60_000, ms < 600_000 ? 1 : 0)} min`;
  if (ms < 48 * 3_600_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}
