/**
 * The first message on every link.
 */
import { z } from "zod";
import { processName } from "./vocabulary.ts";

/** Who connects: the first message on every link. */
export const helloMessage = z.object({
  kind: z.literal("hello"),
  role: processName,
  pid: z.number().int(),
});
