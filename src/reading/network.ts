/**
 * Networks as an installer writes them: `192.0.2.0/24`, `2001:db8::/32`, one address, or a word for a group of them.
 */
import { type Address, ADDRESS_BITS, formatAddress, IPV4_AT_BIT, isIpv4, parseAddress } from "./address.ts";
import { fail, ok, type Result } from "./result.ts";

/** All addresses that share the first `bits` bits. */
export interface Network {
  readonly address: Address;
  /** 0..128, IPv4 from 96 on: `192.0.2.0/24` has 120. */
  readonly bits: number;
}

/** Words for what every site has. */
export const NETWORK_WORDS = {
  /** This machine itself. */
  loopback: ["127.0.0.0/8", "::1"],
  /**
   * Addresses that are not routed in the Internet: of this machine, of private networks (RFC 1918, RFC 4193), and of the link (RFC
   * 3927, RFC 4291). A stranger in the same building has one too.
   */
  private: [
    "127.0.0.0/8",
    "::1",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
  ],
  /** The whole world. */
  any: ["0.0.0.0/0", "::/0"],
} as const;

export type NetworkWord = keyof typeof NETWORK_WORDS;

/** The networks that `text` names, or why it names none. */
export function parseNetworks(text: string): Result<readonly Network[], string> {
  if (isWord(text)) return ok(NETWORK_WORDS[text].map(known));
  const one = parseNetwork(text);
  return one.ok ? ok([one.value]) : one;
}

/** The one network that `text` writes, or why it writes none. */
export function parseNetwork(text: string): Result<Network, string> {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) {
    return fail(
      `'${text.slice(0, 60)}' is no network: write 192.0.2.0/24, 2001:db8::/32, one address, or ${WORDS}`,
    );
  }
  if (slash < 0) return ok({ address, bits: ADDRESS_BITS });
  const size = text.slice(slash + 1);
  const own = isIpv4(address) && !text.includes(":") ? ADDRESS_BITS - IPV4_AT_BIT : ADDRESS_BITS;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(size) || Number(size) > own) {
    return fail(`'${text.slice(0, 60)}' is no network: what follows the slash is a number from 0 to ${own}`);
  }
  const bits = Number(size) + ADDRESS_BITS - own;
  const base = masked(address, bits);
  if (base.some((word, i) => word !== address[i])) {
    // Most likely an address with its netmask: which of the two was meant is not ours to guess.
    return fail(
      `'${text}' is an address within a network: write ${
        formatNetwork({ address: base, bits })
      } for the network, or ` +
        `${formatAddress(address)} for the one address`,
    );
  }
  return ok({ address, bits });
}

/** The network in the usual way of writing; one address without a slash. */
export function formatNetwork({ address, bits }: Network): string {
  const text = formatAddress(address);
  if (bits === ADDRESS_BITS) return text;
  return `${text}/${isIpv4(address) && bits >= IPV4_AT_BIT ? bits - IPV4_AT_BIT : bits}`;
}

/** `address` with all but its first `bits` bits cleared. */
export function masked(address: Address, bits: number): Address {
  return Uint32Array.from(address, (word, i) => (word & wordMask(bits, i)) >>> 0);
}

/** The mask of word `index` of a network of `bits` bits. */
export function wordMask(bits: number, index: number): number {
  const own = bits - 32 * index;
  return own <= 0 ? 0 : own >= 32 ? 0xFFFFFFFF : ~(0xFFFFFFFF >>> own) >>> 0;
}

const WORDS = Object.keys(NETWORK_WORDS).join(", ");

function isWord(text: string): text is NetworkWord {
  return Object.hasOwn(NETWORK_WORDS, text);
}

function known(text: string): Network {
  const network = parseNetwork(text);
  if (!network.ok) throw new Error(network.fault);
  return network.value;
}
