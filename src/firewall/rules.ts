/**
 * The configuration's networks as the gate looks them up.
 */
import type { Config } from "../config/schema.ts";
import { type Address, ADDRESS_BITS, IPV4_AT_BIT, parseAddress } from "../reading/address.ts";
import { type Network, parseNetworks } from "../reading/network.ts";
import type { GateLimits } from "./gate.ts";
import { NetworkTable } from "./network_table.ts";

/** Which proof of identity is asked for. */
export type AuthPolicy = Config["sensorPort"]["auth"];

/** Who may come to one listener, and what is asked of them. */
export interface ListenerRules {
  /** What is asked of `address`; undefined: it may not connect at all. */
  find(address: Address): AuthPolicy | undefined;
}

/** The rules of the sensor port. An address that a sensor names for itself is allowed by that. */
export function sensorPortRules(config: Pick<Config, "sensorPort" | "sensors">): ListenerRules {
  const { sensorPort, sensors } = config;
  const allowed = new NetworkTable(
    [...networks(sensorPort.allow), ...sensors.flatMap(ownNetworks)].map((network) => [network, true]),
  );
  const auth = new NetworkTable(
    sensorPort.authByNetwork.flatMap(({ network, auth }) =>
      networks([network]).map((one): [Network, AuthPolicy] => [one, auth])
    ),
  );
  return {
    find: (address) =>
      allowed.find(address) === undefined ? undefined : auth.find(address) ?? sensorPort.auth,
  };
}

/**
 * Whether sensors are expected by network that no list lets in: how a box is before an installer has said where its sensors are. Only
 * where the port can be reached from elsewhere at all.
 */
export function isOpenToThisMachineAlone(
  { sensorPort, sensors }: Pick<Config, "sensorPort" | "sensors">,
): boolean {
  const bound = parseAddress(sensorPort.host);
  const isLoopback = networkSet(["loopback"]);
  if (bound !== undefined && isLoopback(bound)) return false;
  const isExpected = sensors.some(({ attached, allow, address }) =>
    attached === undefined && allow === undefined &&
    (address === undefined || parseAddress(address) === undefined)
  );
  return isExpected &&
    sensorPort.allow.every((text) =>
      text === "loopback" ||
      networks([text]).every(({ address, bits }) => isLoopback(address) && bits >= LOOPBACK_BITS)
    );
}

/** `127.0.0.0/8` is the widest network of this machine alone. */
const LOOPBACK_BITS = IPV4_AT_BIT + 8;

/** What the sensor port allows to one host. */
export function sensorPortLimits({ limits, connectionsPerAddressMax }: Config["sensorPort"]): GateLimits {
  const { connectionsPerSecond, packetsPerSecond, kilobytesPerSecond, wrongTokens } = limits;
  return {
    connectionsPerSecond,
    packetsPerSecond,
    bytesPerSecond: 1_000 * kilobytesPerSecond,
    wrongTokens,
    connectionsPerAddressMax,
  };
}

/** The rules of the page or of the metrics: tokens of persons are not the gate's business. */
export function webRules(allow: readonly string[]): ListenerRules {
  const isIn = networkSet(allow);
  return { find: (address) => isIn(address) ? "none" : undefined };
}

/** Whether an address is in one of `texts`, which have been checked. */
export function networkSet(texts: readonly string[]): (address: Address) => boolean {
  const table = new NetworkTable(networks(texts).map((network) => [network, true]));
  return (address) => table.find(address) !== undefined;
}

/** The networks that a sensor brings with it: those it is tied to, and the address that is mapped to it. */
function ownNetworks({ allow, address }: Config["sensors"][number]): readonly Network[] {
  const mapped = address === undefined ? undefined : parseAddress(address);
  return [
    ...networks(allow ?? []),
    ...(mapped === undefined ? [] : [{ address: mapped, bits: ADDRESS_BITS }]),
  ];
}

function networks(texts: readonly string[]): readonly Network[] {
  return texts.flatMap((text) => {
    const parsed = parseNetworks(text);
    // The schema has refused what is none.
    if (!parsed.ok) throw new Error(parsed.fault);
    return parsed.value;
  });
}
