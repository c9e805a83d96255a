/**
 * Runs the simulated fire path for a seed, and says where it broke a promise.
 */
import { ChainSite } from "./chain_site.ts";

const START_MS = 100_000;

/** What happened in `lengthMs`. Throws at the first broken promise, with the seed and the simulated time. */
export function simulateChain(seed: number, lengthMs: number): ChainSite["referee"]["tally"] {
  const site = new ChainSite(seed);
  try {
    site.run(lengthMs);
  } catch (error) {
    const afterS = ((site.now.monoMs - START_MS) / 1_000).toFixed(1);
    throw new Error(`the chain with seed ${seed} failed after ${afterS} simulated seconds`, { cause: error });
  }
  return site.referee.tally;
}
