/**
 * The languages the page speaks.
 */

/** Each with how it calls itself, and the locale that times and numbers are written in. */
export const LANGUAGES = {
  en: { name: "English", locale: "en-GB" },
  de: { name: "Deutsch", locale: "de-DE" },
  es: { name: "Español", locale: "es-ES" },
  fr: { name: "Français", locale: "fr-FR" },
  hi: { name: "हिन्दी", locale: "hi-IN" },
} as const;

/** A language, as the standard for their names (BCP 47) writes it. */
export type LanguageTag = keyof typeof LANGUAGES;

export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as LanguageTag[];

/** What is spoken where somebody's own language is not among them, and to scripts. */
export const FALLBACK: LanguageTag = "en";

/** Whether `tag` names one of them. */
export function isLanguageTag(tag: string): tag is LanguageTag {
  return Object.hasOwn(LANGUAGES, tag);
}
