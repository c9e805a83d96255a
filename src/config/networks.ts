/**
 * Networks, and what is asked of whoever connects from them, in the configuration.
 */
import { z } from "zod";
import { formatAddress, parseAddress } from "../reading/address.ts";
import { parseNetworks } from "../reading/network.ts";

/** More than a large site has; the lookup costs the same for all of them, the file should still be readable. */
export const NETWORKS_MAX = 20_000;

/** One network, as {@linkcode parseNetworks} takes it. */
export const networkText = z.string().max(80).superRefine((text, context) => {
  const networks = parseNetworks(text);
  if (!networks.ok) context.addIssue({ code: "custom", message: networks.fault });
});

/** One address, in its usual form afterwards: `2001:DB8::0:1` is `2001:db8::1`. */
export const addressText = z.string().max(80).transform((text, context) => {
  const address = parseAddress(text);
  if (address !== undefined) return formatAddress(address);
  context.addIssue({ code: "custom", message: "an address is written like 192.0.2.7 or 2001:db8::7" });
  return z.NEVER;
});

/** A list of networks. */
export const networkList = z.array(networkText).max(NETWORKS_MAX);

/** Which proof of identity a device must give: none, `#auth:<token>!` once, or `;token=<token>` in every packet. */
export const authPolicy = z.enum(["none", "connection", "packet"]);

/** What the sensor port allows to one address. */
export const sensorLimits = z.strictObject({
  connectionsPerSecond: z.number().int().min(1).max(10_000).default(20)
    .describe(
      "New connections a second from one address and each device known there; ten seconds' worth at once",
    ),
  packetsPerSecond: z.number().int().min(1).max(100_000).default(500)
    .describe("Packets a second of each device; more are taken in more slowly, not lost"),
  kilobytesPerSecond: z.number().int().min(1).max(100_000).default(1_000)
    .describe("Kilobytes a second of each device; more are taken in more slowly, not lost"),
  wrongTokens: z.number().int().min(1).max(1_000).default(5)
    .describe(
      "Wrong tokens before an address is locked out, for one second first and twice as long each time",
    ),
});
