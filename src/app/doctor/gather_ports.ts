/**
 * Looks whether the service's TCP ports are served, free, or somebody else's.
 *
 * Where the kernel has a table of its sockets, that is read: whoever connects to a port that lets nobody in from this machine is turned
 * away, counted and shown to people as a stranger, and may well take the closed connection for a port that does not answer.
 */
import { isConnectionError } from "../../bus/channel.ts";
import type { Config } from "../../config/schema.ts";
import type { ListeningSocket } from "../../ops/audit/sockets.ts";
import type { PortFacts, PortState } from "../../ops/doctor/ports.ts";
import { rememberedPort } from "../listen.ts";
import { PortUnavailable, tryPort } from "../open_port.ts";
import type { Paths } from "../paths.ts";
import { holderOf, inTheWay, isEverywhere, machineSockets, normal, socketsOf } from "../port_holder.ts";

/** A port of this machine answers at once, or never. */
const CONNECT_MS = 2_000;

/** Looks at all ports of `config`. @param rolePids The processes of the service that runs */
export async function gatherPorts(
  config: Config,
  paths: Pick<Paths, "port">,
  serviceRuns: boolean,
  rolePids: readonly number[],
): Promise<PortFacts[]> {
  const sockets = await machineSockets();
  const own = await ownSockets(rolePids);
  const listeners = [
    { name: "sensors", file: paths.port("sensors"), ...config.sensorPort },
    { name: "page", file: paths.port("ui"), ...config.page },
  ];
  const facts: PortFacts[] = [];
  for (const { name, file, host, port: configured } of listeners) {
    const port = configured === 0 && serviceRuns ? await rememberedPort(file) : configured;
    const state = port === 0
      ? { kind: "free" as const }
      : !serviceRuns
      ? await tryListen(host, port)
      : sockets === undefined
      ? await tryConnect(host, port)
      : await served(sockets, own, host, port);
    facts.push({ name, host, port, state });
  }
  return facts;
}

/**
 * A running service's port. A socket there is the service's where one of its processes has it open, or where nobody may see whose it is.
 *
 * @param own Undefined: the processes' files may not be looked at
 */
async function served(
  sockets: readonly ListeningSocket[],
  own: ReadonlySet<string> | undefined,
  host: string,
  port: number,
): Promise<PortState> {
  const there = sockets.filter((socket) => isAt(socket, host, port));
  if (there.some(({ inode }) => own?.has(inode) ?? true)) return { kind: "ours" };
  const others = inTheWay(sockets, host, port).filter(({ inode }) => !own?.has(inode));
  return others.length === 0 ? { kind: "silent" } : taken(await holderOf(host, port));
}

function taken(holder: string | undefined): PortState {
  return { kind: "taken", ...(holder === undefined ? {} : { holder }) };
}

/** The sockets of the service's processes; undefined where they may not be looked at: another user's service. */
async function ownSockets(pids: readonly number[]): Promise<ReadonlySet<string> | undefined> {
  const inodes = (await Promise.all(pids.map(socketsOf))).flat();
  return inodes.length === 0 ? undefined : new Set(inodes);
}

/** Whether that socket takes the connections to `host`. A host that is a name may be any address. */
function isAt(socket: ListeningSocket, host: string, port: number): boolean {
  if (socket.port !== port) return false;
  const wanted = normal(host);
  const own = normal(socket.address);
  return wanted === undefined || own === wanted || isEverywhere(own);
}

async function tryListen(host: string, port: number): Promise<PortState> {
  const tried = tryPort(host, port);
  if (!(tried instanceof PortUnavailable)) {
    tried.close();
    return { kind: "free" };
  }
  if (tried.code === "EADDRINUSE") return taken(await holderOf(host, port));
  if (tried.code === "EACCES" || tried.code === "EPERM") return { kind: "denied" };
  return { kind: "failed", detail: tried.reason };
}

async function tryConnect(host: string, port: number): Promise<PortState> {
  const hostname = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  try {
    (await Deno.connect({ hostname, port, signal: AbortSignal.timeout(CONNECT_MS) })).close();
    return { kind: "ours" };
  } catch (error) {
    // Whoever closes it at once has taken it.
    if (error instanceof Deno.errors.ConnectionReset) return { kind: "ours" };
    if (isConnectionError(error) || (error as Error).name === "TimeoutError") return { kind: "silent" };
    return { kind: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
}
