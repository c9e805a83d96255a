/**
 * Gives a running process its priority and its processors: setpriority(2) and sched_setaffinity(2) for each of its
 * threads, by FFI, and the priority of its session.
 *
 * Both calls reach one thread alone, and Deno has a dozen from its start. Threads and processes that are made later
 * inherit from their maker. Every role leads a session of its own, and where the kernel schedules by sessions
 * (sched(7), autogroup) a nice value counts only within one: there the session's own value decides between roles.
 */
import { threadsOf } from "./process_info.ts";
import type { ResourceFault, ResourceLine, ResourcePlan } from "./resources.ts";

/** Sets what a plan says. */
export interface Scheduler {
  /** Carries out `plan` for the process `pid`; answers one line for each part. Threads that end meanwhile are no fault. */
  apply(pid: number, plan: ResourcePlan): ResourceLine[];
  close(): void;
}

/** Processors that a mask has room for: what the kernel is built for at the most on distributions (NR_CPUS is 8192). */
const CPUS_MAX = 8_192;
/** New threads may appear while the old ones are set. More passes than this would chase a process that makes them all the time. */
const PASSES_MAX = 4;
const PRIO_PROCESS = 0;
const EPERM = 1;
const ESRCH = 3;
const EAGAIN = 11;
const EACCES = 13;

/** Processors this process may run on, in order; empty where the system does not tell. */
export function allowedCpus(): number[] {
  const status = readProc("/proc/self/status");
  const list = status?.match(/^Cpus_allowed_list:\s*(\S+)$/m)?.[1];
  return list === undefined ? [] : parseCpuList(list);
}

/** Reads a list as `0-2,5` (cpuset(7), list format). */
export function parseCpuList(list: string): number[] {
  return list.split(",").flatMap((range) => {
    const match = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(range);
    if (match === null) throw new Error(`list of processors refused: '${range}'`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  });
}

/** A `cpu_set_t`: one bit for each processor, as long as the highest needs, in whole 64-bit words. */
export function encodeCpuSet(cpus: readonly number[]): Uint8Array<ArrayBuffer> {
  const highest = Math.max(...cpus);
  if (!(highest < CPUS_MAX)) throw new Error(`processor ${highest} refused: the highest is ${CPUS_MAX - 1}`);
  const mask = new Uint8Array((highest >> 6) * 8 + 8);
  for (const cpu of cpus) mask[cpu >> 3] |= 1 << (cpu & 7);
  return mask;
}

/** Opens libc for it, and needs all permissions as long as it is used: Deno opens `/proc` to nobody else. */
export function openScheduler(os: string = Deno.build.os): Scheduler {
  if (os !== "linux") {
    const fault = { kind: "unsupported", os } as const;
    return { apply: (_, plan) => lines(plan, fault, fault), close: () => undefined };
  }
  const libc = Deno.dlopen("libc.so.6", {
    setpriority: { parameters: ["i32", "u32", "i32"], result: "i32" },
    sched_setaffinity: { parameters: ["i32", "usize", "buffer"], result: "i32" },
    __errno_location: { parameters: [], result: "pointer" },
  });
  const { symbols } = libc;
  // Where this thread's errno lies, once and for all: reading through a pointer needs the permission each time.
  const errno = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(symbols.__errno_location()!, 4));
  const errnoOf = (result: number) => result === 0 ? 0 : errno[0];
  const apply = (pid: number, plan: ResourcePlan): ResourceLine[] => {
    const mask = plan.cpus === undefined ? undefined : encodeCpuSet(plan.cpus);
    const nice = eachThread(pid, (tid) => errnoOf(symbols.setpriority(PRIO_PROCESS, tid, plan.nice)));
    const cpus = mask === undefined
      ? undefined
      : eachThread(pid, (tid) => errnoOf(symbols.sched_setaffinity(tid, BigInt(mask.length), mask)));
    return lines(plan, nice ?? setSessionNice(pid, plan.nice), cpus);
  };
  return { apply, close: () => libc.close() };
}

function lines(
  plan: ResourcePlan,
  nice: ResourceFault | undefined,
  cpus: ResourceFault | undefined,
): ResourceLine[] {
  const { subject } = plan;
  const all: ResourceLine[] = [
    {
      subject,
      what: "priority",
      wanted: `nice ${plan.nice}`,
      ...(nice === undefined ? {} : { fault: nice }),
    },
  ];
  if (plan.cpus !== undefined) {
    const wanted = `processors ${plan.cpus.join(",")}`;
    all.push({ subject, what: "processors", wanted, ...(cpus === undefined ? {} : { fault: cpus }) });
  }
  return all;
}

/** Calls `set` for every thread of `pid`, also for those that appear meanwhile. */
function eachThread(pid: number, set: (tid: number) => number): ResourceFault | undefined {
  const done = new Set<number>();
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const fresh = threadsOf(pid).filter((tid) => !done.has(tid));
    for (const tid of fresh) {
      done.add(tid);
      const errno = set(tid);
      if (errno === 0 || errno === ESRCH) continue;
      if (errno === EPERM || errno === EACCES) return { kind: "not-permitted" };
      return { kind: "refused", errno };
    }
    if (fresh.length === 0) break;
  }
  return done.size === 0 ? { kind: "gone" } : undefined;
}

/** Sets the nice value of the session that `pid` leads, where the kernel has such. A session of others is left alone. */
function setSessionNice(pid: number, nice: number): ResourceFault | undefined {
  if (readProc("/proc/sys/kernel/sched_autogroup_enabled")?.trim() !== "1") return undefined;
  const stat = readProc(`/proc/${pid}/stat`);
  // Field 6 of proc(5): the session. The second field, the name, may hold anything and ends with the last bracket.
  const session = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[3];
  const path = `/proc/${pid}/autogroup`;
  // It reads empty where cgroups weigh the process, and not its session.
  if (session !== String(pid) || !readProc(path)) return undefined;
  try {
    Deno.writeTextFileSync(path, String(nice));
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return { kind: "not-permitted" };
    if (isGone(error)) return { kind: "gone" };
    const errno = Number(/os error (\d+)/.exec(String(error))?.[1]);
    if (errno === EAGAIN) return { kind: "try-again" };
    if (errno > 0) return { kind: "refused", errno };
    throw error;
  }
}

function readProc(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (isGone(error) || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || /os error 3\b/.test(String(error));
}
