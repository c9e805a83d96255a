/**
 * Every message in English: the names and holes that all other languages must have too.
 */
import { audits } from "./audits/en.ts";
import { common } from "./common/en.ts";
import { gate } from "./gate/en.ts";
import { installer } from "./installer/en.ts";
import { journalPage } from "./journal_page/en.ts";
import type { Translation } from "./message.ts";
import { overview } from "./overview/en.ts";
import { people } from "./people/en.ts";
import { rescue } from "./rescue/en.ts";
import { sayings } from "./sayings/en.ts";
import { technician } from "./technician/en.ts";
import { troubles } from "./troubles/en.ts";
import { upkeep } from "./upkeep/en.ts";
import { zonePage } from "./zone_page/en.ts";

export const english = {
  ...common,
  ...overview,
  ...journalPage,
  ...zonePage,
  ...installer,
  ...technician,
  ...gate,
  ...upkeep,
  ...audits,
  ...people,
  ...rescue,
  ...sayings,
  ...troubles,
} as const;

export type English = typeof english;
/** The name of a message. */
export type MessageKey = keyof English;
/** All messages in one language. */
export type Messages = Translation<English>;
