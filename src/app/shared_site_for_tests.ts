/**
 * For tests alone: the box `south` of a site whose boxes share cameras: one of its own, one shared, and one of the box `north`.
 */
import { describeFaults, parseConfig } from "../config/load.ts";

const parsed = parseConfig(`
zones: [{id: hall}, {id: boiler, limits: {visionAlone: true}}]
sensors: [{id: s1, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras:
  - {id: own, zone: hall, source: "test:room"}
  - {id: gate, zone: hall, home: south, source: "test:room"}
  - {id: kettle, zone: boiler, home: north, source: "test:room"}
fleet: {site: plant, box: south, servers: ["nats://192.0.2.1"]}
`);
if (!parsed.ok) throw new Error(describeFaults(parsed.fault));

/** Its configuration. */
export const SOUTH = parsed.value;
