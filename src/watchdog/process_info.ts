/**
 * What Linux tells of a process (proc(5)). On a machine without `/proc` every answer is "not known".
 */
import type { ProcessUsage, ThreadUse } from "./supervisor_ports.ts";

/** Clock ticks in `/proc/[pid]/stat` are hundredths of a second on every Linux (`USER_HZ`). */
const TICK_MS = 10;

/**
 * What `pid` uses, without its children; undefined where there is no such process or no `/proc`.
 *
 * Memory comes from `VmRSS` in `status` and not from `statm`, which counts pages whose size it does not tell.
 */
export function processUsage(pid: number): ProcessUsage | undefined {
  const stat = statFields(pid);
  const kilobytes = field(read(`/proc/${pid}/status`), "VmRSS");
  if (stat === undefined || kilobytes === undefined) return undefined;
  // Fields 14 and 15 of stat: time in user and in kernel mode.
  return { residentBytes: kilobytes * 1024, cpuMs: (Number(stat[11]) + Number(stat[12])) * TICK_MS };
}

/** A process of ours has some twenty threads. Of one that has far more, the first are enough to tell whether it waits. */
const THREADS_MAX = 64;

/**
 * What each thread of `pid` has had of the processors (`/proc/[pid]/task/[tid]/schedstat`: nanoseconds on one, nanoseconds of waiting for one,
 * turns; kernel documentation, sched-stats); none where there is no such process, or the kernel does not count.
 */
export function threadUses(pid: number): ThreadUse[] {
  return threadsOf(pid).slice(0, THREADS_MAX).flatMap((thread) => {
    const task = `${pid}/task/${thread}`;
    const counts = /^(\d+) (\d+) \d+$/.exec(read(`/proc/${task}/schedstat`)?.trim() ?? "");
    const stat = statFields(task);
    // A kernel that does not count says 0 of everything; who has ever run has more.
    if (counts === null || stat === undefined || Number(counts[1]) === 0) return [];
    const wantsToRun = stat[0] === "R";
    return { thread, ranMs: Number(counts[1]) / 1e6, waitedMs: Number(counts[2]) / 1e6, wantsToRun };
  });
}

/** The numbers of its threads, its first one first; none where there is no such process. */
export function threadsOf(pid: number): number[] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => Number(name));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Bytes that `pid` has sent to disks since its start, what was deleted before it got there taken off (proc(5), `io`). */
export function writtenBytes(pid: number): number | undefined {
  const text = read(`/proc/${pid}/io`);
  const number = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(text ?? "")?.[1]);
  const bytes = number("write_bytes") - number("cancelled_write_bytes");
  return Number.isFinite(bytes) ? Math.max(0, bytes) : undefined;
}

/**
 * Memory of `pid` with shared pages counted in proportion (PSS), in bytes: the only figure of which the sum over all
 * roles is true. Reading it takes milliseconds, so it is for measurements and not for every tick.
 */
export function proportionalBytes(pid: number): number | undefined {
  const kilobytes = field(read(`/proc/${pid}/smaps_rollup`), "Pss");
  return kilobytes === undefined ? undefined : kilobytes * 1024;
}

/**
 * Memory that `pid` holds by itself, in bytes: without the program's own pages, whose share depends on how many processes run it. What
 * growth is judged by.
 */
export function ownBytes(pid: number): number | undefined {
  const kilobytes = field(read(`/proc/${pid}/smaps_rollup`), "Pss_Anon");
  return kilobytes === undefined ? undefined : kilobytes * 1024;
}

/**
 * What tells the process that has `pid` now from any other that had or will have it: the boot and the start time.
 * Undefined where no such process runs (one that ended and only waits for its parent does not run) or it is not known.
 */
export function processIdentity(pid: number): string | undefined {
  const stat = statFields(pid);
  if (stat === undefined || stat[0] === "Z" || stat[0] === "X") return undefined;
  const boot = read("/proc/sys/kernel/random/boot_id")?.trim();
  // Field 22: start time in ticks since the boot.
  return `${boot}:${stat[19]}`;
}

/** The fields of `stat` of a process, or of a thread of one, from the third (state) on: the second is the name, which may hold anything. */
function statFields(pid: number | string): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

function field(text: string | undefined, name: string): number | undefined {
  const found = text?.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m"));
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

/** Undefined where the process ended meanwhile, or the system has no such file or keeps it to itself: no faults. */
function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (isGone(error) || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}

/** ESRCH comes out of a read that has begun when the process goes. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || /os error 3\b/.test(String(error));
}
