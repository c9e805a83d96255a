/**
 * Where the archive lies, as the archivist sees it: objects with names, put, got back and listed.
 */
import type { Result } from "../../reading/result.ts";

/** Why the store did not do what it was asked to. */
export interface ObjectStoreFault {
  /**
   * `away`: not reached, cut off, or it cannot now. `refused`: it says no to these credentials or this bucket. `full`: it takes no
   * more. `damaged`: what it gives is not what it was given.
   */
  readonly kind: "away" | "refused" | "full" | "damaged";
  /** One sentence, without secrets. */
  readonly detail: string;
}

/** One object of a listing. */
export interface StoredObject {
  readonly name: string;
  readonly bytes: number;
}

/** A store of objects. Every call is bounded in time by `signal`. */
export interface ObjectStore {
  /** Puts an object in place of what had its name. `sha256` in hexadecimal. */
  put(
    name: string,
    body: Uint8Array<ArrayBuffer>,
    sha256: string,
    signal: AbortSignal,
  ): Promise<Result<void, ObjectStoreFault>>;
  /** Undefined where there is none of that name. */
  get(
    name: string,
    bytesMax: number,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array<ArrayBuffer> | undefined, ObjectStoreFault>>;
  /** The objects whose names begin with `prefix`, by name, at most {@linkcode LISTED_MAX}. */
  list(prefix: string, signal: AbortSignal): Promise<Result<readonly StoredObject[], ObjectStoreFault>>;
}

/** Ten years of days with some pictures each. */
export const LISTED_MAX = 50_000;
