/**
 * Looks whether the service's TCP ports are served, free, or somebody else's.
 */
import { isConnectionError } from "../../bus/channel.ts";
import type { Config } from "../../config/schema.ts";
import type { PortFacts, PortState } from "../../ops/doctor/ports.ts";
import { rememberedPort } from "../listen.ts";
import type { Paths } from "../paths.ts";

/** A port of this machine answers at once, or never. */
const CONNECT_MS = 2_000;

/** Looks at all ports of `config`. */
export async function gatherPorts(config: Config, paths: Paths, serviceRuns: boolean): Promise<PortFacts[]> {
  const listeners = [
    { name: "sensors", file: paths.port("sensors"), ...config.sensorPort },
    { name: "page", file: paths.port("ui"), ...config.page },
  ];
  const facts: PortFacts[] = [];
  for (const { name, file, host, port: configured } of listeners) {
    const port = configured === 0 && serviceRuns ? await rememberedPort(file) : configured;
    const state = port === 0
      ? { kind: "free" as const }
      : serviceRuns
      ? await tryConnect(host, port)
      : tryListen(host, port);
    facts.push({ name, host, port, state });
  }
  return facts;
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
    if (isConnectionError(error) || (error as Error).name === "TimeoutError") return { kind: "silent" };
    return { kind: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
}
