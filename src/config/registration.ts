/**
 * Registering a camera to a thermal sensor: four places that both see, as they lie in the camera's picture and in the thermal one.
 */
import { z } from "zod";
import { type Homography, homographyOf, type PointPair } from "../reading/homography.ts";
import { ID_PATTERN } from "../reading/ids.ts";
import { THERMAL_COLUMNS, THERMAL_ROWS } from "../reading/reading.ts";
import { fail, ok, type Result } from "../reading/result.ts";

const point = z.strictObject({
  x: z.number().min(0).max(1).describe("In the camera's picture: part of its width, from the left"),
  y: z.number().min(0).max(1).describe("Part of its height, from the top"),
  column: z.number().min(0).max(THERMAL_COLUMNS - 1).describe("In the thermal picture: pixel, from the left"),
  row: z.number().min(0).max(THERMAL_ROWS - 1).describe("Pixel, from the top"),
});

/** One registration. */
export const registrationSchema = z.strictObject({
  sensor: z.string().regex(ID_PATTERN).describe("Id of the thermal sensor"),
  points: z.tuple([point, point, point, point]).describe(
    "Four places that both see, no three on one line: where they lie in either picture",
  ),
});
export type RegistrationConfig = z.infer<typeof registrationSchema>;

/** The mapping from the thermal picture to the camera's; one sentence where the points tell none. */
export function registrationMapping({ points }: RegistrationConfig): Result<Homography, string> {
  const pairs = points.map(({ x, y, column, row }): PointPair => ({
    from: { x: (column + 0.5) / THERMAL_COLUMNS, y: (row + 0.5) / THERMAL_ROWS },
    to: { x, y },
  })) as [PointPair, PointPair, PointPair, PointPair];
  const mapping = homographyOf(pairs);
  if (mapping.ok) return ok(mapping.value);
  const { fault } = mapping;
  switch (fault.kind) {
    case "on-a-line": {
      const [a, b, c] = fault.points.map((position) => position + 1);
      const picture = fault.picture === "from" ? "thermal picture" : "camera's picture";
      return fail(
        `points ${a}, ${b} and ${c} lie on one line in the ${picture}, or too near to one another: ` +
          "choose four corners of a large area",
      );
    }
    case "twisted":
      return fail(
        "the points go round in another order in the thermal picture than in the camera's: " +
          "name the same place in both for each point",
      );
  }
}
