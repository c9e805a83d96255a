/**
 * How busy a machine is with other programs than the one that measures.
 */

/** The kernel's unit in both files (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Processor time so far, seconds. */
export interface Busy {
  /** Of all programs together. */
  readonly machineS: number;
  /** Of this process and of all below it that have ended. */
  readonly ownS: number;
}

/** Reads it from /proc. */
export function busySeconds(read: (path: string) => string = Deno.readTextFileSync): Busy {
  // cpu  user nice system idle iowait irq softirq steal ...
  const [user, nice, system, , , irq, softirq, steal] = read("/proc/stat").split("\n")[0].split(/\s+/).slice(
    1,
  )
    .map(Number);
  // After the name in parentheses, which may hold blanks: state is field 3, utime 14, stime, cutime, cstime 17.
  const own = read("/proc/self/stat").replace(/^.*\) /s, "").split(" ").slice(11, 15).map(Number);
  return {
    machineS: (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND,
    ownS: own.reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND,
  };
}

/** Cores that others kept busy over `seconds`, rounded to 0.01. */
export function othersCores(before: Busy, after: Busy, seconds: number): number {
  const others = after.machineS - before.machineS - (after.ownS - before.ownS);
  return Math.round(Math.max(0, others) / seconds * 100) / 100;
}
