/**
 * Who may connect, as the configuration and the kernel say.
 */
import type { Config } from "../../config/schema.ts";
import { renderNftables, unguardable } from "../../firewall/nftables.ts";
import { isOpenToThisMachineAlone } from "../../firewall/rules.ts";
import type { AccessFacts, CertificateFacts } from "../../ops/doctor/access.ts";
import { Failure } from "../failure.ts";
import { kernelState } from "../firewall_command.ts";
import type { Paths } from "../paths.ts";
import { loadTls } from "../tls_files.ts";

const DAY_MS = 86_400_000;

/** Looks. */
export async function gatherAccess(config: Config): Promise<AccessFacts> {
  const { sensors, sensorPort, page, metrics } = config;
  const isAsked = sensorPort.auth !== "none" ||
    sensorPort.authByNetwork.some(({ network, auth }) => network === "any" && auth !== "none");
  const byNetwork = sensors.filter(({ attached }) => attached === undefined);
  const lists = {
    "sensorPort.allow": sensorPort.allow,
    "page.allow": page.allow,
    "metrics.allow": metrics.allow,
  };
  return {
    sensors: byNetwork.length,
    isClosedToSensors: isOpenToThisMachineAlone(config),
    unproven: isAsked
      ? 0
      : byNetwork.filter(({ auth = "none", allow }) => auth === "none" && allow === undefined).length,
    openToAll: Object.entries(lists).filter(([, list]) => list.includes("any")).map(([name]) => name),
    kernel: unguardable(config).length > 0 ? undefined : await kernelOf(config),
  };
}

/** The certificates that the listeners show. */
export function gatherCertificates(
  { page, sensorPort }: Config,
  paths: Pick<Paths, "tls">,
  nowWallMs: number,
): CertificateFacts[] {
  const facts: CertificateFacts[] = [];
  for (const [listener, { tls }] of [["page", page], ["sensor port", sensorPort]] as const) {
    if (tls === "off") continue;
    const loaded = loadTls(tls, paths);
    facts.push({
      listener,
      shown: loaded.ok
        ? {
          fingerprint: loaded.value.fingerprint,
          daysLeft: (loaded.value.validToWallMs - nowWallMs) / DAY_MS,
        }
        : { fault: loaded.fault },
    });
  }
  return facts;
}

async function kernelOf(config: Config): Promise<AccessFacts["kernel"]> {
  try {
    return await kernelState(renderNftables(config));
  } catch (error) {
    // No rights, or no nftables here: then there is nothing to say of it.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
