/**
 * What each process of the product may take of the machine: the fire path before cameras and detection, these before the
 * page. Pure: it plans; `resources_sched.ts` and `resources_cgroup.ts` carry the plan out.
 *
 * Whatever of it the machine refuses, the service runs on without, and says so.
 */
import type { RoleName } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";

/** Who gets a share. */
export type ResourceSubject = RoleName | "supervisor";

/** The share of one process. */
export interface ResourcePlan {
  readonly subject: ResourceSubject;
  /** -20 (first) to 19 (last), setpriority(2). */
  readonly nice: number;
  /** Processors it may run on; undefined: all. */
  readonly cpus: readonly number[] | undefined;
  /** 1 to 10000 among the processes of the product, where all of them want the processor (cgroup v2 `cpu.weight`). */
  readonly cpuWeight: number;
  /** Memory that is not taken from it while others have some to give (cgroup v2 `memory.low`). */
  readonly memoryLowBytes: number;
}

/** What the configuration may say of one process; what it does not say is as below. */
export interface ResourceSettings {
  readonly nice?: number | undefined;
  readonly cpus?: readonly number[] | undefined;
  readonly cpuWeight?: number | undefined;
  readonly memoryLowMegabytes?: number | undefined;
}

const MEGABYTE = 1024 * 1024;

/**
 * A step of nice is a quarter of processor time, so 15 steps leave a busy detection a thirtieth of what the fire path
 * gets beside it. Nicer yet, and cameras on a small machine would see nothing while a sensor floods; less, and one
 * detection with many threads delays a siren. Nothing is above -10: the kernel's own work must still come through.
 */
const DEFAULTS: Readonly<Record<ResourceSubject, Omit<ResourcePlan, "subject" | "cpus">>> = {
  supervisor: { nice: -10, cpuWeight: 1_000, memoryLowBytes: 64 * MEGABYTE },
  outputs: { nice: -10, cpuWeight: 1_000, memoryLowBytes: 64 * MEGABYTE },
  fusion: { nice: -10, cpuWeight: 1_000, memoryLowBytes: 128 * MEGABYTE },
  sensors: { nice: -8, cpuWeight: 800, memoryLowBytes: 128 * MEGABYTE },
  cameras: { nice: 5, cpuWeight: 100, memoryLowBytes: 0 },
  detect: { nice: 5, cpuWeight: 100, memoryLowBytes: 0 },
  ui: { nice: 10, cpuWeight: 50, memoryLowBytes: 0 },
  notify: { nice: 10, cpuWeight: 50, memoryLowBytes: 0 },
  // Sirens of other boxes wait for it: before cameras and detection, and behind what protects this box.
  fleet: { nice: 0, cpuWeight: 200, memoryLowBytes: 0 },
};

/** What runs on all processors for as long as it is let: video decoding and inference. */
const HEAVY: readonly ResourceSubject[] = ["cameras", "detect"];
/**
 * From this many processors on, the first is kept free of the heavy ones, so that the fire path never waits even for the
 * end of a time slice. With fewer, that would cost the cameras half or a third of the machine, and priorities suffice.
 */
const CPUS_FOR_RESERVE = 4;

/** Why a share was not given. */
export type ResourceFault =
  | { readonly kind: "not-permitted" }
  /** The process has ended meanwhile. */
  | { readonly kind: "gone" }
  | { readonly kind: "no-such-cpu"; readonly cpus: readonly number[] }
  /** The kernel takes one such request at a time (autogroup); asking again later helps. */
  | { readonly kind: "try-again" }
  | { readonly kind: "refused"; readonly errno: number }
  | { readonly kind: "unsupported"; readonly os: string }
  | CgroupFault;

/** Why there are no weights. */
export type CgroupFault =
  /** No cgroup v2 hierarchy is mounted, or it is not ours to use as a whole. */
  | { readonly kind: "no-cgroup"; readonly detail: string }
  | { readonly kind: "controllers-missing"; readonly missing: readonly string[] }
  /** The folder of our cgroup cannot be written. */
  | { readonly kind: "not-delegated"; readonly path: string }
  /** Processes that are not ours live in our cgroup, and a cgroup that shares out may hold none. */
  | { readonly kind: "shared"; readonly others: number }
  | { readonly kind: "cgroup-refused"; readonly path: string; readonly detail: string };

