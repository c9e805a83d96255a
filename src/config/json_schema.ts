/**
 * The layout of the configuration as JSON Schema: for editors, which then complete and check while an installer types.
 */
import { z } from "zod";
import { configSchema } from "./schema.ts";

/** JSON Schema, draft 2020-12, of a configuration as it is written: what has a default may be left out. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: "input" });
  return { ...schema, title: "EmberEye configuration" };
}
