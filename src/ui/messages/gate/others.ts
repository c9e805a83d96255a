/**
 * This part of the messages in the languages beside English.
 */
import { gate as de } from "./de.ts";
import { gate as es } from "./es.ts";
import { gate as fr } from "./fr.ts";
import { gate as hi } from "./hi.ts";

export const gate = { de, es, fr, hi };
