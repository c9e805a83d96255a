/**
 * Turns the stamps of one device into our monotonic time, whatever clock the device has.
 *
 * A stamp never arrives before it was made, and some arrive almost at once. So the least difference between arrival and
 * stamp within each window is nearly the difference of the two clocks, and a line through the least ones of the last
 * windows gives offset and skew. The least time on the way cannot be told from an offset and stays in the result.
 * Memory is fixed, and a stamp costs a few additions.
 */

/** How a device counts time. */
export interface StampScale {
  /** Milliseconds a count: 1 for milliseconds, 0.001 for microseconds, 1000 for seconds. */
  readonly unitMs: number;
  /** The count after the largest one, at which it starts again at 0 (2^32 for 32 bits); absent where it never does. */
  readonly wrapsAt?: number;
}

/**
 * Windows are this long. Shorter and a busy line leaves windows without a quick packet; longer and a new device waits
 * longer for its first estimate.
 */
export const WINDOW_MS = 10_000;
/** Windows that are remembered. More average longer and follow a warming crystal more slowly; fewer give a poor skew. */
const WINDOWS_MAX = 16;
/** Skew is known from here on. With fewer the noise of two windows is taken for skew. */
const WINDOWS_FOR_SKEW = 4;
/** The worst clock that is followed, a chip's own RC oscillator. A stamp that runs faster is of a clock that was set. */
const SKEW_MAX = 0.02;
/** A stamp this far ahead of what is possible means that the device's clock was set. Smaller takes noise for it. */
const AHEAD_MAX_MS = 250;
/** Stamps may come out of order by this much. More, and the device has started again. */
const DISORDER_MAX_MS = 1_000;
/** A stamp older than this is not believed: its arrival counts. Larger lets a broken device date its news at will. */
export const LATE_MAX_MS = 10_000;
/** Windows in which everything is late before that counts as the device's clock set back, and not as a busy line. */
const LATE_WINDOWS = 2;

/** The clock of one device. */
export class DeviceTime {
  readonly #unitMs: number;
  readonly #wrapsAt: number;
  #lastCount = -1;
  #wraps = 0;
  #newestMs = -Infinity;
  /** Of the window that is open. */
  #openedAtMs = 0;
  #leastMs = Infinity;
  #leastAtMs = 0;
  /** Least differences of the closed windows, a ring: difference, and the device's time it belongs to. */
  readonly #leasts = new Float64Array(WINDOWS_MAX);
  readonly #leastsAtMs = new Float64Array(WINDOWS_MAX);
  #windows = 0;
  #slope = 0;
  #offsetMs = 0;
  #offsetAtMs = 0;
  #lateWindows = 0;
  #resets = 0;
  #refused = 0;
  readonly #slopes = new Float64Array(WINDOWS_MAX * (WINDOWS_MAX - 1) / 2);

  constructor(scale: StampScale) {
    if (!(scale.unitMs > 0)) {
      throw new Error(`stamp scale refused: ${scale.unitMs} ms a count, must be above 0`);
    }
    this.#unitMs = scale.unitMs;
    this.#wrapsAt = scale.wrapsAt ?? Infinity;
  }

  /** Whether stamps are translated; before, and after a reset, the arrival counts. */
  get settled(): boolean {
    return this.#windows > 0;
  }
  /** How much faster than ours the device's clock runs, parts per million; 0 until it is known. */
  get skewPpm(): number {
    // The difference shrinks as the device's clock gains.
    return this.#slope === 0 ? 0 : -this.#slope * 1e6;
  }
  /** How often the device's clock began anew: restarts of the device, and settings of its clock. */
  get resets(): number {
    return this.#resets;
  }
  /** Stamps that are no number of the device's scale. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Takes a stamp that arrived at `arrivedMs` and answers when it was made, both monotonic: never later than its
   * arrival, at most {@linkcode LATE_MAX_MS} earlier.
   */
  take(count: number, arrivedMs: number): number {
    if (!(count >= 0 && count < this.#wrapsAt && count * this.#unitMs <= Number.MAX_SAFE_INTEGER)) {
      this.#refused++;
      return arrivedMs;
    }
    let deviceMs = this.#unwrapped(count);
    if (this.#isNewClock(deviceMs, arrivedMs)) {
      this.#reset();
      deviceMs = this.#unwrapped(count);
    }
    this.#newestMs = Math.max(this.#newestMs, deviceMs);
    this.#learn(deviceMs, arrivedMs);
    if (!this.settled) return arrivedMs;
    const madeMs = deviceMs + this.#differenceAt(deviceMs);
    return madeMs < arrivedMs - LATE_MAX_MS ? arrivedMs : Math.min(madeMs, arrivedMs);
  }

  /** The device's time since its count was first 0, in its own milliseconds. */
  #unwrapped(count: number): number {
    const last = this.#lastCount;
    const half = this.#wrapsAt / 2;
    if (last >= 0 && last - count > half) this.#wraps++;
    const late = last >= 0 && count - last > half && this.#wraps > 0;
    // A straggler from before the wrap must not become the count that the next ones are compared with.
    if (!late) this.#lastCount = count;
    const base = this.#wrapsAt === Infinity ? 0 : (this.#wraps - (late ? 1 : 0)) * this.#wrapsAt;
    return (base + count) * this.#unitMs;
  }

