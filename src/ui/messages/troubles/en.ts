/**
 * What is said of troubles, in English: as the table of all troubles has it.
 */
import { type TroubleCode, troubleName, TROUBLES } from "../../../reading/trouble.ts";
import { troubleMessages, type TroubleTable } from "./table.ts";

const table = Object.fromEntries(
  Object.entries(TROUBLES).map(([code, words]) => [code, { title: troubleName(code), ...words }]),
) as Record<TroubleCode, TroubleTable[TroubleCode]>;

export const troubles = troubleMessages(table);
