/**
 * This part of the messages in the languages beside English.
 */
import { sayings as de } from "./de.ts";
import { sayings as es } from "./es.ts";
import { sayings as fr } from "./fr.ts";
import { sayings as hi } from "./hi.ts";

export const sayings = { de, es, fr, hi };
