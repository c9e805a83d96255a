/**
 * What failed for a reason that a person can read and act on.
 */

/** A command could not do its work: printed as it is, exit code 1. */
export class Failure extends Error {
  override name = "Failure";
}