/** One line for `doctor`: a share, and whether it was given. */
export interface ResourceLine {
  readonly subject: ResourceSubject;
  readonly what: "priority" | "processors" | "weight";
  /** As people read it, e.g. `nice -10`. */
  readonly wanted: string;
  readonly fault?: ResourceFault;
}

/**
 * Plans the shares of `subjects` on a machine where we may run on `cpus`. A configured processor that the machine lacks
 * is a fault of that line alone: the process may then run on all.
 */
export function planResources(
  subjects: readonly ResourceSubject[],
  cpus: readonly number[],
  settings: Readonly<Partial<Record<ResourceSubject, ResourceSettings>>>,
): { readonly plans: readonly ResourcePlan[]; readonly faults: readonly ResourceLine[] } {
  const faults: ResourceLine[] = [];
  const plans = subjects.map((subject): ResourcePlan => {
    const own = settings[subject] ?? {};
    const defaults = DEFAULTS[subject];
    const missing = own.cpus?.filter((cpu) => !cpus.includes(cpu)) ?? [];
    if (missing.length > 0) {
      const fault = { kind: "no-such-cpu", cpus: missing } as const;
      faults.push({ subject, what: "processors", wanted: `processors ${own.cpus!.join(",")}`, fault });
    }
    return {
      subject,
      nice: own.nice ?? defaults.nice,
      cpus: missing.length > 0 ? undefined : own.cpus ?? defaultCpus(subject, cpus),
      cpuWeight: own.cpuWeight ?? defaults.cpuWeight,
      memoryLowBytes: own.memoryLowMegabytes === undefined
        ? defaults.memoryLowBytes
        : own.memoryLowMegabytes * MEGABYTE,
    };
  });
  return { plans, faults };
}

function defaultCpus(subject: ResourceSubject, cpus: readonly number[]): readonly number[] | undefined {
  return HEAVY.includes(subject) && cpus.length >= CPUS_FOR_RESERVE ? cpus.slice(1) : undefined;
}

/** What is wrong and what to do about it, one sentence each. */
export function describeResourceFault(
  fault: ResourceFault,
): { readonly cause: string; readonly remedy: string } {
  switch (fault.kind) {
    case "not-permitted":
      return {
        cause: "this user may not set it",
        remedy: "Run it as a systemd service with LimitNICE=-10, as in the unit that comes with the product.",
      };
    case "gone":
      return { cause: "the process had ended", remedy: "Nothing: it is set anew with each start." };
    case "no-such-cpu":
      return {
        cause: `this machine has no processor ${fault.cpus.join(", ")} for us`,
        remedy: "Correct `resources` in the configuration.",
      };
    case "try-again":
      return {
        cause: "the kernel was busy with another such request",
        remedy: "Nothing: it is tried again.",
      };
    case "refused":
      return {
        cause: `the kernel refused it with error ${fault.errno}`,
        remedy: "Look for limits that a container or another service sets on this one.",
      };
    case "unsupported":
      return { cause: `it is not known for ${fault.os}`, remedy: "Run the product on Linux." };
    case "no-cgroup":
      return {
        cause: fault.detail,
        remedy: "Use a system with cgroup v2 and run the product as a systemd service.",
      };
    case "controllers-missing":
      return {
        cause: `our cgroup lacks the controllers ${fault.missing.join(", ")}`,
        remedy: "Set Delegate=cpu memory in the systemd unit.",
      };
    case "not-delegated":
      return {
        cause: `our cgroup ${fault.path} is not ours to divide`,
        remedy: "Set Delegate=cpu memory in the systemd unit, and leave ProtectControlGroups= off.",
      };
    case "shared":
      return {
        cause: `${fault.others} processes of others are in our cgroup`,
        remedy: "Run the product as a systemd service, which has a cgroup of its own.",
      };
    case "cgroup-refused":
      return {
        cause: `${fault.path} refused it: ${fault.detail}`,
        remedy: "Look for a service manager that manages the same cgroup.",
      };
    default:
      return unreachable(fault);
  }
}
