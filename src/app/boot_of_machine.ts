/**
 * Which boot of the machine this is: monotonic times of another one cannot be compared with today's.
 */

/** Asked when the process starts: roles give up the right to look into /proc. */
const BOOT = readBootId();

/** The kernel's name for this boot. Where it gives none, every process counts as a boot of its own. */
export function bootOfMachine(): string {
  return BOOT;
}

function readBootId(): string {
  try {
    return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return crypto.randomUUID();
    }
    throw error;
  }
}
