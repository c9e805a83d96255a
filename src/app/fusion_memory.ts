/**
 * Gives a new fusion what stood when the last one ended.
 *
 * A memory that cannot be taken must not keep fusion from starting: it would end it at each start, and no fire would sound anything. What
 * the outputs hold latched comes back from them in any case.
 */
import type { FusionEffect } from "../fusion/effect.ts";
import type { FusionInput, Now } from "../fusion/input.ts";
import type { FusionState } from "../fusion/state.ts";
import { step } from "../fusion/step.ts";

/** A fusion that remembers. */
export interface Remembering {
  readonly state: FusionState;
  readonly effects: readonly FusionEffect[];
  /** What could not be taken, as a sentence; undefined where all was. */
  readonly lost?: string;
}

/** Attempts, each with less than the one before: everything, the alarms alone, nothing. */
const ATTEMPTS: readonly {
  readonly lost?: string;
  keep(input: FusionInput): readonly FusionInput[];
}[] = [
  { keep: (input) => [input] },
  {
    lost: "troubles, sensors and what was out of service are forgotten",
    keep: (input) => input.kind === "restored" ? [{ ...input, troubles: [], disablements: [] }] : [],
  },
  {
    lost: "everything is forgotten but what the outputs hold",
    keep: (input) => input.kind === "restored" ? [{ ...NOTHING, released: input.released }] : [],
  },
];

const NOTHING = { kind: "restored", alarms: [], troubles: [], disablements: [], released: [] } as const;

/** @param make A fusion that knows nothing yet. @param inputs What it is to take, in this order. */
export function remembering(
  make: () => FusionState,
  inputs: readonly FusionInput[],
  now: Now,
): Remembering {
  let failure: unknown;
  for (const { lost, keep } of ATTEMPTS) {
    try {
      let state = make();
      const effects: FusionEffect[] = [];
      for (const input of inputs.flatMap(keep)) {
        const result = step(state, input, now);
        state = result.state;
        effects.push(...result.effects);
      }
      if (lost === undefined) return { state, effects };
      const reason = failure instanceof Error ? failure.message : String(failure);
      return { state, effects, lost: `what stood before the start could not be taken (${reason}): ${lost}` };
    } catch (error) {
      // Told with what is given up for it; a fusion that takes nothing at all is a bug that must show.
      failure = error;
    }
  }
  throw failure;
}
