/**
 * This part of the messages in the languages beside English.
 */
import { common as de } from "./de.ts";
import { common as es } from "./es.ts";
import { common as fr } from "./fr.ts";
import { common as hi } from "./hi.ts";

export const common = { de, es, fr, hi };
