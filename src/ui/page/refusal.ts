/**
 * Why an order was refused, in the reader's language.
 */
import type { Language } from "../messages/language.ts";

/** What a refusal says of itself; see `Problem`. */
interface Refusal {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
}

/**
 * The box explains refusals in English, with the values that led to them. Other languages have a sentence for each code that
 * people meet; where there is none, English says more than nothing.
 */
export function refusalWords(language: Language, { code, title, detail }: Refusal): string | undefined {
  const own = language.tag === "en" ? undefined : language.sayIfKnown(`problem.${code}`);
  const words = own ?? detail ?? title;
  return words === undefined ? undefined : language.capital(words);
}
