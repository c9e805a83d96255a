/**
 * `embereye audit ports`: does the box show more ports than its configuration names, and are strangers kept out of those?
 */
import type { Config } from "../config/schema.ts";
import { networkSet, sensorPortRules } from "../firewall/rules.ts";
import { isLoopback, judgeReach, judgeSockets, type NamedPort } from "../ops/audit/ports.ts";
import { parseAddress } from "../reading/address.ts";
import { said } from "../reading/audit.ts";
import {
  type AuditOptions,
  type AuditOutcome,
  concludeAudit,
  notPossible,
  verdictOn,
} from "./audit_outcome.ts";
import { runningRoles } from "./box_files.ts";
import { rememberedPort } from "./listen.ts";
import { lookFromOutside, OUTSIDE } from "./outside.ts";
import type { Paths } from "./paths.ts";
import { machineSockets, socketsOf } from "./port_holder.ts";
import { locate, runningConfig } from "./where.ts";

/** Runs it. */
export async function auditPorts(options: AuditOptions): Promise<number> {
  const paths = await locate(options);
  return await concludeAudit(paths, "ports", await lookAtPorts(paths), options);
}

async function lookAtPorts(paths: Paths): Promise<AuditOutcome> {
  const config = await runningConfig(paths);
  if (!config.ok) return notPossible("broken", said("no-config", { reason: config.fault }));
  const inodes = await ownSockets([...runningRoles(paths).values()]);
  const all = await machineSockets() ?? [];
  const own = all.filter(({ inode }) => inodes.has(inode));
  if (own.length === 0) return notPossible("broken", said("not-running"));
  const named = await namedPorts(config.value, paths);
  const findings = judgeSockets(own, named);
  const figures: Record<string, number> = { "own ports": own.length };
  const details = own.map(({ address, port }) => `${address} ${port}`);
  const reachable = all.filter(({ address }) => !isLoopback(address)).map(({ port }) => port);
  const ports = [...new Set([...reachable, ...named.map(({ port }) => port)])].sort((a, b) => a - b);
  const seen = await lookFromOutside(ports);
  if (!seen.ok) {
    const notes = [said("ports-own", { count: own.length, reason: seen.fault })];
    return { verdict: verdictOn(findings), findings, notes, figures, details };
  }
  const reach = judgeReach(seen.value, OUTSIDE, admitting(config.value, named));
  figures["reached from outside"] = seen.value.filter(({ answer }) => answer === "open").length;
  details.push(
    ...seen.value.map(({ address, port, answer }) => `from ${OUTSIDE}: ${address} ${port} ${answer}`),
  );
  const found = [...findings, ...reach.findings];
  return { verdict: verdictOn(found), findings: found, notes: reach.notes, figures, details };
}

async function namedPorts({ page, sensorPort }: Config, paths: Paths): Promise<NamedPort[]> {
  const portOf = async (configured: number, name: string) =>
    configured || await rememberedPort(paths.port(name));
  return [
    { name: "page", host: page.host, port: await portOf(page.port, "ui") },
    { name: "sensor port", host: sensorPort.host, port: await portOf(sensorPort.port, "sensors") },
  ];
}

/** Whether the configuration lets the visitor in at one of the service's ports. */
function admitting(config: Config, named: readonly NamedPort[]): Parameters<typeof judgeReach>[2] {
  const visitor = parseAddress(OUTSIDE);
  if (visitor === undefined) throw new Error(`${OUTSIDE} is no address`);
  const isAdmitted = {
    page: networkSet([...config.page.allow, ...config.metrics.allow])(visitor),
    "sensor port": sensorPortRules(config).find(visitor) !== undefined,
  };
  return (port) => {
    const service = named.find((one) => one.port === port);
    return service === undefined ? undefined : { name: service.name, isAdmitted: isAdmitted[service.name] };
  };
}

/** The inodes of the sockets that these processes have open. */
async function ownSockets(pids: readonly number[]): Promise<ReadonlySet<string>> {
  return new Set((await Promise.all(pids.map(socketsOf))).flat());
}
