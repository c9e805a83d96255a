/**
 * What the journal and the details of troubles say, in English: as fusion writes it.
 */
export { SAYINGS as sayings } from "../../../reading/sayings.ts";
