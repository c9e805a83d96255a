/**
 * This part of the messages in the languages beside English.
 */
import { rescue as de } from "./de.ts";
import { rescue as es } from "./es.ts";
import { rescue as fr } from "./fr.ts";
import { rescue as hi } from "./hi.ts";

export const rescue = { de, es, fr, hi };
