/**
 * This part of the messages in the languages beside English.
 */
import { people as de } from "./de.ts";
import { people as es } from "./es.ts";
import { people as fr } from "./fr.ts";
import { people as hi } from "./hi.ts";

export const people = { de, es, fr, hi };
