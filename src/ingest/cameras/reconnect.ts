/**
 * Decides when each camera is connected again: soon for one that blinked, rarer for one that stays away, and never all at
 * once, since after a power cut or a switch failure every camera of the site comes back in the same second.
 */

/** Where the waits begin; they double with each failure. Shorter gains nothing, a camera's start takes seconds. */
export const BASE_DELAY_MS = 250;
/** Longest wait in the first minute of an outage. Longer, and a camera is not live within 3 s of being reachable. */
export const EARLY_DELAY_MS_MAX = 1_000;
/** How long an outage counts as a short one. */
export const EARLY_MS = 60_000;
/** Longest wait later. Longer would keep a repaired camera blind while the technician stands before it. */
export const LATE_DELAY_MS_MAX = 10_000;
/** First and longest wait where asking again does harm: cameras lock an account after a few wrong passwords. */
export const HARMFUL_DELAY_MS = 15_000;
export const HARMFUL_DELAY_MS_MAX = 120_000;
/** A connection that lasted so long was stable. Shorter, and a camera that flaps is asked as often as if it were new. */
export const STABLE_MS = 10_000;
/**
 * Connection attempts a second over the whole site. More, and a hundred ffmpeg starting together take the processor from the
 * sensors; fewer, and cameras wait too long behind others that are dead.
 */
export const SITE_ATTEMPTS_PER_SECOND = 20;

interface Line {
  /** When it wants its next attempt; infinite while it has one or is live. */
  dueMs: number;
  failures: number;
  /** Since when it has been without a stable connection. */
  outageSinceMs: number;
  liveSinceMs: number | undefined;
  isRetired: boolean;
}

/** The schedule of the cameras of one process. Cameras are numbers from 0. */
export class ReconnectScheduler {
  /** Attempts granted so far. */
  attemptCount = 0;
  readonly #lines: (Line | undefined)[] = [];
  #spacingMs: number;
  readonly #random: () => number;
  #nextGrantMs = -Infinity;

  /**
   * @param attemptsPerSecond This process's share of {@linkcode SITE_ATTEMPTS_PER_SECOND}.
   * @param random From 0 up to 1.
   */
  constructor(cameras: number, attemptsPerSecond: number, nowMs: number, random: () => number) {
    this.#spacingMs = 1000 / attemptsPerSecond;
    this.#random = random;
    for (let camera = 0; camera < cameras; camera++) this.add(nowMs);
  }

  /** This process's share changes, as when there is one more or one less. */
  set attemptsPerSecond(attemptsPerSecond: number) {
    this.#spacingMs = 1000 / attemptsPerSecond;
  }

  /** One more camera, due at once. Returns its number: the smallest that is free. */
  add(nowMs: number): number {
    const free = this.#lines.indexOf(undefined);
    const camera = free < 0 ? this.#lines.length : free;
    this.#lines[camera] = {
      dueMs: nowMs,
      failures: 0,
      outageSinceMs: nowMs,
      liveSinceMs: undefined,
      isRetired: false,
    };
    return camera;
  }

  /** Forgets a camera that is retired and has no connection left: its number is free. */
  remove(camera: number): void {
    this.#lines[camera] = undefined;
  }

  /** The camera whose turn it is to be connected now, or undefined. Ask again until it is. */
  take(nowMs: number): number | undefined {
    if (nowMs < this.#nextGrantMs) return undefined;
    const camera = this.#first();
    if (camera === undefined || this.#line(camera).dueMs > nowMs) return undefined;
    this.#line(camera).dueMs = Infinity;
    // Evenly spaced, without savings from quiet times: those would be spent all at once.
    this.#nextGrantMs = nowMs + this.#spacingMs;
    this.attemptCount++;
    return camera;
  }

  /** When {@linkcode take} may give something next. */
  nextMs(): number {
    const camera = this.#first();
    return camera === undefined ? Infinity : Math.max(this.#nextGrantMs, this.#line(camera).dueMs);
  }

  /** A connection delivers pictures. */
  live(camera: number, nowMs: number): void {
    this.#line(camera).liveSinceMs = nowMs;
  }

  /**
   * An attempt failed, or a connection ended.
   *
   * @param harmful Asking again soon would do harm.
   */
  lost(camera: number, harmful: boolean, nowMs: number): void {
    const line = this.#line(camera);
    const wasStable = line.liveSinceMs !== undefined && nowMs - line.liveSinceMs >= STABLE_MS;
    line.liveSinceMs = undefined;
    if (wasStable) {
      line.failures = 0;
      line.outageSinceMs = nowMs;
    }
    if (!line.isRetired) line.dueMs = nowMs + this.#delayMs(line, harmful, nowMs);
    line.failures++;
  }

  /** The camera is not to be connected again. */
  retire(camera: number): void {
    this.#line(camera).isRetired = true;
    this.#line(camera).dueMs = Infinity;
  }

  /** Failures in a row since the last stable connection. */
  failures(camera: number): number {
    return this.#line(camera).failures;
  }

  #line(camera: number): Line {
    const line = this.#lines[camera];
    if (line === undefined) throw new Error(`reconnect: there is no camera ${camera}`);
    return line;
  }

  /** Full jitter: anything from 0 to the bound, so that cameras lost together drift apart at once. */
  #delayMs(line: Line, harmful: boolean, nowMs: number): number {
    // The power is bounded before it is used: failures grow for ever, the number must not.
    const doublings = 2 ** Math.min(line.failures, 20);
    if (harmful) {
      const bound = Math.min(HARMFUL_DELAY_MS_MAX, HARMFUL_DELAY_MS * doublings);
      return bound * (0.5 + 0.5 * this.#random());
    }
    const max = nowMs - line.outageSinceMs < EARLY_MS ? EARLY_DELAY_MS_MAX : LATE_DELAY_MS_MAX;
    return Math.min(max, BASE_DELAY_MS * doublings) * this.#random();
  }

  /** Who has waited longest. */
  #first(): number | undefined {
    let first: number | undefined;
    for (let camera = 0; camera < this.#lines.length; camera++) {
      const dueMs = this.#lines[camera]?.dueMs ?? Infinity;
      if (dueMs < (first === undefined ? Infinity : this.#line(first).dueMs)) first = camera;
    }
    return first;
  }
}
