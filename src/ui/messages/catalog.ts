/**
 * All messages in all languages. Only the box reads this: a browser is sent the one language it needs.
 */
import * as commonDe from "./common/de.ts";
import * as commonEs from "./common/es.ts";
import * as commonFr from "./common/fr.ts";
import * as commonHi from "./common/hi.ts";
import { english, type Messages } from "./english.ts";
import type { LanguageTag } from "./languages.ts";
import * as overviewDe from "./overview/de.ts";
import * as technicianDe from "./technician/de.ts";
import * as overviewEs from "./overview/es.ts";
import * as technicianEs from "./technician/es.ts";
import * as overviewFr from "./overview/fr.ts";
import * as technicianFr from "./technician/fr.ts";
import * as overviewHi from "./overview/hi.ts";
import * as technicianHi from "./technician/hi.ts";

/** By language. */
export const CATALOG: Readonly<Record<LanguageTag, Messages>> = {
  en: english,
  de: { ...commonDe.common, ...overviewDe.overview, ...technicianDe.technician },
  es: { ...commonEs.common, ...overviewEs.overview, ...technicianEs.technician },
  fr: { ...commonFr.common, ...overviewFr.overview, ...technicianFr.technician },
  hi: { ...commonHi.common, ...overviewHi.overview, ...technicianHi.technician },
};
