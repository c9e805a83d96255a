/**
 * IP addresses as numbers: four words of 32 bits, most significant first. IPv4 stands as IPv4-mapped IPv6 (RFC 4291, 2.5.5.2), so
 * that `192.0.2.1` and `::ffff:192.0.2.1`, which is how a dual-stack socket shows the same host, are one address.
 */

/** Four words. Not to be changed once given out. */
export type Address = Uint32Array<ArrayBuffer>;

/** Bits of every address. */
export const ADDRESS_BITS = 128;
/** Where the IPv4 part begins. */
export const IPV4_AT_BIT = 96;
/** Third word of every IPv4-mapped address. */
const MAPPED = 0xFFFF;
/** The longest text of an address, with the name of an interface behind it. Longer is none and is not looked at. */
const TEXT_CHARS_MAX = 80;

/** The address that `text` writes, undefined where it writes none. The interface of a link-local address (`%eth0`) is left out. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > TEXT_CHARS_MAX) return undefined;
  if (!text.includes(":")) {
    const word = ipv4Word(text, 0, text.length);
    return word === undefined ? undefined : Uint32Array.of(0, 0, MAPPED, word);
  }
  const zone = text.indexOf("%");
  if (zone === text.length - 1) return undefined;
  return ipv6Words(zone < 0 ? text : text.slice(0, zone));
}

/** Whether it is an IPv4 address. */
export function isIpv4(address: Address): boolean {
  return address[0] === 0 && address[1] === 0 && address[2] === MAPPED;
}

/** The address as RFC 5952 writes it; IPv4 in its own way. */
export function formatAddress(address: Address): string {
  if (isIpv4(address)) return ipv4Text(address[3]);
  const groups = [...address].flatMap((word) => [word >>> 16, word & 0xFFFF]);
  const gap = longestZeros(groups);
  if (gap === undefined) return hexGroups(groups);
  return `${hexGroups(groups.slice(0, gap.start))}::${hexGroups(groups.slice(gap.end))}`;
}

/** Whose address it is, for tables that count by host: IPv6 by its /64, which one host or one attacker owns as a whole. */
export function hostKey(address: Address): string {
  if (isIpv4(address)) return ipv4Text(address[3]);
  return formatAddress(Uint32Array.of(address[0], address[1], 0, 0)) + "/64";
}

function ipv4Text(word: number): string {
  return `${word >>> 24}.${word >>> 16 & 0xFF}.${word >>> 8 & 0xFF}.${word & 0xFF}`;
}

/** The word of a dotted IPv4 address; leading zeros are refused, since some programs read them as octal. */
function ipv4Word(text: string, start: number, end: number): number | undefined {
  let word = 0;
  let part = -1;
  let parts = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2E) {
      if (part < 0 || ++parts > 3) return undefined;
      word = word << 8 | part;
      part = -1;
    } else if (code >= 0x30 && code <= 0x39) {
      if (part === 0) return undefined;
      part = part < 0 ? code - 0x30 : part * 10 + code - 0x30;
      if (part > 255) return undefined;
    } else return undefined;
  }
  return parts === 3 && part >= 0 ? (word << 8 | part) >>> 0 : undefined;
}

function ipv6Words(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const isShort = halves.length === 2;
  const head = groupsOf(halves[0], !isShort);
  const tail = isShort ? groupsOf(halves[1], true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // "::" stands for one group of zeros or more.
  if (isShort ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return Uint32Array.from({ length: 4 }, (_, i) => (groups[2 * i] << 16 | groups[2 * i + 1]) >>> 0);
}

/** The groups between colons; the last may be an IPv4 address where `mayEndDotted`. */
function groupsOf(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (mayEndDotted && i === parts.length - 1 && part.includes(".")) {
      const word = ipv4Word(part, 0, part.length);
      if (word === undefined) return undefined;
      groups.push(word >>> 16, word & 0xFFFF);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      groups.push(parseInt(part, 16));
    }
  }
  return groups;
}

/** The first of the longest runs of two and more zeros. */
function longestZeros(
  groups: readonly number[],
): { readonly start: number; readonly end: number } | undefined {
  let best: { start: number; end: number } | undefined;
  for (let start = 0; start < groups.length;) {
    let end = start;
    while (end < groups.length && groups[end] === 0) end++;
    if (end - start >= 2 && (best === undefined || end - start > best.end - best.start)) {
      best = { start, end };
    }
    start = end + 1;
  }
  return best;
}

function hexGroups(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(":");
}
