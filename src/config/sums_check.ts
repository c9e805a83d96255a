/**
 * What adds up to more than a box has, or contradicts itself: the cameras' memory, networks with two policies.
 */
import { parseNetworks } from "../reading/network.ts";
import type { ConfigFault } from "./load.ts";
import type { Config } from "./schema.ts";

/** Pictures kept for each camera in shared memory, three bytes a pixel. */
const SLOTS_PER_CAMERA = 4;
/** Shared memory that cameras may take. A box with 4 GB has 2 GB of it (half, by the kernel's default); more would starve the rest. */
export const RING_BYTES_MAX = 1_500_000_000;

/** All such faults. */
export function checkSums(config: Config): ConfigFault[] {
  return [...checkRing(config), ...checkPolicies(config)];
}

/** Shared memory that the cameras' pictures take. */
export function ringBytes({ cameras }: Pick<Config, "cameras">): number {
  return cameras.reduce((sum, { width, height }) => sum + width * height * 3 * SLOTS_PER_CAMERA, 0);
}

function checkRing(config: Config): ConfigFault[] {
  const bytes = ringBytes(config);
  if (bytes <= RING_BYTES_MAX) return [];
  return [{
    path: "cameras",
    message:
      `their pictures take ${megabytes(bytes)} MB of shared memory together, at most ${
        megabytes(RING_BYTES_MAX)
      } MB ` +
      "are allowed: fewer or smaller pictures (width, height)",
  }];
}

/** One network may stand inside another, the narrower counts; the same network twice with different policies means nothing. */
function checkPolicies({ sensorPort: { authByNetwork } }: Config): ConfigFault[] {
  const seen = new Map<string, { readonly index: number; readonly auth: string }>();
  const faults: ConfigFault[] = [];
  authByNetwork.forEach(({ network, auth }, index) => {
    const parsed = parseNetworks(network);
    if (!parsed.ok) return;
    for (const one of parsed.value) {
      const key = JSON.stringify(one, (_, value) => typeof value === "bigint" ? String(value) : value);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, { index, auth });
      else if (first.auth !== auth) {
        faults.push({
          path: `sensorPort.authByNetwork[${index}].network`,
          message:
            `${network} overlaps sensorPort.authByNetwork[${first.index}], which asks for '${first.auth}' and not '${auth}'`,
        });
      }
    }
  });
  return faults;
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1_000_000).toLocaleString("en-US");
}
