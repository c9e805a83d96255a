/**
 * This part of the messages in the languages beside English.
 */
import { technician as de } from "./de.ts";
import { technician as es } from "./es.ts";
import { technician as fr } from "./fr.ts";
import { technician as hi } from "./hi.ts";

export const technician = { de, es, fr, hi };
