/**
 * When systemd may be told that the service lives: only while the supervisor's loop runs and the fire path serves.
 *
 * The supervisor itself restarts a role that hangs or fails, within seconds. systemd is for the case that it does not:
 * unfed, it ends the whole service and starts it anew, and the outputs restore their sirens from disk. That interrupts
 * a sounding siren, so it must never be quicker than the supervisor's own remedies.
 */
import type { RoleStatus } from "../bus/messages.ts";
import type { ProcessName } from "../reading/ids.ts";

/** The roles between a sensor and a siren. The others may fail without the service being anything less than alive. */
export const FED_BY: readonly ProcessName[] = ["outputs", "fusion", "sensors"];
/**
 * The supervisor's loop says once a second how the roles are. Silent for longer, it hangs. Shorter takes a busy moment
 * of the machine for that; longer adds to the time in which nobody watches the roles.
 */
export const LOOP_SILENT_MS = 5_000;
/**
 * A role of the fire path may be down for this long. A cold start takes up to 30 s, and the supervisor's budget of
 * restarts comes first: shorter and systemd ends what was about to heal, sirens included; longer and a supervisor that
 * cannot start a role keeps the box blind without the one remedy that is left.
 */
export const FIRE_PATH_DOWN_MS = 120_000;

/** What to do now. */
export type FeedDecision =
  | { readonly kind: "feed" }
  /** Fed a moment ago. */
  | { readonly kind: "wait" }
  | { readonly kind: "withhold"; readonly reason: string };

/** Decides about feeding. All times are monotonic. */
export class SdNotifyFeed {
  readonly #everyMs: number;
  readonly #downSinceMs = new Map<ProcessName, number>();
  #heardAtMs: number;
  #fedAtMs = -Infinity;

  /** @param watchdogMs systemd's limit (`SdEnvironment.watchdogMs`); it is fed at half of it, as sd_watchdog_enabled(3) says. */
  constructor(watchdogMs: number, nowMs: number) {
    this.#everyMs = watchdogMs / 2;
    this.#heardAtMs = nowMs;
    for (const role of FED_BY) this.#downSinceMs.set(role, nowMs);
  }

  /** Takes what the supervisor's loop broadcasts. It calls a role ready only while that role makes progress. */
  heard(roles: readonly Pick<RoleStatus, "role" | "state">[], nowMs: number): void {
    this.#heardAtMs = nowMs;
    for (const role of FED_BY) {
      const ready = roles.some((status) => status.role === role && status.state === "ready");
      if (ready) this.#downSinceMs.delete(role);
      else if (!this.#downSinceMs.has(role)) this.#downSinceMs.set(role, nowMs);
    }
  }

  /** To be asked a few times in each interval, e.g. once a second. */
  decide(nowMs: number): FeedDecision {
    const silentMs = nowMs - this.#heardAtMs;
    if (silentMs > LOOP_SILENT_MS) {
      return { kind: "withhold", reason: `the supervisor's loop has not run for ${seconds(silentMs)}` };
    }
    for (const [role, sinceMs] of this.#downSinceMs) {
      const downMs = nowMs - sinceMs;
      if (downMs > FIRE_PATH_DOWN_MS) {
        return { kind: "withhold", reason: `${role} has not been ready for ${seconds(downMs)}` };
      }
    }
    if (nowMs - this.#fedAtMs < this.#everyMs) return { kind: "wait" };
    this.#fedAtMs = nowMs;
    return { kind: "feed" };
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
