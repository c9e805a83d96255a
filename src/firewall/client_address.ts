/**
 * Who is behind a proxy: `X-Forwarded-For` is believed as far as named proxies vouch for it, and no further.
 */
import { type Address, formatAddress, parseAddress } from "../reading/address.ts";

/** Proxies in a row; a longer chain is a loop or a forgery. */
const HOPS_MAX = 16;
/** A longer header is not looked at. */
const HEADER_CHARS_MAX = 2_000;

/**
 * The address that a request comes from, in its usual form.
 *
 * Each proxy appends the address that it was asked from, so the list is read from its end, and the first address that is no
 * proxy of ours is the client: whatever stands before it was written by the client itself.
 *
 * @param peer The other end of the connection.
 * @param forwardedFor The header's value; several headers joined by commas.
 * @param isProxy Whether an address is that of a named proxy.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | null | undefined,
  isProxy: (address: Address) => boolean,
): string {
  let client = parseAddress(peer);
  // A Unix socket has no address; whoever may open it is this machine.
  if (client === undefined) return peer;
  if (forwardedFor === null || forwardedFor === undefined || forwardedFor.length > HEADER_CHARS_MAX) {
    return formatAddress(client);
  }
  const hops = forwardedFor.split(",").slice(-HOPS_MAX);
  for (let at = hops.length - 1; at >= 0 && isProxy(client); at--) {
    const hop = parseAddress(withoutPort(hops[at].trim()));
    // A word that is no address: the proxy before it is the last that is known.
    if (hop === undefined) break;
    client = hop;
  }
  return formatAddress(client);
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text);
  if (bracketed !== null) return bracketed[1];
  return /^[\d.]+:\d{1,5}$/.test(text) ? text.slice(0, text.indexOf(":")) : text;
}
