/**
 * This part of the messages in the languages beside English.
 */
import { overview as de } from "./de.ts";
import { overview as es } from "./es.ts";
import { overview as fr } from "./fr.ts";
import { overview as hi } from "./hi.ts";

export const overview = { de, es, fr, hi };
