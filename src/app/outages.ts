/**
 * The watchdog's lines as a timeline: each outage of a role from its end until it was back, and what else is worth telling.
 */
import { z } from "zod";
import type { LogEntry } from "../ops/log_reader.ts";
import type { RoleState } from "../bus/messages.ts";
import { type EndCause, endText } from "../watchdog/story.ts";

/** Versions before this figure did not look: then nothing is known to have been waited. */
const silence = { forMs: z.number(), limitMs: z.number(), waitedMs: z.number().default(0) };

const causeSchema: z.ZodType<EndCause> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("exited"), code: z.number() }),
  z.object({ kind: z.literal("signalled"), signal: z.string() }),
  z.object({ kind: z.literal("spawn-failed"), reason: z.string() }),
  z.object({ kind: z.literal("late"), ...silence }),
  z.object({ kind: z.literal("silent"), ...silence }),
  z.object({ kind: z.literal("stuck"), ...silence, pending: z.number() }),
  z.object({ kind: z.literal("memory"), bytes: z.number(), limitBytes: z.number() }),
]);

/** The lines of `watchdog.log` that the timeline is made of; see `src/watchdog/story.ts`. */
const storySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("started") }),
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("back"), downMs: z.number() }),
  z.object({ kind: z.literal("ended"), cause: causeSchema, next: z.object({ givenUp: z.boolean() }) }),
  z.object({ kind: z.literal("link-lost") }),
  z.object({ kind: z.literal("stopping") }),
  z.object({ kind: z.literal("stopped") }),
  z.object({ kind: z.literal("supervisor-started"), pid: z.number() }),
  z.object({ kind: z.literal("supervisor-stopped") }),
]);

/** A role was down: one entry from its first end until it was back, however often its start failed in between. */
export interface Outage {
  readonly kind: "outage";
  readonly atWallMs: number;
  readonly role: string;
  /** Why it ended first, a phrase to follow the role's name. */
  cause: string;
  /** Ends in this outage: 1 where it came back at its first restart. */
  ends: number;
  /** Its restart budget was spent. */
  givenUp: boolean;
  /** How long it was down; absent where it did not come back. */
  downMs?: number;
  /** The service ended before it was back. */
  cutShort: boolean;
  /** Which outage of this role it is on its day, counted from 1. */
  readonly nthOfDay: number;
}

/** A start of the service. */
export interface ServiceStart {
  readonly kind: "start";
  readonly atWallMs: number;
  readonly pid: number;
  /** The supervisor before it had ended without a word: killed, crashed, or its power cut. */
  readonly afterSilence: boolean;
  roles: number;
  /** From the start until all its roles were ready; absent where one never was. */
  readyAfterMs?: number;
}

/** Anything else, in the watchdog's own words. */
export interface StoryNote {
  readonly kind: "note";
  readonly atWallMs: number;
  readonly level: LogEntry["level"];
  readonly role: string;
  readonly text: string;
}

export type TimelineItem = Outage | ServiceStart | StoryNote;

/** A role as the watchdog's lines leave it. */
export interface ToldRole {
  readonly role: string;
  state: RoleState;
  /** When it came into this state. */
  sinceWallMs: number;
  /** Ends since the service was started. */
  restarts: number;
  lastEnd?: string;
}

/** A dying process takes milliseconds from its link's end to its own; what lasts longer is a fault of its own. */
const LINK_BEFORE_END_MS = 1_000;

/** Makes the timeline from the lines of `watchdog.log`, given in their order. */
export class Timeline {
  readonly items: TimelineItem[] = [];
  readonly #open = new Map<string, Outage>();
  readonly #perDay = new Map<string, number>();
  readonly #roles = new Map<string, ToldRole>();
  #running = false;
  #start: ServiceStart | undefined;
  #lostLink: StoryNote | undefined;

