/**
 * Which parts of a picture are not looked at, as the configuration has them: for people who must know what the box does not see.
 */
import { z } from "zod";

/** Of a thermal picture, in its pixels. */
export const thermalMaskSchema = z.object({
  column: z.number(),
  row: z.number(),
  columns: z.number(),
  rows: z.number(),
});
export type ThermalMask = z.infer<typeof thermalMaskSchema>;

/** Of a camera's picture, in parts of its width and height. */
export const cameraMaskSchema = z.union([
  z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  z.object({ points: z.array(z.tuple([z.number(), z.number()])).max(32) }),
]);
export type CameraMask = z.infer<typeof cameraMaskSchema>;
