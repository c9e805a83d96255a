/**
 * All messages in all languages. Only the box reads this: a browser is sent the one language it needs.
 */
import { audits } from "./audits/others.ts";
import { common } from "./common/others.ts";
import { overview } from "./overview/others.ts";
import { technician } from "./technician/others.ts";
import { zonePage } from "./zone_page/others.ts";
import { english, type Messages } from "./english.ts";
import { gate } from "./gate/others.ts";
import { installer } from "./installer/others.ts";
import { journalPage } from "./journal_page/others.ts";
import { people } from "./people/others.ts";
import { rescue } from "./rescue/others.ts";
import { sayings } from "./sayings/others.ts";
import { troubles } from "./troubles/others.ts";
import { upkeep } from "./upkeep/others.ts";
import type { LanguageTag } from "./languages.ts";

/** The parts in one language. */
function messagesIn(tag: Exclude<LanguageTag, "en">): Messages {
  return {
    ...common[tag],
    ...overview[tag],
    ...journalPage[tag],
    ...zonePage[tag],
    ...installer[tag],
    ...technician[tag],
    ...gate[tag],
    ...upkeep[tag],
    ...audits[tag],
    ...people[tag],
    ...rescue[tag],
    ...sayings[tag],
    ...troubles[tag],
  };
}

/** By language. */
export const CATALOG: Readonly<Record<LanguageTag, Messages>> = {
  en: english,
  de: messagesIn("de"),
  es: messagesIn("es"),
  fr: messagesIn("fr"),
  hi: messagesIn("hi"),
};
