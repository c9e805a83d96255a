/**
 * Whether the TCP ports that a changed configuration names can be had here: tried before anything is changed, since a port that cannot be
 * opened keeps sensors or people out until the trial of the change has ended.
 */
import type { ConfigFault } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { parseAddress } from "../reading/address.ts";
import { PortUnavailable, tryPort } from "./open_port.ts";

/** The listeners of a site. */
const LISTENERS = ["sensorPort", "page"] as const;

/** What is wrong with ports of `after` that `before` does not name. @param attempt Listens, or says why not */
export function portFaults(before: Config, after: Config, attempt = tryPort): ConfigFault[] {
  // Those that the service has open itself: of another address at such a port only the address can be tried.
  const own = new Set(LISTENERS.map((listener) => before[listener].port));
  return LISTENERS.flatMap((listener) => {
    const { host, port } = after[listener];
    const was = before[listener];
    if (host === was.host && port === was.port) return [];
    // A name would have to be looked up, and the supervisor must not wait for a name server.
    if (parseAddress(host) === undefined) return [];
    const tried = attempt(host, own.has(port) ? 0 : port);
    if (tried instanceof PortUnavailable) {
      const path = tried.code === "EADDRNOTAVAIL" ? `${listener}.host` : `${listener}.port`;
      return [{ path, message: tried.message }];
    }
    tried.close();
    return [];
  });
}
