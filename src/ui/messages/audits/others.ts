/**
 * This part of the messages in the languages beside English.
 */
import { audits as de } from "./de.ts";
import { audits as es } from "./es.ts";
import { audits as fr } from "./fr.ts";
import { audits as hi } from "./hi.ts";

export const audits = { de, es, fr, hi };
