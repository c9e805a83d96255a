/**
 * A command or the page -> supervisor: have the doctor look at the machine. The page itself may not: it has given up the right to
 * start programs and to reach devices.
 */
import { z } from "zod";

/** Longer is no report, and would only fill a support bundle. */
export const DOCTOR_CHARS_MAX = 200_000;

export const doctorAskMessage = z.object({ kind: z.literal("doctorAsk") });
export const doctorAnswerMessage = z.object({
  kind: z.literal("doctorAnswer"),
  /** The report as people read it, or why there is none. */
  text: z.string().max(DOCTOR_CHARS_MAX + 1_000),
});
