/**
 * This part of the messages in the languages beside English.
 */
import { journalPage as de } from "./de.ts";
import { journalPage as es } from "./es.ts";
import { journalPage as fr } from "./fr.ts";
import { journalPage as hi } from "./hi.ts";

export const journalPage = { de, es, fr, hi };
