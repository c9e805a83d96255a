/**
 * The clock that everything else is given: the only thing in the product that knows what time it is.
 */

/** Time as the product uses it. */
export interface Clock {
  /**
   * Milliseconds of the machine's monotonic clock (Linux `CLOCK_MONOTONIC`), with fractions. The same in every process
   * of the box, never steps, stands still while the machine is off.
   */
  monotonicMs(): number;
  /** Milliseconds since 1970 UTC as the machine believes. May step. For people and for exchange, never for decisions. */
  wallMs(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
