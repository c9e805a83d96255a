/**
 * The kernel's firewall from the same configuration: an nftables table of its own that drops strangers before they reach the service.
 *
 * It touches nothing but the service's ports and no table but its own; what other tables forbid stays forbidden.
 */
import type { Config } from "../config/schema.ts";
import { ADDRESS_BITS, IPV4_AT_BIT, isIpv4, parseAddress } from "../reading/address.ts";
import { formatNetwork, type Network, parseNetworks } from "../reading/network.ts";

/** The table's name, in family `inet`. */
export const TABLE = "embereye";

/**
 * New connections a second of one host, as a multiple of what the service itself allows to a host without sensors: the kernel does
 * not know how many sensors stand behind an address, and all of them come back at once when the box restarts.
 */
const SENSOR_RATE_FACTOR = 10;
/** A browser opens six connections at a time; a site's proxy carries many browsers. */
const PAGE_CONNECTIONS_PER_SECOND = 100;
/** Seconds' worth of new connections that may come at once. */
const BURST_S = 10;
/** Hosts whose rate is remembered, and for how long after their last attempt. */
const METER_SIZE = 16_384;
const METER_TIMEOUT = "1m";

/** One port with those who may reach it. */
interface GuardedPort {
  readonly name: "sensors" | "page";
  readonly port: number;
  readonly networks: readonly Network[];
  readonly connectionsPerSecond: number;
}

/** The ruleset as `nft -f` takes it: it replaces the table of before in one step, or changes nothing. */
export function renderNftables(config: Pick<Config, "sensorPort" | "sensors" | "page" | "metrics">): string {
  const ports = guardedPorts(config);
  return [
    // Named first so that the deletion never fails; all of the file is one transaction.
    `table inet ${TABLE}`,
    `delete table inet ${TABLE}`,
    `table inet ${TABLE} {`,
    ...ports.flatMap((port) => [...setsOf(port), ...chainOf(port)]),
    "\tchain input {",
    "\t\ttype filter hook input priority filter - 10; policy accept;",
    "\t\tiif lo accept",
    ...ports.map(({ name, port }) => `\t\ttcp dport ${port} jump ${name}`),
    "\t}",
    "}",
    "",
  ].join("\n");
}

/** The ruleset that takes the table away, whether it is there or not. */
export function renderRemoval(): string {
  return `table inet ${TABLE}\ndelete table inet ${TABLE}\n`;
}

/** Ports that the system chooses anew cannot be guarded. The keys whose value is 0. */
export function unguardable({ sensorPort, page }: Pick<Config, "sensorPort" | "page">): readonly string[] {
  return [...(sensorPort.port === 0 ? ["sensorPort.port"] : []), ...(page.port === 0 ? ["page.port"] : [])];
}

function guardedPorts(
  { sensorPort, sensors, page, metrics }: Parameters<typeof renderNftables>[0],
): readonly GuardedPort[] {
  const own = sensors.flatMap(({ allow, address }) => [
    ...(allow ?? []),
    ...(address !== undefined && parseAddress(address) !== undefined ? [address] : []),
  ]);
  return [
    {
      name: "sensors",
      port: sensorPort.port,
      networks: networksOf([...sensorPort.allow, ...own]),
      connectionsPerSecond: SENSOR_RATE_FACTOR * sensorPort.limits.connectionsPerSecond,
    },
    {
      name: "page",
      port: page.port,
      // Metrics come over the same port, and the kernel does not see which is asked for.
      networks: networksOf([...page.allow, ...metrics.allow]),
      connectionsPerSecond: PAGE_CONNECTIONS_PER_SECOND,
    },
  ];
}

function setsOf({ name, networks }: GuardedPort): string[] {
  const four = networks.filter(isFour).map(formatNetwork);
  const six = networks.filter((network) => !isFour(network)).map(formatNetwork);
  return [
    ...set(`${name}4`, "ipv4_addr", "flags interval; auto-merge;", four),
    ...set(`${name}6`, "ipv6_addr", "flags interval; auto-merge;", six),
    ...set(`${name}_rate4`, "ipv4_addr", METER, []),
    ...set(`${name}_rate6`, "ipv6_addr", METER, []),
  ];
}

const METER = `size ${METER_SIZE}; flags dynamic,timeout; timeout ${METER_TIMEOUT};`;

function set(name: string, type: string, flags: string, elements: readonly string[]): string[] {
  return [
    `\tset ${name} {`,
    `\t\ttype ${type}; ${flags}`,
    ...(elements.length === 0 ? [] : [`\t\telements = { ${elements.join(", ")} }`]),
    "\t}",
  ];
}

/** Every packet is looked at, not only the first: whoever is taken off the list loses open connections as well. */
function chainOf({ name, connectionsPerSecond }: GuardedPort): string[] {
  const limit = `limit rate over ${connectionsPerSecond}/second burst ${
    BURST_S * connectionsPerSecond
  } packets`;
  const isNew = "tcp flags & (fin|syn|rst|ack) == syn";
  return [
    `\tchain ${name} {`,
    `\t\tip saddr != @${name}4 counter drop`,
    `\t\tip6 saddr != @${name}6 counter drop`,
    `\t\t${isNew} update @${name}_rate4 { ip saddr ${limit} } counter drop`,
    `\t\t${isNew} update @${name}_rate6 { ip6 saddr & ffff:ffff:ffff:ffff:: ${limit} } counter drop`,
    "\t}",
  ];
}

function isFour({ address, bits }: Network): boolean {
  return isIpv4(address) && bits >= IPV4_AT_BIT;
}

function networksOf(texts: readonly string[]): readonly Network[] {
  const networks = new Map<string, Network>();
  for (const text of texts) {
    const parsed = parseNetworks(text);
    // The schema has refused what is none.
    if (!parsed.ok) throw new Error(parsed.fault);
    for (const network of parsed.value) networks.set(formatNetwork(network), network);
  }
  return [...networks.values()].sort((a, b) => compare(a, b));
}

function compare(a: Network, b: Network): number {
  for (let at = 0; at < ADDRESS_BITS / 32; at++) {
    if (a.address[at] !== b.address[at]) return a.address[at] - b.address[at];
  }
  return a.bits - b.bits;
}

/**
 * What `nft -j list table` says, without what differs from one listing of the same table to another: handles, counts, and hosts
 * that the kernel remembers.
 */
export function comparableListing(json: string): string {
  const { nftables } = JSON.parse(json) as { nftables: readonly Record<string, unknown>[] };
  const parts = nftables.filter((part) => !("metainfo" in part)).map((part) => {
    const flags = (part.set as { flags?: readonly string[] } | undefined)?.flags ?? [];
    const isMeter = flags.includes("dynamic") || flags.includes("timeout");
    return JSON.stringify(part, (key, value) => {
      if (key === "handle" || key === "packets" || key === "bytes") return undefined;
      if (key === "elem" && isMeter) return undefined;
      return value;
    });
  });
  return parts.join("\n");
}
