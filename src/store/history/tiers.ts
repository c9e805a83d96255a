/**
 * How finely the past is kept: seconds for hours, minutes for weeks, quarters of an hour for more than a year.
 *
 * A tier is cut into blocks, one for each series and span. A coarser tier is made of the finer one when a span of it is over, so
 * that nothing has to be remembered between two writes: a crash loses the minute that was not yet written, and nothing else.
 */

/** Index into {@linkcode TIERS}; the order in which room is made is the same: the finest goes first. */
export type Tier = 0 | 1 | 2;

/** What a block of a tier holds. */
export interface TierShape {
  /** Time that one value stands for. */
  readonly stepMs: number;
  /** Values of one block. */
  readonly count: number;
  /** Time that one block covers: `stepMs * count`. */
  readonly spanMs: number;
  /** A value is a least, a mean and a largest one; otherwise it is one number. */
  readonly summed: boolean;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Finest first. The spans nest: each is a whole number of the one before. */
export const TIERS: readonly [TierShape, TierShape, TierShape] = [
  { stepMs: SECOND, count: 60, spanMs: MINUTE, summed: false },
  { stepMs: MINUTE, count: 60, spanMs: HOUR, summed: true },
  { stepMs: 15 * MINUTE, count: 96, spanMs: DAY, summed: true },
];

/** The tiers' indices, finest first. */
export const TIER_INDICES: readonly Tier[] = [0, 1, 2];

/** The beginning of the block of `tier` that `wallMs` lies in. Blocks begin with the hours and days of UTC. */
export function blockStart(tier: Tier, wallMs: number): number {
  const { spanMs } = TIERS[tier];
  return Math.floor(wallMs / spanMs) * spanMs;
}

/** How long each tier is kept, and how much all of them may take. */
export interface HistoryPolicy {
  /** Milliseconds for which blocks of each tier are kept, finest first. */
  readonly keptMs: readonly [number, number, number];
  /** Bytes that the database may fill. */
  readonly bytesMax: number;
  /** Where bytes run out, this much of each tier is nevertheless kept: without it the page has nothing to show. */
  readonly floorMs: readonly [number, number, number];
}

/** For a card of 8 GB. A site of 100 sensors with all their inputs writes about 20 MB a day of minutes and quarters. */
export const HISTORY_POLICY: HistoryPolicy = {
  keptMs: [6 * HOUR, 30 * DAY, 400 * DAY],
  bytesMax: 512 * 1024 * 1024,
  floorMs: [10 * MINUTE, 2 * DAY, 30 * DAY],
};
