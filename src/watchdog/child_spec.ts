/**
 * The roles as the supervisor sees them: child data, one entry each, in start order.
 */
import { cameraProcess, type ProcessName, type RoleName, roleOf, ROLES } from "../reading/ids.ts";
import { RESTART_DEFAULTS, type RestartPolicy } from "./restart_policy.ts";

/** How one role is watched. The order of a list of these is the start order; the stop order is its reverse. */
export interface ChildSpec {
  readonly role: ProcessName;
  /** From its start to its `ready`. */
  readonly readyDeadlineMs: number;
  /** Between two heartbeats of a ready role. */
  readonly heartbeatDeadlineMs: number;
  /** While work waits: between two units of it. */
  readonly progressDeadlineMs: number;
  /**
   * How much longer than its deadlines it may be silent where it waits for a processor most of that time. None for whoever sounds sirens or
   * tells them to: their deadlines are what the box promises.
   */
  readonly starvedGraceMs: number;
  /** Resident memory. More, and the role is restarted. */
  readonly memoryLimitBytes: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopGraceMs: number;
  readonly restart: RestartPolicy;
}

const MEGABYTE = 1024 * 1024;

/**
 * What a role has unless its entry below says otherwise.
 */
const DEFAULTS: Omit<ChildSpec, "role"> = {
  // A cold start from a slow card takes up to 10 s. Shorter kills a role that was about to be ready; longer leaves one
  // that will never be ready without a trouble.
  readyDeadlineMs: 30_000,
  // Shorter takes a moment in which the machine was busy for a hang, and every needless restart is a gap in
  // protection; longer is the time in which a hung role protects nobody.
  heartbeatDeadlineMs: 5_000,
  progressDeadlineMs: 5_000,
  starvedGraceMs: 0,
  // Twice of what the largest of them, the page and the sensors, hold at a full site (200 MB), of which a third are the program's own pages
  // that all share. Smaller kills a healthy role under load; larger lets one leak take the memory of all the others. It stays below
  // what V8 is given (`src/app/self.ts`), so that it is the watchdog that ends a leak, and says so.
  memoryLimitBytes: 400 * MEGABYTE,
  // Enough to write what is in flight. Longer adds up: the roles are stopped one after the other, and the service
  // manager waits for all of them.
  stopGraceMs: 2_000,
  restart: RESTART_DEFAULTS,
};

/**
 * Shorter and a role is ended that would have come through, and its start takes more of the processors than it had asked for; longer and one
 * that goes round in a loop on a busy machine is left at it.
 */
const STARVED_GRACE_MS = 30_000;

const PER_ROLE: Readonly<Record<RoleName, Partial<ChildSpec>>> = {
  outputs: {
    // Nothing else can sound a siren: it is retried for ever at a pace that a person beside it would call at once.
    restart: { ...RESTART_DEFAULTS, delayMsMax: 500, slowDelayMs: 5_000 },
  },
  fusion: {
    restart: { ...RESTART_DEFAULTS, slowDelayMs: 10_000 },
  },
  sensors: {
    restart: { ...RESTART_DEFAULTS, slowDelayMs: 10_000 },
  },
  detect: {
    starvedGraceMs: STARVED_GRACE_MS,
    // Loading and warming the model holds its thread, at the start and whenever the model is changed.
    readyDeadlineMs: 60_000,
    heartbeatDeadlineMs: 15_000,
    progressDeadlineMs: 10_000,
    memoryLimitBytes: 1_500 * MEGABYTE,
  },
  cameras: {
    starvedGraceMs: STARVED_GRACE_MS,
    progressDeadlineMs: 15_000,
    memoryLimitBytes: 800 * MEGABYTE,
  },
  ui: {
    starvedGraceMs: STARVED_GRACE_MS,
    // A page that comes late harms nobody, and one heavy export may hold it.
    heartbeatDeadlineMs: 10_000,
    progressDeadlineMs: 30_000,
  },
  notify: {
    starvedGraceMs: STARVED_GRACE_MS,
    // It writes to the disk by itself, and a failing card may take seconds; nobody's protection waits for it.
    heartbeatDeadlineMs: 15_000,
    progressDeadlineMs: 30_000,
  },
  // The disk has a thread of its own there, and sirens of other boxes wait for it: a hang ends as soon as anywhere.
  fleet: {},
};

const ONE_OF_EACH: readonly ProcessName[] = ROLES.map((role) => role === "cameras" ? cameraProcess(0) : role);

/** The entry of one process. */
function childSpec(process: ProcessName): ChildSpec {
  return { ...DEFAULTS, ...PER_ROLE[roleOf(process)], role: process };
}

/** The entries of `processes`, in start order whatever order they are named in. */
export function childSpecs(processes: readonly ProcessName[] = ONE_OF_EACH): ChildSpec[] {
  return [...processes].sort((a, b) => startRank(a) - startRank(b)).map(childSpec);
}

/** Whoever has the smaller number is started earlier, and stopped later. */
export function startRank(process: ProcessName): number {
  return ROLES.indexOf(roleOf(process));
}
