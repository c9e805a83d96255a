/**
 * Sentences in English: for the journal, logs, the API and terminals.
 */
import { type Part, type Saying, type SayingKey, write, writePart, type Writing } from "./saying.ts";
import { SAYINGS } from "./sayings.ts";

/** The English sentence. It never throws, since it is made while an alarm is raised: what cannot be said gives its name. */
export function inEnglish(said: Saying): string {
  return write(said, ENGLISH_WRITING) ?? said.key;
}

/** The English text of a part. */
export function partInEnglish(part: Part): string {
  return writePart(part, ENGLISH_WRITING) ?? "";
}

const ENGLISH_WRITING: Writing = {
  text: (key) => Object.hasOwn(SAYINGS, key) ? SAYINGS[key as SayingKey] : undefined,
  number: String,
  figure: ({ value, digits }) => value.toFixed(digits),
  span: spanInEnglish,
};

/** Seconds or minutes or hours. */
export function spanInEnglish(ms: number): string {
  if (ms < 120_000) return `${rounded(ms / 1000)} s`;
  if (ms < 2 * 3_600_000) return `${rounded(ms / 60_000)} min`;
  return `${rounded(ms / 3_600_000)} h`;
}

/** A measured value: one decimal below ten, none above. */
export function rounded(value: number): number {
  return Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}
