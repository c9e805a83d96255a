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

const LIFECYCLE = "src/fusion/lifecycle.ts";
const RESTORE = "src/fusion/restore.ts";
const RULES = "src/fusion/rules.ts";

export const HARMLESS: readonly Harmless[] = [
  {
    file: LIFECYCLE,
    code: "return all.length <= CAUSES_MAX ? all",
    before: "<=",
    after: "<",
    why: "Of exactly as many causes as may be kept the first and all others are all of them.",
  },
  {
    file: RESTORE,
    code: "state.recoverLater = undefined;",
    before: "state.recoverLater = undefined;",
    after: "",
    why:
      "It is looked at when the store has spoken, which it does once in a run: only memory is given back here.",
  },
  {
    file: RULES,
    code: "evidenceClass < EVIDENCE_CLASSES",
    before: "<",
    after: "<=",
    why: "No mask has the bit after the last class, so that one is passed over before its set is looked at.",
  },
];
