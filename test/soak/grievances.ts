/**
 * Conditions that may be bad for a limited time: each has a name, a limit, and moments in which something excuses it.
 *
 * Every promise that a soak watches has this form, since a box under faults is allowed to need a moment, and never more than it promised.
 */

/** A promise that was broken. */
export interface Violation {
  readonly atMs: number;
  readonly promise: string;
  readonly detail: string;
}

interface Standing {
  readonly sinceMs: number;
  told: boolean;
}

/** Watches conditions. */
export class Grievances {
  readonly violations: Violation[] = [];
  readonly #standing = new Map<string, Standing>();
  /** Longest time that a condition was bad and then good again, by the word before its colon. */
  readonly longestMs = new Map<string, number>();

  /**
   * Says how a condition is now.
   *
   * @param name `promise` or `promise:subject`.
   * @param isBad Undefined: nobody can tell, or something excuses it: its time begins anew.
   * @param limitMs How long it may be bad in one go.
   */
  look(name: string, isBad: boolean | undefined, limitMs: number, nowMs: number, detail: () => string): void {
    const standing = this.#standing.get(name);
    if (!isBad) {
      if (standing !== undefined && isBad === false) this.#remember(name, nowMs - standing.sinceMs);
      this.#standing.delete(name);
      return;
    }
    if (standing === undefined) {
      this.#standing.set(name, { sinceMs: nowMs, told: false });
      return;
    }
    if (standing.told || nowMs - standing.sinceMs <= limitMs) return;
    standing.told = true;
    this.report(
      nowMs,
      name,
      `for ${seconds(nowMs - standing.sinceMs)} (limit ${seconds(limitMs)}): ${detail()}`,
    );
  }

  /** Nobody has looked for a while: what was bad may have been good in between, and every time begins anew. */
  forget(): void {
    for (const [name, { told }] of this.#standing) if (!told) this.#standing.delete(name);
  }

  /** What must never be, not for a moment. */
  report(nowMs: number, promise: string, detail: string): void {
    this.violations.push({ atMs: nowMs, promise, detail });
  }

  #remember(name: string, ms: number): void {
    const promise = name.split(":")[0];
    this.longestMs.set(promise, Math.max(ms, this.longestMs.get(promise) ?? 0));
  }
}

/** As people read it. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
