/**
 * Which language a request is answered in: the one that was chosen in this browser, else the first it asks for that the page speaks.
 */
import type { Context, MiddlewareHandler } from "hono";
import { languageDetector } from "hono/language";
import { parse } from "hono/utils/cookie";
import { parseAccept } from "hono/utils/accept";
import { z } from "zod";
import type { UiEnv } from "./access.ts";
import type { Language } from "./messages/language.ts";
import { FALLBACK, isLanguageTag, LANGUAGE_TAGS, type LanguageTag } from "./messages/languages.ts";
import { spoken } from "./messages/spoken.ts";

const COOKIE = "language";
/** A year: a choice that is forgotten sooner would have to be made again on the night it matters. */
const CHOICE_S = 365 * 24 * 3600;

/** Finds the language of each request. */
export function detectLanguage(): MiddlewareHandler<UiEnv> {
  return languageDetector({
    supportedLanguages: [...LANGUAGE_TAGS],
    fallbackLanguage: FALLBACK,
    order: ["cookie", "header"],
    lookupCookie: COOKIE,
    caches: false,
  });
}

/** The language of a request. */
export function languageOf(c: Context<UiEnv>): Language {
  const tag = c.get("language");
  return spoken(isLanguageTag(tag) ? tag : FALLBACK);
}

/** More is no header of a browser, and is not looked through. */
const HEADER_CHARS_MAX = 1_000;

/** The same of a request that reaches no page: for the supervisor, while the page is down. */
export function languageAsked(headers: Headers): LanguageTag {
  const chosen = parse((headers.get("cookie") ?? "").slice(0, HEADER_CHARS_MAX), COOKIE)[COOKIE];
  if (chosen !== undefined && isLanguageTag(chosen)) return chosen;
  const wanted = parseAccept((headers.get("accept-language") ?? "").slice(0, HEADER_CHARS_MAX));
  // `de-AT` is German.
  return wanted.map(({ type }) => type.split("-", 1)[0].toLowerCase()).find(isLanguageTag) ?? FALLBACK;
}

/** The cookie that keeps a choice. It says nothing about a person, and needs no secrecy. */
export function languageCookie(tag: string): string {
  return `${COOKIE}=${tag}; Path=/; Max-Age=${CHOICE_S}; SameSite=Lax; HttpOnly`;
}

/** A choice: `back` leads to a page of ours, never to another host. */
export const languageBody = z.object({
  language: z.string().refine(isLanguageTag, "is not a language of this page"),
  back: z.string().max(300).regex(/^\/(?![/\\])/, "must be a path").default("/"),
});
