/**
 * The roles as a technician looks at them: from what the page says, or from the watchdog's log and the processes themselves.
 */
import type { RoleStatus } from "../bus/messages.ts";
import type { ProcessName } from "../reading/ids.ts";
import { ENGLISH } from "../ui/messages/spoken.ts";
import { processUsage } from "../watchdog/process_info.ts";
import type { ToldRole } from "./outages.ts";
import type { Cell } from "./text_layout.ts";

/** One role. */
export interface RoleRow {
  readonly role: string;
  /** A state of the watchdog; `not running` where its process is gone, `running` where nothing but the process is known. */
  readonly state: string;
  readonly pid?: number;
  /** How long it has been in this state. */
  readonly forMs?: number;
  readonly restarts?: number;
  readonly residentBytes?: number;
  /** Of one core. */
  readonly cpuPercent?: number;
  /** Processor time since its start. */
  readonly cpuMs?: number;
  readonly queues: readonly { readonly name: string; readonly depth: number; readonly max: number }[];
  readonly lastEnd?: string;
}

/** @param nowMs Monotonic time of the box; undefined where it is not known. */
export function rowsOfPage(roles: readonly RoleStatus[], nowMs: number | undefined): RoleRow[] {
  return roles.map((role) => ({
    role: role.role,
    state: role.state,
    ...(role.pid !== undefined && { pid: role.pid }),
    ...(nowMs !== undefined && { forMs: Math.max(0, nowMs - role.sinceMs) }),
    restarts: role.restarts,
    ...(role.residentBytes !== undefined && { residentBytes: role.residentBytes }),
    ...(role.cpuPercent !== undefined && { cpuPercent: role.cpuPercent }),
    queues: role.queues,
    ...(role.lastEnd !== undefined && { lastEnd: role.lastEnd }),
  }));
}

/** @param told What the watchdog's log says. @param running The processes that run now. */
export function rowsOfFiles(
  told: readonly ToldRole[],
  running: ReadonlyMap<ProcessName, number>,
  nowWallMs: number,
): RoleRow[] {
  const known = told.map(({ role, state, sinceWallMs, restarts, lastEnd }): RoleRow => {
    const pid = running.get(role as ProcessName);
    // The log is written behind the event, and the supervisor itself may be gone: the process is the better witness.
    const alive = state === "ready" || state === "starting" || state === "stopping";
    return {
      role,
      state: pid === undefined ? (alive ? "not running" : state) : alive ? state : "running",
      ...(pid !== undefined && processPart(pid)),
      ...(pid !== undefined && alive && { forMs: Math.max(0, nowWallMs - sinceWallMs) }),
      restarts,
      queues: [],
      ...(lastEnd !== undefined && { lastEnd }),
    };
  });
  const others = [...running].filter(([role]) => !told.some((other) => other.role === role));
  return [
    ...known,
    ...others.map(([role, pid]) => ({ role, state: "running", ...processPart(pid), queues: [] })),
  ];
}

function processPart(pid: number): Pick<RoleRow, "pid" | "residentBytes" | "cpuMs"> {
  return { pid, ...processUsage(pid) };
}

/** Whether the role does its work, as far as is known. */
export function works({ state }: RoleRow): boolean {
  return state === "ready" || state === "running";
}

/** The head of {@linkcode roleCells}. */
export const ROLE_HEAD: readonly string[] = [
  "role",
  "state",
  "for",
  "restarts",
  "memory",
  "cpu",
  "pid",
  "queues",
];
/** The columns with numbers. */
export const ROLE_RIGHT: readonly number[] = [2, 3, 4, 5, 6];

/** One row of a table of roles. */
export function roleCells(row: RoleRow): Cell[] {
  const { role, state, forMs, restarts, residentBytes, cpuPercent, pid, queues } = row;
  const waiting = queues.map(({ name, depth, max }) => `${name} ${depth}/${max}`);
  return [
    role,
    { text: state, colour: works(row) ? "green" : "red" },
    forMs === undefined ? "" : ENGLISH.wholeDuration(forMs),
    restarts === undefined ? "" : String(restarts),
    residentBytes === undefined ? "" : ENGLISH.megabytes(residentBytes),
    cpuPercent === undefined ? "" : `${cpuPercent.toFixed(cpuPercent < 10 ? 1 : 0)} %`,
    pid === undefined ? "" : String(pid),
    waiting.join(", "),
  ];
}
