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

const EVIDENCE = "src/fusion/evidence.ts";
const LIFECYCLE = "src/fusion/lifecycle.ts";
const OUTPUTS = "src/fusion/outputs.ts";
const RESTORE = "src/fusion/restore.ts";
const RULES = "src/fusion/rules.ts";
const THERMAL = "src/fusion/thermal.ts";

export const HARMLESS: readonly Harmless[] = [
  {
    file: EVIDENCE,
    code: "let released = false;",
    before: "false",
    after: "true",
    why:
      "Each tick looks at the rules of a zone that lost nothing and finds them as they were: it costs time alone.",
  },
  {
    file: LIFECYCLE,
    code: "return all.length <= CAUSES_MAX ? all",
    before: "<=",
    after: "<",
    why: "Of exactly as many causes as may be kept the first and all others are all of them.",
  },
  {
    file: OUTPUTS,
    code: "state.orderDue = false;",
    before: "false",
    after: "true",
    why: "Each step derives what is wanted and finds that it is what was ordered: it costs time alone.",
  },
  {
    file: OUTPUTS,
    code: "state.orderDue = false;",
    before: "state.orderDue = false;",
    after: "",
    why: "As above: the same orders leave, at the same times.",
  },
  {
    file: OUTPUTS,
    code: "PATTERN_ORDER.indexOf(pattern) > PATTERN_ORDER.indexOf(known)",
    before: ">",
    after: ">=",
    why: "A pattern takes its own place.",
  },
  {
    file: RESTORE,
    code: "state.recoverLater = undefined;",
    before: "state.recoverLater = undefined;",
    after: "",
    why:
      "It is looked at when the store has spoken, a second time where the disk was slow: what it holds stands or is released by then.",
  },
  {
    file: RESTORE,
    code: "if (!(found.peakC > stored.peakC)) found.peakC = stored.peakC;",
    before: ">",
    after: ">=",
    why: "Where both are as hot it is the same temperature that is put in.",
  },
  {
    file: RULES,
    code: "evidenceClass < EVIDENCE_CLASSES",
    before: "<",
    after: "<=",
    why: "No mask has the bit after the last class, so that one is passed over before its set is looked at.",
  },
  ...[
    "maxC = NaN;",
    "minC = NaN;",
    "meanC = NaN;",
    "hotSpotC = NaN;",
    "hotSpotIndex = 0;",
    "ratePerMinute = NaN;",
  ]
    .map((code) => ({
      file: THERMAL,
      code,
      before: code,
      after: "",
      why: "Nobody reads it before the first picture has set it: until then its input is not fresh.",
    })),
  ...["changedAtMs = NaN;", "sameFrames = 0;"].map((code) => ({
    file: THERMAL,
    code,
    before: code,
    after: "",
    why: "The first picture sets it, before it is asked whether the sensor is frozen.",
  })),
  {
    file: THERMAL,
    code: "#rising = false;",
    before: "false",
    after: "true",
    why: "The first picture follows none and so has everything forgotten first.",
  },
  {
    file: THERMAL,
    code: "this.#beyond = 0;",
    before: "this.#beyond = 0;",
    after: "",
    why:
      "Pictures of before are not hot any more, and only of hot ones it matters whether they were beyond the range.",
  },
  {
    file: THERMAL,
    code: "if (this.#ends > 0) {",
    before: ">",
    after: ">=",
    why: "Without an end there is no time since one, and no comparison with it holds.",
  },
];
