/**
 * Signals to processes that may have ended meanwhile.
 */

/** @returns whether there was such a process. */
export function signal(pid: number, name: Deno.Signal): boolean {
  try {
    Deno.kill(pid, name);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || /ESRCH|os error 3\b/.test(String(error))) return false;
    throw error;
  }
}
