/**
 * What several parts of the configuration are made of.
 */
import { z } from "zod";
import { ID_PATTERN } from "../reading/ids.ts";

export const id = z.string().regex(
  ID_PATTERN,
  "an id is 1 to 64 letters, digits, spaces, '.', '_', ':' or '-'",
);
/** As people call a thing; its id where absent. */
export const name = z.string().min(1).max(80).optional();
