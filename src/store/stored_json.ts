/**
 * JSON as it comes back from a disk that may have rotted.
 */

/** The value of stored JSON text; undefined where there is none, or it is not JSON. What it may be, its reader must check. */
export function jsonOf(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
