/**
 * What a schema cannot see of the fleet: ways to sign in that exclude one another, and a connection that is less private than it looks.
 */
import type { FleetConfig, FleetServers } from "./fleet_schema.ts";
import { foreignZones, sharedCameras } from "./homes.ts";
import type { ConfigFault } from "./load.ts";
import { nearest } from "./nearest.ts";
import type { Config } from "./schema.ts";

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

/** Calls for sirens that lead nowhere. */
export function checkCalls(fleet: FleetConfig | undefined, zoneIds: readonly string[]): ConfigFault[] {
  if (fleet === undefined) return [];
  const faults: ConfigFault[] = [];
  const { box, key, calls, answers } = fleet;
  if (key === undefined && calls.length + answers.length > 0) {
    faults.push({
      path: "fleet.key",
      message: "calls for sirens are sealed with the key of the site; it is missing",
    });
  }
  const zone = (path: string, id: string) => {
    if (zoneIds.includes(id)) return;
    const close = nearest(id, zoneIds);
    const hint = close === undefined
      ? `known: ${zoneIds.slice(0, 8).join(", ")}`
      : `did you mean '${close}'?`;
    faults.push({ path, message: `there is no zone '${id}'; ${hint}` });
  };
  const notOwn = (path: string, name: string) => {
    if (name === box) faults.push({ path, message: `'${name}' is this box itself` });
  };
  calls.forEach(({ zones, boxes }, i) => {
    zones?.forEach((id, j) => zone(`fleet.calls[${i}].zones[${j}]`, id));
    boxes.forEach((name, j) => notOwn(`fleet.calls[${i}].boxes[${j}]`, name));
  });
  answers.forEach((answer, i) => {
    notOwn(`fleet.answers[${i}].box`, answer.box);
    zone(`fleet.answers[${i}].zone`, answer.zone);
    const first = answers.findIndex(({ box }) => box === answer.box);
    if (first === i) return;
    faults.push({
      path: `fleet.answers[${i}].box`,
      message: `'${answer.box}' is answered by answers[${first}] already`,
    });
  });
  return faults;
}

/** Cameras of other boxes that would be of no use where they are needed. */
export function checkHomes(config: Config): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const { zones, cameras, fleet } = config;
  cameras.forEach(({ home, source }, i) => {
    if (home !== undefined && fleet === undefined) {
      const message = `'${home}' is a box of a site, and there is no section fleet`;
      faults.push({ path: `cameras[${i}].home`, message });
    }
    if (home === undefined || home === fleet?.box || !source.startsWith("v4l2:")) return;
    const message = `a camera at another machine cannot be watched from here; found ${source.slice(0, 60)}`;
    faults.push({ path: `cameras[${i}].source`, message });
  });
  if (fleet?.lends !== undefined && fleet.key === undefined) {
    const message = "what is seen with lent cameras is sealed with the key of the site; it is missing";
    faults.push({ path: "fleet.key", message });
  }
  if (fleet?.lends !== undefined && sharedCameras(config).length === 0) {
    const message = `no camera says 'home: ${fleet.box}', so none can be lent`;
    faults.push({ path: "fleet.lends", message });
  }
  const foreign = foreignZones(config);
  zones.forEach(({ id, limits }, i) => {
    const home = foreign.get(id);
    if (home === undefined || limits.visionAlone) return;
    faults.push({
      path: `zones[${i}].limits.visionAlone`,
      message:
        `nothing but cameras of box '${home}' watches zone '${id}' here, and false lets no camera alarm alone: set it to true`,
    });
  });
  if (foreign.size === zones.length) {
    faults.push({ path: "zones", message: "every zone is another box's; this one needs one of its own" });
  }
  return faults;
}
