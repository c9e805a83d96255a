/// <reference lib="dom" />
/**
 * The language that the page was written in, with its messages.
 *
 * A script that went on without them would end here, and the page as the box has written it would stand there for ever, looking like the present.
 */
import { Language } from "../messages/language.ts";
import type { LanguageTag } from "../messages/languages.ts";

/** Messages are 40 kB: a connection that takes longer for them brings no pictures either. */
const ANSWER_MS = 10_000;
/** Shorter would load a box that has trouble enough; longer leaves a person before a page that does not live. */
const RETRY_MS = 2_000;

/** Waits for the messages; where they do not come, the page is asked for anew, which shows whether the box is there at all. */
export async function pageLanguage(): Promise<Language> {
  const { body, documentElement } = document;
  try {
    const answer = await fetch(body.dataset.messages ?? "", { signal: AbortSignal.timeout(ANSWER_MS) });
    if (!answer.ok) throw new Error(`the box answers ${answer.status}`);
    return new Language(documentElement.lang as LanguageTag, await answer.json());
  } catch (error) {
    console.warn("no messages, the page is loaded anew:", error);
    setTimeout(() => location.reload(), RETRY_MS);
    return await new Promise(() => {});
  }
}
