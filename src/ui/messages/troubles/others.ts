/**
 * This part of the messages in the languages beside English.
 */
import { troubles as de } from "./de.ts";
import { troubles as es } from "./es.ts";
import { troubles as fr } from "./fr.ts";
import { troubles as hi } from "./hi.ts";
import { troubleMessages } from "./table.ts";

export const troubles = {
  de: troubleMessages(de),
  es: troubleMessages(es),
  fr: troubleMessages(fr),
  hi: troubleMessages(hi),
};
