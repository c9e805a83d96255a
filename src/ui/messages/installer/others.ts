/**
 * This part of the messages in the languages beside English.
 */
import { installer as de } from "./de.ts";
import { installer as es } from "./es.ts";
import { installer as fr } from "./fr.ts";
import { installer as hi } from "./hi.ts";

export const installer = { de, es, fr, hi };
