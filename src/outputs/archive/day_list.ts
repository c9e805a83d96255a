/**
 * The list of an archived day: its parts, each with its SHA-256. A day whose list is there is archived as a whole.
 *
 * It must never take for a list what is none: a proxy that answers everything would have the box forget what no store has.
 */
import { z } from "zod";
import { fail, ok, type Result } from "../../reading/result.ts";

/** The name of a day's list; a day without it is not archived. */
export const DAY_LIST = "day.json";
/** A day with ten thousand pictures has a list of 2 MB. */
export const LIST_BYTES_MAX = 4 * 1024 * 1024;

const schema = z.object({
  format: z.literal(1),
  day: z.iso.date(),
  parts: z.record(
    z.string().regex(
      /^(?!(?:.*\/)?\.{1,2}(?:\/|$))[\w.%/:-]{1,400}$/,
      "a part has a name that is safe as a file's",
    ),
    z.object({ bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type DayList = z.infer<typeof schema>;

/** The list of `day` as the store gives it; or why it is none. */
export function readDayList(bytes: Uint8Array, day: string): Result<DayList, string> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail(`the list of ${day} is not one of this product: ${error.message}`);
  }
  const list = schema.safeParse(value);
  if (!list.success) {
    const { path, message } = list.error.issues[0];
    return fail(`the list of ${day} is not one of this product: ${[...path, message].join(": ")}`);
  }
  return list.data.day === day ? ok(list.data) : fail(`the list of ${day} is that of ${list.data.day}`);
}

/** The list as it goes into the store. */
export function writeDayList(day: string, parts: DayList["parts"]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ format: 1, day, parts } satisfies DayList, null, 1));
}
