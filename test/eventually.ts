/**
 * Waiting for what happens by itself, with a bound: a test that waits without end says nothing.
 */

/** Nothing that a box does by itself takes this long on a machine that does four other things as well. */
export const PATIENCE_MS = 120_000;
const POLL_MS = 25;

/** How it is waited. */
export interface Waiting {
  /** Between two looks. @default {25} */
  readonly pollMs?: number;
  /** What is added to the error of a wait in vain, e.g. the end of a log. */
  readonly lastWords?: () => string | Promise<string>;
}

/** Tries `look` until it finds something. Throws after `patienceMs`, with what `look` threw last. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  patienceMs: number = PATIENCE_MS,
  { pollMs = POLL_MS, lastWords = () => "" }: Waiting = {},
): Promise<T> {
  const endMs = performance.now() + patienceMs;
  let last: unknown = "nothing found";
  while (performance.now() < endMs) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`waited ${patienceMs} ms for: ${what}; ${last}\n${await lastWords()}`.trimEnd());
}