  #isNewClock(deviceMs: number, arrivedMs: number): boolean {
    if (this.#newestMs === -Infinity) return false;
    if (deviceMs < this.#newestMs - DISORDER_MAX_MS) return true;
    // Before there is an estimate, the window's least difference takes its place.
    const expectedMs = this.settled ? this.#differenceAt(deviceMs) : this.#leastMs;
    const sinceMs = arrivedMs - this.#openedAtMs;
    const skewMs = this.#windows < WINDOWS_FOR_SKEW ? SKEW_MAX * (sinceMs + this.#windows * WINDOW_MS) : 0;
    return arrivedMs - deviceMs < expectedMs - AHEAD_MAX_MS - skewMs;
  }

  #differenceAt(deviceMs: number): number {
    return this.#offsetMs + this.#slope * (deviceMs - this.#offsetAtMs);
  }

  #learn(deviceMs: number, arrivedMs: number): void {
    if (this.#leastMs === Infinity) this.#openedAtMs = arrivedMs;
    else if (arrivedMs - this.#openedAtMs >= WINDOW_MS) {
      this.#close();
      this.#openedAtMs = arrivedMs;
    }
    const differenceMs = arrivedMs - deviceMs;
    if (differenceMs >= this.#leastMs) return;
    this.#leastMs = differenceMs;
    this.#leastAtMs = deviceMs;
  }

  #close(): void {
    const late = this.settled && this.#leastMs - this.#differenceAt(this.#leastAtMs) > AHEAD_MAX_MS;
    this.#lateWindows = late ? this.#lateWindows + 1 : 0;
    if (this.#lateWindows >= LATE_WINDOWS) {
      this.#forget();
      this.#resets++;
    }
    // A window in which everything was late says nothing of the clocks.
    if (!late || this.#windows === 0) {
      const slot = this.#windows % WINDOWS_MAX;
      this.#leasts[slot] = this.#leastMs;
      this.#leastsAtMs[slot] = this.#leastAtMs;
      this.#windows++;
      this.#fit();
    }
    this.#leastMs = Infinity;
  }

  /** The slope is the median of all slopes between two windows (Theil and Sen); the offset is the least that it leaves. */
  #fit(): void {
    const count = Math.min(this.#windows, WINDOWS_MAX);
    const newestAtMs = this.#leastAtMs;
    this.#slope = 0;
    if (count >= WINDOWS_FOR_SKEW) {
      let pairs = 0;
      for (let one = 0; one < count; one++) {
        for (let other = 0; other < one; other++) {
          const apartMs = this.#leastsAtMs[one] - this.#leastsAtMs[other];
          if (apartMs === 0) continue;
          this.#slopes[pairs++] = (this.#leasts[one] - this.#leasts[other]) / apartMs;
        }
      }
      const sorted = this.#slopes.subarray(0, pairs).sort();
      const median = pairs === 0 ? 0 : sorted[pairs >> 1];
      this.#slope = Math.max(-SKEW_MAX, Math.min(SKEW_MAX, median));
    }
    this.#offsetAtMs = newestAtMs;
    // Without a slope, older windows would hold the offset of a slow clock back.
    let leastMs = this.#leastMs;
    for (let window = 0; window < count && this.#slope !== 0; window++) {
      leastMs = Math.min(
        leastMs,
        this.#leasts[window] + this.#slope * (newestAtMs - this.#leastsAtMs[window]),
      );
    }
    this.#offsetMs = leastMs;
  }

  #reset(): void {
    this.#resets++;
    this.#forget();
    this.#leastMs = Infinity;
    this.#newestMs = -Infinity;
    this.#lastCount = -1;
    this.#wraps = 0;
  }

  #forget(): void {
    this.#windows = 0;
    this.#slope = 0;
    this.#lateWindows = 0;
  }
}
