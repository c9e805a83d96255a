/**
 * What the judges of time want done.
 */

/** Told in this order, once for each change. */
export type TimeEffect =
  | {
    readonly kind: "trouble";
    readonly code: "time-unsynchronised" | "time-stepped" | "time-server-faulty";
    readonly active: boolean;
    /** One sentence. */
    readonly detail: string;
  }
  /** A line for the journal. */
  | { readonly kind: "note"; readonly text: string }
  /** Ask the time servers soon: something has changed. */
  | { readonly kind: "ask-servers" };
