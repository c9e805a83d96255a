/**
 * Whether a file is there. One that may not be looked at is no absent one: that throws, where `existsSync` would say no.
 */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
