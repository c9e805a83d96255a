/**
 * Tells a wave of refused connections, as a scan of the network or a device gone wild makes it, from the odd one.
 */

/** Refusals a second that make a wave. A device with a wrong location comes back about once a second; several may. */
export const WAVE_PER_SECOND = 20;
/** Seconds in a row with so many before it is told: a box that restarts sees a rush of its own devices. */
export const WAVE_SECONDS = 5;
/** Seconds in a row without before it is over. */
export const CALM_SECONDS = 30;

/** Watches the rate of refusals. */
export class RefusalWatch {
  #active = false;
  #seconds = 0;
  #before = 0;

  /**
   * To be called once a second with all refusals so far.
   *
   * @returns whether a wave began (true) or ended (false) now; undefined where nothing changed.
   */
  step(refusedTotal: number): boolean | undefined {
    const isWave = refusedTotal - this.#before >= WAVE_PER_SECOND;
    this.#before = refusedTotal;
    this.#seconds = isWave === this.#active ? 0 : this.#seconds + 1;
    if (this.#seconds < (this.#active ? CALM_SECONDS : WAVE_SECONDS)) return undefined;
    this.#seconds = 0;
    this.#active = !this.#active;
    return this.#active;
  }
}