  /** The roles of the last run of the service, in the order of their starts. */
  get roles(): ToldRole[] {
    return [...this.#roles.values()];
  }

  /** Takes the next line of the log, in the order of time. */
  add(entry: LogEntry): void {
    const { atWallMs, role = "watchdog", level, text } = entry;
    const { data } = storySchema.safeParse(entry);
    switch (data?.kind) {
      case "supervisor-started":
        return this.#started(atWallMs, data.pid);
      case "supervisor-stopped":
        this.#end();
        this.items.push({ kind: "note", atWallMs, level, role, text: "service stopped" });
        return;
      case "ended":
        this.#become(role, "backing-off", atWallMs);
        return this.#ended(role, atWallMs, data.cause, data.next.givenUp);
      case "started":
        return this.#become(role, "starting", atWallMs);
      case "ready":
        this.#become(role, "ready", atWallMs);
        return this.#ready(atWallMs);
      case "back": {
        this.#become(role, "ready", atWallMs);
        const outage = this.#open.get(role);
        if (outage !== undefined) outage.downMs = data.downMs;
        this.#open.delete(role);
        return this.#ready(atWallMs);
      }
      case "link-lost":
        this.#lostLink = { kind: "note", atWallMs, level, role, text };
        this.items.push(this.#lostLink);
        return;
      case "stopping":
        return this.#become(role, "stopping", atWallMs);
      case "stopped":
        this.#become(role, "stopped", atWallMs);
        return;
      case undefined:
        this.items.push({ kind: "note", atWallMs, level, role, text });
    }
  }

  #started(atWallMs: number, pid: number): void {
    const afterSilence = this.#running;
    this.#end();
    this.#roles.clear();
    this.#running = true;
    this.#start = { kind: "start", atWallMs, pid, afterSilence, roles: 0 };
    this.items.push(this.#start);
  }

  /** The run of the service is over. */
  #end(): void {
    for (const outage of this.#open.values()) outage.cutShort = true;
    this.#open.clear();
    this.#running = false;
  }

  /** A process that is killed closes its link first: that it did so tells nothing more than its end. */
  #forgetLink(role: string, atWallMs: number): void {
    const lost = this.#lostLink;
    if (lost?.role === role && atWallMs - lost.atWallMs <= LINK_BEFORE_END_MS && this.items.at(-1) === lost) {
      this.items.pop();
    }
  }

  #become(role: string, state: RoleState, atWallMs: number): void {
    const known = this.#roles.get(role);
    if (known === undefined) {
      this.#roles.set(role, { role, state, sinceWallMs: atWallMs, restarts: 0 });
      if (this.#start !== undefined) {
        this.#start.roles++;
        this.#start.readyAfterMs = undefined;
      }
      return;
    }
    known.state = state;
    known.sinceWallMs = atWallMs;
  }

  #ready(atWallMs: number): void {
    const start = this.#start;
    if (start === undefined || start.readyAfterMs !== undefined) return;
    if ([...this.#roles.values()].every(({ state }) => state === "ready")) {
      start.readyAfterMs = atWallMs - start.atWallMs;
    }
  }

  #ended(role: string, atWallMs: number, cause: EndCause, givenUp: boolean): void {
    this.#forgetLink(role, atWallMs);
    const told = this.#roles.get(role)!;
    told.restarts++;
    told.lastEnd = `${role} ${endText(cause)}`;
    if (givenUp) told.state = "given-up";
    const open = this.#open.get(role);
    if (open !== undefined) {
      open.ends++;
      open.givenUp ||= givenUp;
      return;
    }
    const day = `${role} ${new Date(atWallMs).toDateString()}`;
    const nthOfDay = (this.#perDay.get(day) ?? 0) + 1;
    this.#perDay.set(day, nthOfDay);
    const outage: Outage = {
      kind: "outage",
      atWallMs,
      role,
      cause: endText(cause),
      ends: 1,
      givenUp,
      cutShort: false,
      nthOfDay,
    };
    this.#open.set(role, outage);
    this.items.push(outage);
  }
}
