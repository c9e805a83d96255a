/**
 * Whether the wall clock is right, and who vouches for it. Alarms do not depend on it; what people read does.
 */
import { type Check, checksOf } from "./check.ts";

/** What one time server answered. */
export interface ServerFacts {
  readonly server: string;
  /** The wall clock less the server's, milliseconds; undefined where it gave no usable answer. */
  readonly offsetMs?: number;
  /** Why it gave none. */
  readonly fault?: string;
}

/** What was found. */
export interface TimeFacts {
  /** The configuration wants the clock watched. */
  readonly watch: boolean;
  /** The kernel's own view; undefined where it does not tell. */
  readonly kernel?: { readonly claimed: boolean; readonly maxErrorMs: number };
  readonly servers: readonly ServerFacts[];
  readonly wallMs: number;
  /** What the wall clock may be wrong by. */
  readonly offsetMaxMs: number;
}

const { fine, warning, failed } = checksOf("time");
/** Before this program was written: a clock that says so was never set. */
const BEFORE_ALL_MS = Date.UTC(2025, 0, 1);
const DAEMON = "Install and start a clock daemon: apt install chrony";

/** Judges the time. */
export function checkTime(facts: TimeFacts): Check[] {
  const { kernel, servers, wallMs, watch } = facts;
  const checks: Check[] = [];
  if (wallMs < BEFORE_ALL_MS) {
    checks.push(failed(
      `The wall clock says ${new Date(wallMs).toISOString().slice(0, 10)}: it was never set.`,
      `${DAEMON}; a box without network wants a clock chip with a battery.`,
    ));
  }
  if (kernel === undefined) {
    checks.push(warning("The kernel does not tell whether its clock is right.", "Nothing can be done here."));
  } else if (kernel.claimed) {
    checks.push(fine(`A clock daemon keeps the clock, to within ${milliseconds(kernel.maxErrorMs)}.`));
  } else {
    checks.push(warning("No clock daemon keeps the clock.", DAEMON));
  }
  for (const server of servers) checks.push(judgeServer(server, facts.offsetMaxMs));
  if (servers.length > 0 && servers.length < 3) {
    checks.push(warning(
      `${servers.length} time servers are configured: one that lies cannot be told from one that is right.`,
      "Name at least three in timeSync.servers.",
    ));
  }
  if (!watch) {
    checks.push(warning(
      "Nobody is told when the clock goes wrong.",
      "Take timeSync.watch: false out of the configuration.",
    ));
  }
  return checks;
}

function judgeServer({ server, offsetMs, fault }: ServerFacts, offsetMaxMs: number): Check {
  if (offsetMs === undefined) {
    return warning(
      `Time server ${server} gives no time: ${fault ?? "it does not answer"}.`,
      "Check its name, the network, and UDP port 123 in the firewall.",
    );
  }
  const direction = offsetMs >= 0 ? "ahead of" : "behind";
  const found = `The wall clock is ${milliseconds(Math.abs(offsetMs))} ${direction} ${server}`;
  return Math.abs(offsetMs) <= offsetMaxMs
    ? fine(`${found}.`)
    : failed(`${found}; it may be ${milliseconds(offsetMaxMs)} wrong.`, `${DAEMON}, or take the server out.`);
}

function milliseconds(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
