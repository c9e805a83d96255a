/**
 * The languages as the box speaks them. Browsers make theirs from the messages that they are sent.
 */
import { CATALOG } from "./catalog.ts";
import { Language } from "./language.ts";
import { LANGUAGE_TAGS, type LanguageTag } from "./languages.ts";

const SPOKEN = Object.fromEntries(
  LANGUAGE_TAGS.map((tag) => [tag, new Language(tag, CATALOG[tag])]),
) as Readonly<Record<LanguageTag, Language>>;

/** The language called `tag`. */
export function spoken(tag: LanguageTag): Language {
  return SPOKEN[tag];
}

/** English: what scripts, terminals and the journal are told. */
export const ENGLISH: Language = SPOKEN.en;
