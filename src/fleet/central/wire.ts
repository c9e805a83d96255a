/**
 * Where central configuration lies on the servers: a key-value store of its own, so that boxes can be let to their own keys alone.
 */

/** The store. */
export function centralBucket(site: string): string {
  return `embereye-${site}-config`;
}

/** The newest document, signed for no box: what a roll-out hands on. */
export const RELEASE_KEY = "release";
/** How far the roll-out has come. */
export const ROLLOUT_KEY = "rollout";

/** The newest order for one box. */
export function offerKey(box: string): string {
  return `offer.${box}`;
}

/** How far a box has come; `*` for all. */
export function reportKey(box: string): string {
  return `report.${box}`;
}

/** Where it is said that an order was laid out: boxes look at once. Nothing is lost where it is not heard. */
export function nudgeSubject(site: string): string {
  return `embereye.${site}.central`;
}

/** Where whoever works on the roll-out says so, once a second. */
export function controllerSubject(site: string): string {
  return `embereye.${site}.rollout`;
}
