/**
 * An audit: a look at the box itself that is repeated every week, fortnight or month, and what it came to.
 */

/** The audits. */
export const AUDIT_KINDS = ["memory", "accuracy", "ports", "dependencies"] as const;
export type AuditKind = typeof AUDIT_KINDS[number];

/** Days from one audit to the next, as the timers of `image/systemd` have it. */
export const AUDIT_EVERY_DAYS: Readonly<Record<AuditKind, number>> = {
  memory: 7,
  accuracy: 14,
  ports: 31,
  dependencies: 31,
};

/**
 * What an audit can say. The sentence to each stands in the page's messages as `audits.said.CODE`, with the same holes: results are kept
 * without words, so that they can be read in every language.
 */
export const AUDIT_CODES = [
  // Memory.
  "memory-grows",
  "memory-process",
  "history-short",
  "history-lost",
  "heap-taken",
  "heap-not-had",
  // Accuracy.
  "no-cameras",
  "no-validation-set",
  "set-unreadable",
  "set-small",
  "model-refused",
  "unjudged",
  "no-reference",
  "set-differs",
  "accuracy-drop",
  "accuracy-class",
  // Ports.
  "not-running",
  "no-config",
  "port-unnamed",
  "port-reached",
  "ports-outside",
  "ports-own",
  "port-foreign",
  // Dependencies.
  "advisory",
  "advisories-known",
  "advisories-none",
  "advisories-old",
  "advisories-unreadable",
  "lock-unreadable",
  "packages-looked-at",
  "no-dpkg",
  "system-package",
] as const;
export type AuditCode = typeof AUDIT_CODES[number];

/** One thing that an audit says, with its values. */
export interface AuditSentence {
  readonly code: AuditCode;
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * `passed`: it was looked at, and nothing was found. `found`: something was. `not-possible`: it could not be looked at, which says nothing
 * about how things are.
 */
export type AuditVerdict = "passed" | "found" | "not-possible";

/** What an audit came to. */
export interface AuditResult {
  readonly atWallMs: number;
  readonly verdict: AuditVerdict;
  /** Of what is not possible: something is broken, where otherwise it is only not set up on this box. */
  readonly isBroken?: boolean;
  /** What was found; why it is not possible. */
  readonly findings: readonly AuditSentence[];
  /** How it was looked at, and what it says beside. */
  readonly notes: readonly AuditSentence[];
  /** Figures whose trend is shown, by their name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Lines for whoever wants it exactly; of the newest result alone. */
  readonly details?: readonly string[];
}

/** A sentence of an audit. */
export function said(code: AuditCode, values: AuditSentence["values"] = {}): AuditSentence {
  return { code, values };
}
