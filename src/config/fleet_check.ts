/**
 * What a schema cannot see of the fleet: ways to sign in that exclude one another, and a connection that is less private than it looks.
 */
import type { FleetServers } from "./fleet_schema.ts";
import type { ConfigFault } from "./load.ts";

/** Contradictions in how the servers are reached. */
export function checkFleet(fleet: FleetServers | undefined): ConfigFault[] {
  if (fleet === undefined) return [];
  const faults: ConfigFault[] = [];
  const ways = [
    fleet.user === undefined ? undefined : "user",
    fleet.token === undefined ? undefined : "token",
    fleet.credentials === undefined ? undefined : "credentials",
  ].filter((way) => way !== undefined);
  if (ways.length > 1) {
    faults.push({
      path: `fleet.${ways[1]}`,
      message: `one way to sign in is enough; found ${ways.join(" and ")}`,
    });
  }
  if ((fleet.user === undefined) !== (fleet.password === undefined)) {
    const [there, missing] = fleet.user === undefined ? ["password", "user"] : ["user", "password"];
    faults.push({ path: `fleet.${missing}`, message: `${there} needs ${missing}; it is missing` });
  }
  fleet.servers.forEach((server, i) => {
    // One server in the clear is enough for a listener to get a password that all of them take.
    if (fleet.tls === undefined || server.startsWith("tls:")) return;
    faults.push({
      path: `fleet.servers[${i}]`,
      message: `with fleet.tls every server is tls://; found ${server}`,
    });
  });
  return faults;
}
