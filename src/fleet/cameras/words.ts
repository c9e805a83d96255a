/**
 * What boxes tell one another of cameras that they share, in a key-value bucket of the site: what each would watch, and who watches what
 * for another box.
 *
 * No address and no password of a camera stands there: whoever is to watch it for another has it in its own configuration.
 */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { FLEET_NAME_PATTERN } from "../../reading/fleet_name.ts";
import { ID_PATTERN } from "../../reading/ids.ts";

const name = z.string().regex(FLEET_NAME_PATTERN);
const id = z.string().regex(ID_PATTERN);

/** The most cameras that a box may have in its configuration. */
export const CAMERAS_MAX = 64;

/** A camera of the site: no two boxes call the same one differently. */
export const siteCameraSchema = z.object({ home: name, id });
export type SiteCamera = z.infer<typeof siteCameraSchema>;

/** What a box would do for the others. Written at its start; it holds while the box is heard. */
export const offerSchema = z.object({
  v: z.literal(1),
  box: name,
  /** Its part of what is to be shared out; 0: it takes nothing. */
  weight: z.number().min(0).max(100),
  /** Cameras of others that it watches at the most. */
  camerasMax: z.number().int().min(0).max(CAMERAS_MAX),
  /** Those that it has in its configuration. */
  takes: z.array(siteCameraSchema).max(CAMERAS_MAX),
  /** Its own that others may watch. Absent, as with older versions: all that others take for its own. */
  shares: z.array(id).max(CAMERAS_MAX).optional(),
});
export type Offer = z.infer<typeof offerSchema>;

/**
 * Who watches a camera in place of its box, which is gone or, where it is `lent`, has too many; nobody: it was given back. The lease holds while
 * its holder is heard.
 */
export const leaseSchema = z.object({
  v: z.literal(1),
  holder: name.optional(),
  lent: z.literal(true).optional(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** The bucket. It is not that of the site's watchers: boxes write here, and there they need not. */
export function cameraBucket(site: string): string {
  return `embereye-${site}-cameras`;
}

/** What a camera is called in the whole site; no name of a box has a slash. */
export function nameOfCamera({ home, id: cameraId }: SiteCamera): string {
  return `${home}/${cameraId}`;
}

/** The key of a box's offer. */
export function offerKey(box: string): string {
  return `offer.${box}`;
}

/** The key of a camera's lease: an id may hold what a key may not. */
export function leaseKey({ home, id: cameraId }: SiteCamera): string {
  return `lease.${home}.${Buffer.from(cameraId).toString("base64url")}`;
}
