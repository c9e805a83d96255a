/**
 * Looks whether the kernel's firewall is what the configuration says.
 */
import type { Config } from "../../config/schema.ts";
import { renderNftables, unguardable } from "../../firewall/nftables.ts";
import type { FirewallState } from "../../ops/doctor/firewall.ts";
import { Failure } from "../failure.ts";
import { kernelState } from "../firewall_command.ts";

/** Looks. It needs root: for others it stays unseen. */
export async function gatherFirewall(config: Config): Promise<FirewallState> {
  if (unguardable(config).length > 0) return { kind: "chosen-ports" };
  try {
    return { kind: await kernelState(renderNftables(config)) };
  } catch (error) {
    if (error instanceof Failure) {
      return { kind: "unseen", detail: error.message.split("\n", 1)[0].replace(/\.$/, "") };
    }
    throw error;
  }
}
