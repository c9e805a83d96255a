/**
 * Gives each process of the service its share of the machine as it starts, and leaves a record of it for `embereye doctor`.
 *
 * Whatever of it the machine refuses, the service runs on without.
 */
import type { Config } from "../config/schema.ts";
import { ROLES } from "../reading/ids.ts";
import {
  describeResourceFault,
  planResources,
  type ResourceLine,
  type ResourcePlan,
  type ResourceSubject,
} from "../watchdog/resources.ts";
import { type CgroupTree, divideCgroup, realCgroupFiles } from "../watchdog/resources_cgroup.ts";
import { allowedCpus, openScheduler, type Scheduler } from "../watchdog/resources_sched.ts";

/** What the shares need. */
export interface SharesParts {
  readonly resources: Config["resources"];
  /** Where the record is left. */
  readonly path: string;
  /** Takes a sentence for the log. */
  note(text: string): void;
  /** @default the machine's */
  readonly scheduler?: Scheduler;
  /** @default our own cgroup, divided where that is allowed */
  readonly cgroup?: ReturnType<typeof divideCgroup>;
}

const SUBJECTS: readonly ResourceSubject[] = ["supervisor", ...ROLES];
/** What every process of the machine has that is given nothing. */
const NICE_AT_START = 0;

/** The shares of all processes. To be made before any role is started: roles begin in the supervisor's cgroup. */
export class Shares {
  readonly #parts: SharesParts;
  /** Processors that the service as a whole may run on. */
  readonly #cpus = allowedCpus();
  #plans: ReadonlyMap<ResourceSubject, ResourcePlan>;
  /** The processes that have their whole share. */
  readonly #given = new Map<number, ResourceSubject>();
  readonly #scheduler: Scheduler;
  readonly #cgroup: CgroupTree | undefined;
  /** The newest lines of each process. */
  readonly #lines = new Map<ResourceSubject, readonly ResourceLine[]>();
  readonly #cgroupFault: ResourceLine["fault"];
  #planFaults: readonly ResourceLine[];
  readonly #noted = new Set<string>();

  constructor(parts: SharesParts) {
    this.#parts = parts;
    const { plans, faults } = planResources(SUBJECTS, this.#cpus, parts.resources);
    this.#plans = new Map(plans.map((plan) => [plan.subject, plan]));
    this.#planFaults = faults;
    this.#scheduler = parts.scheduler ?? openScheduler();
    const divided = parts.cgroup ?? divideCgroup(realCgroupFiles, Deno.pid);
    this.#cgroup = divided.ok ? divided.value : undefined;
    this.#cgroupFault = divided.ok ? undefined : divided.fault;
    this.ready("supervisor", Deno.pid);
  }

  /**
   * The process `pid` starts for `subject`: it gets its share, but no priority below the ordinary. A page that starts behind a model
   * that is being loaded would keep people waiting for it; the fire path goes before both in any case.
   */
  starting(subject: ResourceSubject, pid: number): void {
    const plan = this.#plans.get(subject)!;
    this.#give(pid, { ...plan, nice: Math.min(plan.nice, NICE_AT_START) });
  }

  /** The process has started and has all its threads: it gets its whole share. */
  ready(subject: ResourceSubject, pid: number): void {
    this.#given.set(pid, subject);
    this.#give(pid, this.#plans.get(subject)!);
  }

  /** The process has ended: its number may soon be that of a stranger, to whom nothing here is given. */
  ended(pid: number): void {
    this.#given.delete(pid);
  }

  /**
   * The process `pid` runs an errand for the page, and goes behind the fire path as the page does: it begins with the supervisor's own share,
   * which is before everything.
   */
  errand(pid: number): void {
    const plan = this.#plans.get("ui")!;
    const lines = this.#scheduler.apply(pid, plan);
    const placed = this.#cgroup?.place(pid, plan);
    this.#noteFaults(placed === undefined ? lines : [...lines, placed]);
  }

  /** Other shares from now on: every process gets its new one, also back what it was denied before. */
  configure(resources: Config["resources"]): void {
    const before = this.#plans;
    const { plans, faults } = planResources(SUBJECTS, this.#cpus, resources);
    this.#plans = new Map(plans.map((plan) => [plan.subject, plan]));
    this.#planFaults = faults;
    for (const [pid, subject] of this.#given) {
      const plan = this.#plans.get(subject)!;
      const wasBound = before.get(subject)!.cpus !== undefined;
      this.#give(pid, plan.cpus === undefined && wasBound ? { ...plan, cpus: this.#cpus } : plan);
    }
  }

  close(): void {
    this.#scheduler.close();
  }

  #give(pid: number, plan: ResourcePlan): void {
    const { subject } = plan;
    const lines = this.#scheduler.apply(pid, plan);
    if (lines.some(({ fault }) => fault?.kind === "gone")) this.#given.delete(pid);
    const wanted = `weight ${plan.cpuWeight}`;
    lines.push(
      this.#cgroup?.place(pid, plan) ??
        { subject, what: "weight", wanted, ...(this.#cgroupFault && { fault: this.#cgroupFault }) },
    );
    for (const own of this.#planFaults) if (own.subject === subject) lines.push(own);
    this.#lines.set(subject, lines);
    this.#noteFaults(lines);
    this.#record();
  }

  /** Each reason once: that it is so for every role says nothing new. */
  #noteFaults(lines: readonly ResourceLine[]): void {
    for (const { subject, what, wanted, fault } of lines) {
      if (fault === undefined || fault.kind === "gone") continue;
      const key = `${what} ${fault.kind}`;
      if (this.#noted.has(key)) continue;
      this.#noted.add(key);
      this.#parts.note(
        `${subject} runs without its ${what} (${wanted}): ${describeResourceFault(fault).cause}`,
      );
    }
  }

  #record(): void {
    const { path, note } = this.#parts;
    try {
      Deno.writeTextFileSync(path, JSON.stringify([...this.#lines.values()].flat()), { mode: 0o600 });
    } catch (error) {
      // The record is for people who look; a full disk must not cost a role its share.
      if (!this.#noted.has("record")) note(`what each role was given cannot be recorded: ${error}`);
      this.#noted.add("record");
    }
  }
}
