/**
 * The shared cameras of a site as they stand at one moment: pure, from what lies in the store and who is heard.
 */
import type { LeaseEntry } from "./guard.ts";
import { nameOfCamera, type Offer, type SiteCamera } from "./words.ts";

/** One camera that boxes share. */
export interface SharedCamera extends SiteCamera {
  /** Boxes that watch it: its own first, then who holds its lease; that one alone where its own has lent it. None where its own knows no such camera. */
  readonly watchedBy: readonly string[];
  /** Boxes that are heard and would take it over, by name. */
  readonly wouldTake: readonly string[];
}

/**
 * All of them, by their names.
 *
 * @param looking Boxes that are heard and look at cameras.
 */
export function sharedCamerasOf(
  offers: readonly Offer[],
  leases: ReadonlyMap<string, LeaseEntry>,
  looking: ReadonlySet<string>,
): SharedCamera[] {
  const cameras = new Map<string, SiteCamera>();
  for (const { takes } of offers) for (const camera of takes) cameras.set(nameOfCamera(camera), camera);
  const takers = offers.filter(({ box, weight, camerasMax }) =>
    looking.has(box) && weight > 0 && camerasMax > 0
  );
  const shares = new Map(offers.map((offer) => [offer.box, offer.shares]));
  return [...cameras].sort(([a], [b]) => a < b ? -1 : 1).map(([name, { home, id }]) => {
    const { holder, lent = false } = leases.get(name) ?? {};
    const isAway = lent && holder !== undefined && looking.has(holder);
    // One that was renamed or taken out at home, and stands in others' configurations as before: nobody looks at it while that box is there.
    const isUnknown = looking.has(home) && shares.get(home)?.includes(id) === false;
    const watchers = isUnknown ? [] : [isAway ? undefined : home, holder];
    return {
      home,
      id,
      watchedBy: watchers.filter((box) => box !== undefined && looking.has(box)) as string[],
      wouldTake: takers.filter(({ takes }) => takes.some((camera) => nameOfCamera(camera) === name))
        .map(({ box }) => box).sort(),
    };
  });
}
