/**
 * What the person at the command line can put right.
 */

/** Wrong usage or configuration: printed as it is, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
