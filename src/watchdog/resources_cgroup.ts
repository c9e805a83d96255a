/**
 * Divides our own cgroup v2 among the processes of the product (kernel documentation, cgroup-v2), where systemd has
 * delegated it to us: a leaf for each role with its weight and its protected memory.
 *
 * A cgroup that shares out may hold no processes itself, so the supervisor moves into a leaf of its own first. Nothing is
 * ever written outside of our own cgroup, and where dividing fails, the supervisor is moved back.
 */
import { fail, ok, type Result } from "../reading/result.ts";
import type { CgroupFault, ResourceLine, ResourcePlan } from "./resources.ts";

/** The files that are needed; {@linkcode realCgroupFiles} are the machine's. Each throws what Deno throws. */
export interface CgroupFiles {
  /** Undefined where there is no such file, or it is kept from us: then there is nothing to divide. */
  read(path: string): string | undefined;
  write(path: string, text: string): void;
  /** One that is there already is no fault. */
  makeFolder(path: string): void;
}

/** The machine's files. */
export const realCgroupFiles: CgroupFiles = {
  read: (path) => {
    try {
      return Deno.readTextFileSync(path);
    } catch (error) {
      // ENODEV: the cgroup was removed just now.
      const isKept = error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied ||
        /os error 19\b/.test(String(error));
      if (isKept) return undefined;
      throw error;
    }
  },
  // Never made: what is no file of the kernel's must not become one of ours.
  write: (path, text) => Deno.writeTextFileSync(path, text, { create: false }),
  makeFolder: (path) => Deno.mkdirSync(path, { recursive: true }),
};

/** Our cgroup, divided. */
export interface CgroupTree {
  /** Moves the process `pid`, with all its threads, into the leaf of its plan and gives that its share. */
  place(pid: number, plan: ResourcePlan): ResourceLine;
}

/** Both are needed for what a plan says. */
const CONTROLLERS = ["cpu", "memory"] as const;
/** The leaf of the supervisor; systemd puts us there itself with `DelegateSubgroup=supervisor`. */
const SUPERVISOR = "supervisor";
const ESRCH = 3;
const EROFS = 30;

/**
 * Divides our cgroup. To be called before any role is started, for the roles begin in the supervisor's leaf.
 *
 * @param pid The supervisor.
 */
export function divideCgroup(
  files: CgroupFiles,
  pid: number,
): Result<CgroupTree, CgroupFault | { readonly kind: "gone" }> {
  const found = findCgroup(files);
  if (!found.ok) return found;
  const folder = found.value;
  const controllers = files.read(`${folder}/cgroup.controllers`)?.split(/\s+/) ?? [];
  const missing = CONTROLLERS.filter((name) => !controllers.includes(name));
  if (missing.length > 0) return fail({ kind: "controllers-missing", missing });
  const others = pidsIn(files, folder).filter((other) => other !== pid).length;
  if (others > 0) return fail({ kind: "shared", others });
  const leaf = `${folder}/${SUPERVISOR}`;
  const moved = attempt(leaf, () => {
    files.makeFolder(leaf);
    files.write(`${leaf}/cgroup.procs`, String(pid));
  });
  if (!moved.ok) return moved;
  const control = `${folder}/cgroup.subtree_control`;
  const divided = attempt(
    control,
    () => files.write(control, CONTROLLERS.map((name) => `+${name}`).join(" ")),
  );
  if (!divided.ok) {
    const back = attempt(folder, () => files.write(`${folder}/cgroup.procs`, String(pid)));
    return back.ok ? divided : back;
  }
  return ok({ place: (role, plan) => place(files, folder, role, plan) });
}

function place(files: CgroupFiles, folder: string, pid: number, plan: ResourcePlan): ResourceLine {
  const { subject, cpuWeight, memoryLowBytes } = plan;
  const wanted = `weight ${cpuWeight}, ${memoryLowBytes} bytes protected`;
  const leaf = `${folder}/${subject}`;
  const placed = attempt(leaf, () => {
    files.makeFolder(leaf);
    files.write(`${leaf}/cpu.weight`, String(cpuWeight));
    files.write(`${leaf}/memory.low`, String(memoryLowBytes));
    files.write(`${leaf}/cgroup.procs`, String(pid));
  });
  return { subject, what: "weight", wanted, ...(placed.ok ? {} : { fault: placed.fault }) };
}

/** What the kernel refuses under `path` is a fault; what it never answers is a bug. */
function attempt(path: string, act: () => void): Result<void, CgroupFault | { readonly kind: "gone" }> {
  try {
    act();
    return ok(undefined);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const errno = Number(/os error (\d+)/.exec(text)?.[1]);
    if (errno === ESRCH) return fail({ kind: "gone" });
    if (errno === EROFS || error instanceof Deno.errors.PermissionDenied) {
      return fail({ kind: "not-delegated", path });
    }
    if (errno > 0) return fail({ kind: "cgroup-refused", path, detail: text });
    throw error;
  }
}

/** The folder of the cgroup that is ours to divide. */
function findCgroup(files: CgroupFiles): Result<string, CgroupFault> {
  const own = files.read("/proc/self/cgroup")?.match(/^0::(\/.*)$/m)?.[1];
  if (own === undefined) return fail({ kind: "no-cgroup", detail: "this system has no cgroup v2" });
  const mount = files.read("/proc/self/mounts")?.match(/^\S+ (\/\S+) cgroup2 /m)?.[1];
  if (mount === undefined) return fail({ kind: "no-cgroup", detail: "no cgroup v2 hierarchy is mounted" });
  const path = own.endsWith(`/${SUPERVISOR}`) ? own.slice(0, -SUPERVISOR.length - 1) : own;
  const folder = path === "" || path === "/" ? mount : `${mount}${path}`;
  // Every cgroup has a type but the root of the machine, which belongs to the whole machine.
  if (files.read(`${folder}/cgroup.type`) === undefined) {
    return fail({ kind: "no-cgroup", detail: "the product runs in the root cgroup of the machine" });
  }
  return ok(folder);
}

function pidsIn(files: CgroupFiles, folder: string): number[] {
  const text = files.read(`${folder}/cgroup.procs`) ?? "";
  return text.split("\n").filter((line) => line !== "").map(Number);
}
