/**
 * The ports that a box shows, judged: its own listening sockets, and what somebody outside of it can reach.
 */
import { type AuditSentence, said } from "../../reading/audit.ts";
import type { ListeningSocket } from "./sockets.ts";

/** A port that the configuration names. */
export interface NamedPort {
  readonly name: "page" | "sensor port";
  readonly host: string;
  readonly port: number;
}

/** What a port answers to a connection from outside. */
export type PortAnswer =
  /** It takes the connection, and keeps it or says something. */
  | "open"
  /** It takes the connection and ends it at once, as the service's gate does with strangers. */
  | "turned-away"
  /** Nobody listens there, for this address. */
  | "refused"
  /** Nothing comes back: a firewall. */
  | "silent";

/** One port as it was seen from outside. */
export interface Probe {
  readonly address: string;
  readonly port: number;
  readonly answer: PortAnswer;
}

/** Whether an address is this machine's own, in the forms of the kernel's table and of people. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || ["::1", "0:0:0:0:0:0:0:1", "localhost"].includes(address) ||
    // 127.0.0.1 as an IPv6 address.
    /^(?:0:0:0:0:0|:):ffff:7f[0-9a-f]{2}:/.test(address);
}

/** Own sockets that the configuration does not name, or that listen further than it says. */
export function judgeSockets(
  own: readonly ListeningSocket[],
  named: readonly NamedPort[],
): AuditSentence[] {
  return own.filter(({ address }) => !isLoopback(address)).flatMap(({ address, port }) => {
    const allowed = named.find((one) => one.port === port);
    if (allowed !== undefined && !isLoopback(allowed.host)) return [];
    return [said("port-unnamed", { address, port })];
  });
}

/** What is made of the look from outside. */
export interface ReachJudgement {
  readonly findings: readonly AuditSentence[];
  readonly notes: readonly AuditSentence[];
}

/**
 * Judges what was reached from an address.
 *
 * @param admits Whether the configuration lets that address in at one of the service's ports; undefined: the port is not the service's.
 */
export function judgeReach(
  probes: readonly Probe[],
  from: string,
  admits: (port: number) => { readonly name: string; readonly isAdmitted: boolean } | undefined,
): ReachJudgement {
  const findings: AuditSentence[] = [];
  const foreign = new Set<number>();
  for (const { address, port, answer } of probes) {
    if (answer === "refused" || answer === "silent") continue;
    const service = admits(port);
    if (service === undefined) {
      // Another program's, a shell for technicians perhaps: it is not ours to judge, and worth to be known.
      foreign.add(port);
    } else if (!service.isAdmitted && answer === "open") {
      findings.push(said("port-reached", { name: service.name, address, port, from }));
    }
  }
  const notes = [
    said("ports-outside", {
      from,
      count: probes.length,
      open: probes.filter(({ answer }) => answer === "open").length,
      away: probes.filter(({ answer }) => answer === "turned-away").length,
    }),
    ...[...foreign].sort((a, b) => a - b).map((port) => said("port-foreign", { port })),
  ];
  return { findings, notes };
}
