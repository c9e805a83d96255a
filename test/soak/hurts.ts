/**
 * Which promises a fault may touch, and for how long after its end: everything else must hold as if nothing had happened.
 */
import { DATABASES, type FaultName, FAULTS, type PlannedFault } from "./plan.ts";

/** A part of what the box does for people. */
export type Part = "sirens" | "alarms" | "page" | "cameras" | "notify" | "store";

interface Hurt {
  readonly parts: readonly Part[];
  /** From the end of the fault until the parts are whole again, ms. */
  readonly afterMs: number;
}

const ALL: readonly Part[] = ["sirens", "alarms", "page", "cameras", "notify"];
/** The mission's bound is 30 s; a killed process is back in one or two, more on a machine that others use as well. */
const KILLED_MS = 15_000;
/** Found out after 5 to 15 s without a heartbeat. */
const FROZEN_MS = 35_000;

const BY_PROCESS: Readonly<Record<string, readonly Part[]>> = {
  outputs: ["sirens"],
  fusion: ["alarms"],
  sensors: ["alarms"],
  ui: ["page"],
  detect: ["cameras"],
  "cameras-0": ["cameras"],
  notify: ["notify"],
};

function hurtOf({ fault, target }: PlannedFault): Hurt {
  switch (fault) {
    case "kill-role":
      return { parts: BY_PROCESS[target], afterMs: KILLED_MS };
    case "freeze-role":
      return { parts: BY_PROCESS[target], afterMs: FROZEN_MS };
    case "kill-all":
    case "kill-supervisor":
      return { parts: ALL, afterMs: KILLED_MS };
    case "disk-full":
      return { parts: ["store", "notify"], afterMs: KILLED_MS };
    case "disk-read-only":
      return { parts: ["store", "notify", ...BY_PROCESS[target]], afterMs: KILLED_MS };
    case "damaged-page":
      return { parts: ["store", ...BY_PROCESS[DATABASES[target]]], afterMs: KILLED_MS };
    case "damaged-latch":
    case "lines-gone":
      return { parts: ["sirens"], afterMs: KILLED_MS };
    case "kill-ffmpeg":
    case "freeze-ffmpeg":
    case "cameras-cut":
      return { parts: ["cameras"], afterMs: FROZEN_MS };
    case "receiver-away":
      return { parts: ["notify"], afterMs: FROZEN_MS };
    case "freeze-supervisor":
    case "damaged-config":
    case "sensors-silent":
    case "sensors-cut":
    case "sensors-slow":
    case "sensors-lie":
    case "sensors-garbage":
    case "strangers":
    case "busy-neighbours":
    case "memory-neighbour":
    case "clock-step":
    case "time-lie":
      return { parts: [], afterMs: 0 };
  }
}

interface Standing {
  readonly planned: PlannedFault;
  readonly hurt: Hurt;
  readonly fromMs: number;
  toMs: number;
}

/** The faults of a run as they really happened. */
export class FaultBook {
  readonly #all: Standing[] = [];

  /** Says that a fault begins. @returns what to call when it is over. */
  begin(planned: PlannedFault, nowMs: number): (nowMs: number) => void {
    const standing: Standing = { planned, hurt: hurtOf(planned), fromMs: nowMs, toMs: Infinity };
    this.#all.push(standing);
    return (endMs) => void (standing.toMs = endMs);
  }

  /** Whether something excuses `part` at `atMs`. */
  hurts(part: Part, atMs: number): boolean {
    return this.hurtBetween(part, atMs, atMs);
  }

  /** Whether something excused `part` at any time from `fromMs` to `toMs`. */
  hurtBetween(part: Part, fromMs: number, toMs: number): boolean {
    return this.#all.some((one) =>
      one.hurt.parts.includes(part) && one.fromMs <= toMs && fromMs <= one.toMs + one.hurt.afterMs
    );
  }

  /** Whether a fault of this name stands or ended less than `withinMs` ago. */
  recent(names: readonly FaultName[], atMs: number, withinMs: number): boolean {
    return this.#all.some(({ planned, fromMs, toMs }) =>
      names.includes(planned.fault) && fromMs <= atMs && atMs <= toMs + withinMs
    );
  }

  /** How often each has happened. */
  tally(): Readonly<Record<string, number>> {
    const counts = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0]));
    for (const { planned } of this.#all) counts[planned.fault]++;
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  }
}
