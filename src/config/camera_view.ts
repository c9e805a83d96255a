/**
 * What of a camera's picture is looked at, as the configuration has it: as shapes, and whether enough of it is left to guard anything.
 */
import { bounds, contains, type Shape, shows, type View, WHOLE } from "../reading/view.ts";
import type { CameraConfig } from "./schema.ts";

/** The camera's region and masks as shapes. */
export function viewOf({ region, masks }: Pick<CameraConfig, "region" | "masks">): View {
  return { ...(region === undefined ? {} : { region: shapeOf(region) }), masks: masks.map(shapeOf) };
}

function shapeOf(area: CameraConfig["masks"][number]): Shape {
  if (!("points" in area)) return { kind: "rectangle", box: area };
  return { kind: "polygon", points: area.points.map(([x, y]) => ({ x, y })) };
}

/** The region is sampled at so many places: finer than anything that people mask, and done at once. */
const COLUMNS = 32;
const ROWS = 24;
/** Part of the region that must stay in sight, as of a thermal picture: a camera that sees less guards nothing, and nobody would notice. */
const SEEN_MIN = 0.25;

/** What is wrong with the region and the masks of one camera together. */
export function viewFault(camera: Pick<CameraConfig, "region" | "masks">): string | undefined {
  const view = viewOf(camera);
  const { x, y, width, height } = view.region === undefined ? WHOLE : bounds(view.region);
  let places = 0;
  let seen = 0;
  for (let at = 0; at < COLUMNS * ROWS; at++) {
    const placeX = x + (at % COLUMNS + 0.5) / COLUMNS * width;
    const placeY = y + (Math.floor(at / COLUMNS) + 0.5) / ROWS * height;
    if (view.region !== undefined && !contains(view.region, placeX, placeY)) continue;
    places++;
    if (shows(view, placeX, placeY)) seen++;
  }
  if (places === 0) return "the region is empty: nothing of the picture would be looked at";
  return seen / places >= SEEN_MIN
    ? undefined
    : `masks leave ${Math.floor(seen / places * 100)} % of what is looked at in sight, at least ${
      SEEN_MIN * 100
    } % must stay`;
}
