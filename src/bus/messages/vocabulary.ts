/**
 * What the messages between the roles are made of: ids, sentences, and the words of `src/reading` as schemas.
 */
import { z } from "zod";
import { ID_LENGTH_MAX, PROCESS_PATTERN, type ProcessName } from "../../reading/ids.ts";
import { INPUT_KINDS } from "../../reading/reading.ts";
import { asSaying } from "../../reading/saying.ts";

/** A number that may be absent: NaN inside, null on the wire. */
export const numberOrNaN = z.number().nullable().transform((value) => value ?? NaN);

/** An id of a zone, sensor, camera, output or alarm. */
export const id = z.string().min(1).max(ID_LENGTH_MAX);
/** A sentence for people: bounded, so that no peer can send a book. */
export const text = z.string().max(2_000);

/** What a sentence says; one that cannot be understood costs its translation, never the sentence. */
export const said = z.object({
  /** Its name: see `src/reading/sayings.ts`. */
  key: z.string(),
  /** What fills its holes. */
  parts: z.record(z.string(), z.unknown()).optional(),
}).transform(asSaying).optional().catch(undefined);

export const inputKind = z.enum(INPUT_KINDS);
export const noDataReason = z.enum([
  "never-received",
  "stale",
  "disconnected",
  "calibration-pending",
  "calibration-refused",
  "implausible",
  "disabled",
]);
export const sirenPattern = z.enum(["off", "chirp", "temporal-3", "continuous"]);
/** The name of a process; see {@linkcode ProcessName}. */
export const processName = z.string().regex(PROCESS_PATTERN).transform((name) => name as ProcessName);
