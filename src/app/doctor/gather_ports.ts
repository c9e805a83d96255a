/**
 * Looks whether the service's TCP ports are served, free, or somebody else's.
 *
 * Where the kernel has a table of its sockets, that is read: whoever connects to a port that lets nobody in from this machine is turned
 * away, counted and shown to people as a stranger, and may well take the closed connection for a port that does not answer.
 */
import { isConnectionError } from "../../bus/channel.ts";
import type { Config } from "../../config/schema.ts";
import { type ListeningSocket, listeningSockets } from "../../ops/audit/sockets.ts";
import { formatAddress, parseAddress } from "../../reading/address.ts";
import type { PortFacts, PortState } from "../../ops/doctor/ports.ts";
import { rememberedPort } from "../listen.ts";
import type { Paths } from "../paths.ts";

/** A port of this machine answers at once, or never. */
const CONNECT_MS = 2_000;
/** IPv4 and IPv6. A kernel without the latter has no such table. */
const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];

/** Looks at all ports of `config`. */
export async function gatherPorts(
  config: Config,
  paths: Pick<Paths, "port">,
  serviceRuns: boolean,
): Promise<PortFacts[]> {
  const sockets = await readSockets();
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
      ? tryListen(host, port)
      : sockets === undefined
      ? await tryConnect(host, port)
      : { kind: sockets.some((socket) => isAt(socket, host, port)) ? "ours" as const : "silent" as const };
    facts.push({ name, host, port, state });
  }
  return facts;
}

/** The sockets of this machine that listen; undefined where the system does not tell. */
async function readSockets(): Promise<ListeningSocket[] | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const tables = await Promise.all(TABLES.map(async (path) => {
    try {
      return await Deno.readTextFile(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return "";
      throw error;
    }
  }));
  return tables[0] === "" ? undefined : tables.flatMap(listeningSockets);
}

/** Whether that socket takes the connections to `host`. A host that is a name may be any address. */
function isAt(socket: ListeningSocket, host: string, port: number): boolean {
  if (socket.port !== port) return false;
  const wanted = normal(host);
  const own = normal(socket.address);
  return wanted === undefined || own === wanted || own === "0.0.0.0" || own === "::";
}

function normal(address: string): string | undefined {
  const parsed = parseAddress(address);
  return parsed === undefined ? undefined : formatAddress(parsed);
}

function tryListen(hostname: string, port: number): PortState {
  try {
    Deno.listen({ hostname, port }).close();
    return { kind: "free" };
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return { kind: "taken" };
    if (error instanceof Deno.errors.PermissionDenied) return { kind: "denied" };
    return { kind: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
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
