/**
 * The outcome of something that may fail in operation: faults are values, handled exhaustively; only bugs throw.
 */
export type Result<T, F> = { readonly ok: true; readonly value: T } | {
  readonly ok: false;
  readonly fault: F;
};

/** A success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A failure. */
export function fail<F>(fault: F): { readonly ok: false; readonly fault: F } {
  return { ok: false, fault };
}

/** Marks what the type system has ruled out: reaching it is a bug and throws. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
