/**
 * Which box is first to watch an orphaned camera: weighted rendezvous hashing, so that every box comes to the same order without asking, each
 * gets its share by weight, and a box that dies moves its own cameras only.
 *
 * Source: Thaler and Ravishankar, "Using name-based mappings to increase hit rates" (1998); weights by -w / ln(u) as in Schindelhauer and
 * Schomaker, "Weighted distributed hash tables" (2005).
 */

/** One box that would watch it. */
export interface Candidate {
  readonly box: string;
  /** Above 0. */
  readonly weight: number;
}

/** The boxes, first first. */
export function ranked(camera: string, candidates: readonly Candidate[]): string[] {
  return candidates
    .map(({ box, weight }) => ({ box, score: -weight / Math.log(unit(`${camera}\n${box}`)) }))
    .sort((a, b) => b.score - a.score || (a.box < b.box ? -1 : 1))
    .map(({ box }) => box);
}

/** A number between 0 and 1, neither of both, that only `text` decides: FNV-1a, then the finalizer of MurmurHash3, which spreads its last bits. */
function unit(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return ((hash ^ hash >>> 16) >>> 0) / 0x1_0000_0000 + 0.5 / 0x1_0000_0000;
}
