/**
 * This part of the messages in the languages beside English.
 */
import { upkeep as de } from "./de.ts";
import { upkeep as es } from "./es.ts";
import { upkeep as fr } from "./fr.ts";
import { upkeep as hi } from "./hi.ts";

export const upkeep = { de, es, fr, hi };
