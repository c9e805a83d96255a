/**
 * Whether the service has its TCP ports, or can have them.
 */
import { unreachable } from "../../reading/result.ts";
import { type Check, checksOf } from "./check.ts";

/** How one port was found. */
export type PortState =
  | { readonly kind: "free" }
  /** The service listens on it. */
  | { readonly kind: "ours" }
  /** The service runs, and does not listen on it. */
  | { readonly kind: "silent" }
  /** Another program listens there, or where both cannot. */
  | { readonly kind: "taken"; readonly holder?: string }
  | { readonly kind: "denied" }
  | { readonly kind: "failed"; readonly detail: string };

/** One port. */
export interface PortFacts {
  /** What it is for, as `sensors`. */
  readonly name: string;
  readonly host: string;
  /** 0: the system chooses one at the start. */
  readonly port: number;
  readonly state: PortState;
}

const { fine, failed } = checksOf("ports");

/** Judges the ports. */
export function checkPorts(ports: readonly PortFacts[]): Check[] {
  return ports.map(judge);
}

function judge({ name, host, port, state }: PortFacts): Check {
  const where = `TCP ${host.includes(":") ? `[${host}]` : host}:${port} (${name})`;
  if (port === 0) return fine(`The port of ${name} is chosen at the start.`);
  switch (state.kind) {
    case "free":
      return fine(`${where} is free.`);
    case "ours":
      return fine(`${where} is served.`);
    case "silent":
      return failed(`${where}: the service runs and does not answer there.`, "embereye watchdog tells why.");
    case "taken":
      return failed(
        `${where} is taken by ${state.holder ?? "another program"}.`,
        `End it, or configure another port; ss -ltnp 'sport = :${port}' shows it to root. A running service takes the port once it is free.`,
      );
    case "denied":
      return failed(
        `${where} may not be opened by this user.`,
        "Use a port above 1023, or allow it: sysctl net.ipv4.ip_unprivileged_port_start",
      );
    case "failed":
      return failed(`${where} cannot be opened: ${state.detail}.`, "Check the address in the configuration.");
    default:
      return unreachable(state);
  }
}
