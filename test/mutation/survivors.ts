/**
 * Faults that no test can notice, each with the reason why it changes nothing that anybody could see.
 */

/** A fault that may survive. */
export interface Harmless {
  readonly file: string;
  /** A part of its line. */
  readonly code: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export const HARMLESS: readonly Harmless[] = [];
