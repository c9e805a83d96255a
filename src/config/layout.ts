/**
 * Brings a configuration that an older program wrote to the layout this one knows, in memory alone: a box that is updated starts with the
 * file it has. The file is rewritten only on request (`embereye config write`).
 */
import { fail, ok, type Result } from "../reading/result.ts";

/** The layout that the schema describes. */
export const LAYOUT = 1;

/** From one layout to the next one. */
export interface LayoutStep {
  /** The layout that it takes; it gives the one after it. */
  readonly from: number;
  /** Pure: `value` is not checked yet, and what it cannot make sense of it leaves for the schema to refuse. */
  readonly change: (value: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

/** A step for each layout before {@linkcode LAYOUT}, in their order. So far there has been only one layout, in all programs that were released. */
export const LAYOUT_STEPS: readonly LayoutStep[] = [];

/**
 * The value as the present layout has it.
 *
 * @returns what is wrong, where a newer program wrote it: its keys may mean something else, and guessing is not for a fire alarm
 */
export function toPresentLayout(
  value: unknown,
  steps: readonly LayoutStep[] = LAYOUT_STEPS,
  layout = LAYOUT,
): Result<unknown, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ok(value);
  let present = value as Record<string, unknown>;
  const written = present.version ?? 1;
  // Anything but a number of a layout is for the schema to refuse.
  if (typeof written !== "number" || !Number.isInteger(written) || written < 1) return ok(value);
  if (written > layout) {
    return fail(
      `it was written for layout ${written}, and this program knows layouts up to ${layout}: update the program, or go back to a ` +
        `configuration of its time ('embereye config history' lists them)`,
    );
  }
  for (let from = written; from < layout; from++) {
    const step = steps.find((one) => one.from === from);
    if (step === undefined) throw new Error(`no step leads from layout ${from} to ${from + 1}`);
    present = { ...step.change(present), version: from + 1 };
  }
  return ok(present);
}
