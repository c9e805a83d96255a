/**
 * What a change of the configuration means for each role: nothing, something it takes in while it works, or a new start.
 *
 * The supervisor restarts a role only for what stands here as `restart`; a section that is listed nowhere reaches every role
 * live. Whoever adds a section decides here.
 */
import type { RoleName } from "../reading/ids.ts";
import { ROLES } from "../reading/ids.ts";
import { zoneNames } from "./homes.ts";
import type { CameraConfig, Config } from "./schema.ts";

/** What a role must do for a change. */
export type Wiring = "none" | "live" | "restart";

/** What a camera's pictures are got by. What of them is looked at concerns the detector alone. */
function captured({ masks: _masks, region: _region, ...camera }: CameraConfig): unknown {
  return camera;
}

/** The part of a configuration whose change needs a new process of the role: what it opens or builds once, at its start. */
const RESTART: Readonly<Record<RoleName, (config: Config) => unknown>> = {
  // The lines themselves. Which zones sound a siren it takes live: a new zone must not make sirens pause.
  outputs: ({ outputs }) => outputs,
  // Everything live: a standing alarm must not even notice a change.
  fusion: () => undefined,
  // Listeners, devices and what they are. Limits it takes live: lowering one must not cut off a thousand devices.
  sensors: (
    {
      sensors,
      callPoints,
      inputs,
      sensorPort: { allow: _allow, auth: _auth, authByNetwork: _by, limits: _limits, ...sensorPort },
      zones,
    },
  ) => [
    sensors.map(({ allow: _allow, auth: _auth, masks: _masks, ...sensor }) => sensor),
    callPoints,
    inputs,
    sensorPort,
    sensorPort.unknown === "admit" ? sensorPort.unknownZone ?? zones[0].id : undefined,
  ],
  // Another model it takes in while it works: cameras must not be blind for the time of a start. What audits judge by is not its business.
  detect: ({ detect: { model: _model, validationSet: _set, ...detect }, cameras, zones }) => [
    detect,
    cameras,
    cameras.length === 0 ? undefined : zones.map(({ id, limits }) => [id, limits.visionScore]),
  ],
  cameras: ({ cameras }) => cameras.map(captured),
  ui: (
    { page, cameras, retention },
  ) => [page.host, page.port, page.tls, page.hstsSeconds, cameras.map(captured), retention],
  notify: (config) => [config.notify, [...zoneNames(config)], config.site, config.retention.archive],
  // Which cameras are shared, and whether the box looks at any.
  fleet: ({ fleet, site, cameras }) =>
    fleet &&
    [
      fleet,
      site,
      cameras.length > 0,
      cameras.flatMap(({ id, home }) => home === undefined ? [] : [[id, home]]),
    ],
};

/** The rest that a role wants to know of; by default everything. */
const LIVE: Readonly<Partial<Record<RoleName, (config: Config) => unknown>>> = {
  outputs: ({ zones, log }) => [zones.map(({ id, sirens }) => [id, sirens]), log],
  sensors: ({ zones, sensors, sensorPort, log }) => [
    zones.map(({ id, limits }) => [id, limits]),
    sensors.map(({ id, allow, auth, masks }) => [id, allow, auth, masks]),
    sensorPort,
    log,
  ],
  detect: ({ detect: { model }, log }) => [model, log],
  cameras: ({ log }) => log,
  notify: ({ log }) => log,
  fleet: ({ log }) => log,
};

/** What going from `before` to `after` means for `role`. */
export function wiringOf(role: RoleName, before: Config, after: Config): Wiring {
  if (differs(RESTART[role](before), RESTART[role](after))) return "restart";
  const part = LIVE[role];
  return differs(part?.(before) ?? before, part?.(after) ?? after) ? "live" : "none";
}

/** The roles that must start anew, in the order in which that is done: the outputs last, so that sirens pause least. */
export function restartsFor(before: Config, after: Config): RoleName[] {
  return [...ROLES].reverse().filter((role) => wiringOf(role, before, after) === "restart");
}

/** The roles that a site with this configuration runs. */
export function rolesOf(config: Config): RoleName[] {
  return ROLES.filter((role) => {
    if (role === "detect" || role === "cameras") return config.cameras.length > 0;
    if (role === "fleet") return config.fleet !== undefined;
    return role !== "notify" || config.notify.targets.length > 0 || config.retention.archive !== undefined;
  });
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
