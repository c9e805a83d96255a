/**
 * This part of the messages in the languages beside English.
 */
import { zonePage as de } from "./de.ts";
import { zonePage as es } from "./es.ts";
import { zonePage as fr } from "./fr.ts";
import { zonePage as hi } from "./hi.ts";

export const zonePage = { de, es, fr, hi };
