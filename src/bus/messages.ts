/**
 * The JSON messages between the roles, as schemas: what arrives is parsed with these before anything believes it.
 *
 * Numbers that may be absent are `null` on the wire and NaN inside (JSON has no NaN).
 */
import { z } from "zod";

/** A number that may be absent: NaN inside, null on the wire. */
export const numberOrNaN = z.number().nullable().transform((value) => value ?? NaN);

const id = z.string().min(1).max(64);
const text = z.string().max(2_000);

const inputKind = z.enum(["thermal", "smoke", "flame", "gas", "flameDigital", "vision", "callPoint"]);
const noDataReason = z.enum([
  "never-received",
  "stale",
  "disconnected",
  "calibration-pending",
  "calibration-refused",
  "implausible",
  "disabled",
]);
const sirenPattern = z.enum(["off", "chirp", "temporal-3", "continuous"]);
const roleName = z.enum(["outputs", "fusion", "sensors", "detect", "cameras", "ui"]);

/** Who connects: the first message on every link. */
export const helloMessage = z.object({
  kind: z.literal("hello"),
  role: roleName,
  pid: z.number().int(),
});

// ---- sensors -> fusion -------------------------------------------------------------------------------------------

/** Gives the number by which reading records name a sensor. Sent before its first record on each connection. */
export const sensorMessage = z.object({
  kind: z.literal("sensor"),
  index: z.number().int().min(0).max(65_535),
  sensorId: id,
  zoneId: id,
  /** It was not in the configuration, and was taken in when it connected. */
  admitted: z.boolean(),
});

export const noDataMessage = z.object({
  kind: z.literal("noData"),
  sensorId: id,
  input: inputKind,
  atMs: z.number(),
  reason: noDataReason,
});

/** A fault of the system itself, raised or gone, as any role reports it to fusion. */
export const faultMessage = z.object({
  kind: z.literal("fault"),
  code: z.string().max(40),
  subject: id,
  active: z.boolean(),
  detail: text,
});

/** What the sensors role knows of each device, once a second: for people, not for decisions. */
export const deviceSchema = z.object({
  sensorId: id,
  address: text,
  serial: text.optional(),
  connected: z.boolean(),
  calibration: z.enum(["pending", "melexis", "linear", "refused"]),
  frames: z.number(),
  packets: z.number(),
  framesPerSecond: z.number(),
  /** Resistance of its gas sensor over the last minutes, ohms: its `gas.cleanAirOhm`, if the air was clean. */
  cleanAirOhm: z.number().optional(),
});
export type Device = z.infer<typeof deviceSchema>;
export const devicesMessage = z.object({
  kind: z.literal("devices"),
  devices: z.array(deviceSchema).max(2_000),
});

/** What the cameras role knows of each camera, once a second: for people, not for decisions. */
export const cameraSchema = z.object({
  cameraId: id,
  zoneId: id,
  /** As people call it. */
  name: text,
  phase: z.enum(["waiting", "reaching", "starting", "live", "ending"]),
  /** Its pictures are of now. */
  isLive: z.boolean(),
  /** Age of the last picture that differed from the one before, milliseconds; NaN where there was none. */
  freshAgeMs: numberOrNaN,
  /** Pictures a second that arrive. */
  fps: z.number(),
  /** The part of them that goes on to the detector, 0..1. */
  factor: z.number(),
  frames: z.number(),
  dropped: z.number(),
  /** Why the last connection ended; absent while it delivers. */
  fault: text.optional(),
});
export type Camera = z.infer<typeof cameraSchema>;
export const camerasMessage = z.object({
  kind: z.literal("cameras"),
  cameras: z.array(cameraSchema).max(256),
});

/** detect -> ui: what the model saw in a camera's newest picture. */
export const sightMessage = z.object({
  kind: z.literal("sight"),
  cameraId: id,
  atMs: z.number(),
  /** Voted scores, 0..1. */
  fire: z.number(),
  smoke: z.number(),
  /** Place of the strongest evidence in parts of the picture, 0..1. */
  x: z.number(),
  y: z.number(),
  /** Heat of fire and smoke by cells, row-major, 0..255, base64; absent where the model has no grid. */
  grid: z.object({
    columns: z.number().int().min(1).max(64),
    rows: z.number().int().min(1).max(64),
    /** Where the grid lies, in parts of the picture. */
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    fire: z.string().max(6_000),
    smoke: z.string().max(6_000),
  }).optional(),
});
export type Sight = z.infer<typeof sightMessage>;

// ---- fusion <-> outputs ------------------------------------------------------------------------------------------

export const latchedAlarmSchema = z.object({
  alarmId: id,
  zoneId: id,
  silenced: z.boolean(),
  raisedAtWallMs: z.number(),
});

export const orderSchema = z.object({
  epoch: z.number().int(),
  revision: z.number().int(),
  sirens: z.record(z.string(), sirenPattern),
  relays: z.record(z.string(), z.boolean()),
  latched: z.array(latchedAlarmSchema).max(1_000),
  released: z.array(id).max(64),
  evidenceAtMs: z.number().optional(),
});
export const orderMessage = z.object({ kind: z.literal("order"), order: orderSchema });

export const outputStateSchema = z.object({
  id,
  kind: z.enum(["siren", "relay", "beacon"]),
  on: z.boolean(),
  pattern: sirenPattern,
  fault: text.optional(),
});

/** What the outputs do now: on connecting, after each order, and once a second. */
export const outputsMessage = z.object({
  kind: z.literal("outputs"),
  epoch: z.number().int(),
  revision: z.number().int(),
  outputs: z.array(outputStateSchema).max(256),
  /** Alarms the outputs hold latched: what a fusion that lost its memory must take over. */
  latched: z.array(latchedAlarmSchema).max(1_000),
  /** Alarms known to be reset, for a fusion that died before it could store the reset. */
  released: z.array(id).max(64).default([]),
});

// ---- fusion <-> ui -----------------------------------------------------------------------------------------------

const deed = z.object({ by: text, atWallMs: z.number() });

export const alarmSchema = z.object({
  id,
  zoneId: id,
  active: z.boolean(),
  latched: z.boolean(),
  acknowledged: z.boolean(),
  silenced: z.boolean(),
  test: z.boolean(),
  disabled: z.boolean(),
  raisedAtMs: z.number(),
  raisedAtWallMs: z.number(),
  evidenceAtMs: z.number(),
  causes: z.array(z.object({
    rule: z.enum([
      "critical-temperature",
      "rate-of-rise",
      "smoke",
      "gas",
      "flame-and-thermal",
      "vision-and-sensor",
      "vision",
      "call-point",
      "recovered",
    ]),
    atMs: z.number(),
    atWallMs: z.number(),
    observations: z.array(z.object({
      sensorId: id,
      input: inputKind,
      value: z.number(),
      limit: z.number(),
      ageMs: z.number(),
      ratePerMinute: z.number().optional(),
      hotSpotIndex: z.number().optional(),
    })).max(8),
  })).max(16),
  peakC: numberOrNaN,
  resounds: z.number(),
  acknowledgedBy: deed.optional(),
  silencedBy: deed.optional(),
  resetBy: deed.optional(),
});

export const troubleSchema = z.object({
  id: z.string().max(120),
  code: z.string().max(40),
  subject: id,
  active: z.boolean(),
  acknowledged: z.boolean(),
  detail: text,
  raisedAtMs: z.number(),
  raisedAtWallMs: z.number(),
  clearedAtWallMs: z.number().optional(),
  count: z.number(),
});

/** One input of one sensor: its last value with its age, or why there is none. */
export const inputViewSchema = z.union([
  z.object({
    input: inputKind,
    /** Degrees Celsius (hottest pixel), per cent, ppm, score 0..1, or 1 for an active contact. */
    value: z.number(),
    unit: z.enum(["C", "%", "ppm", "score", "contact"]),
    ageMs: z.number(),
  }),
  z.object({ input: inputKind, reason: noDataReason, ageMs: numberOrNaN }),
]);
export type InputView = z.infer<typeof inputViewSchema>;

export const sensorViewSchema = z.object({
  id,
  zoneId: id,
  admitted: z.boolean(),
  /** It delivers fresh data; otherwise its zone is watched by the others alone. */
  fresh: z.boolean(),
  disabled: z.boolean(),
  /** Age of the last fresh data, milliseconds; NaN where there has been none. */
  ageMs: numberOrNaN,
  inputs: z.array(inputViewSchema).max(16),
  hotSpotIndex: z.number().optional(),
  ratePerMinute: z.number().optional(),
});
export type SensorView = z.infer<typeof sensorViewSchema>;

export const zoneStateSchema = z.enum(["normal", "pre-alarm", "alarm", "trouble", "disabled", "test"]);
export type ZoneState = z.infer<typeof zoneStateSchema>;

export const zoneViewSchema = z.object({
  id,
  name: text,
  state: zoneStateSchema,
  /** Hottest fresh pixel of the zone, degrees Celsius; NaN where no thermal sensor is fresh. */
  maxC: numberOrNaN,
  preAlarmC: z.number(),
  criticalC: z.number(),
  sensorIds: z.array(id),
  alarmId: id.optional(),
  /** Out of service: why, by whom, and how long still (absent: until enabled). */
  disabled: z.object({ reason: text, by: text, remainingMs: z.number().optional() }).optional(),
  /** Under walk test: how long still, and which sensors have proved themselves. */
  test: z.object({ remainingMs: z.number(), hits: z.array(id) }).optional(),
});
export type ZoneView = z.infer<typeof zoneViewSchema>;

/** Everything fusion knows that a person may want to see. Ages count from `atMs`. */
export const siteViewSchema = z.object({
  kind: z.literal("site"),
  /** Monotonic time of the snapshot. */
  atMs: z.number(),
  atWallMs: z.number(),
  siteName: text,
  zones: z.array(zoneViewSchema).max(1_000),
  sensors: z.array(sensorViewSchema).max(2_000),
  alarms: z.array(alarmSchema).max(1_000),
  troubles: z.array(troubleSchema).max(1_000),
  outputs: z.array(outputStateSchema).max(256),
  devices: z.array(deviceSchema).max(2_000),
  cameras: z.array(cameraSchema).max(256).default([]),
});
export type SiteView = z.infer<typeof siteViewSchema>;

/** A journal line as it is stored and shown. */
export const eventSchema = z.object({
  seq: z.number().int(),
  kind: z.string().max(40),
  atMs: z.number(),
  atWallMs: z.number(),
  zoneId: id.optional(),
  sensorId: id.optional(),
  alarmId: id.optional(),
  troubleId: z.string().max(120).optional(),
  by: text.optional(),
  text,
});
export type StoredEvent = z.infer<typeof eventSchema>;
export const eventMessage = z.object({ kind: z.literal("event"), event: eventSchema });

/** What a person may order. */
export const actSchema = z.discriminatedUnion("act", [
  z.object({ act: z.literal("acknowledge"), alarmId: id }),
  z.object({ act: z.literal("silence"), alarmId: id }),
  z.object({ act: z.literal("reset"), alarmId: id }),
  z.object({ act: z.literal("acknowledge-trouble"), troubleId: z.string().max(120) }),
  z.object({
    act: z.literal("disable-zone"),
    zoneId: id,
    reason: text.min(1),
    /** How long, milliseconds; absent: until enabled. */
    forMs: z.number().positive().optional(),
  }),
  z.object({ act: z.literal("enable-zone"), zoneId: id }),
  z.object({
    act: z.literal("disable-sensor"),
    sensorId: id,
    reason: text.min(1),
    forMs: z.number().positive().optional(),
  }),
  z.object({ act: z.literal("enable-sensor"), sensorId: id }),
  z.object({ act: z.literal("start-test"), zoneId: id, forMs: z.number().positive().optional() }),
  z.object({ act: z.literal("stop-test"), zoneId: id }),
]);
export type Act = z.infer<typeof actSchema>;

/** ui -> fusion: a person acts. Answered by one `outcome` with the same number. */
export const actMessage = z.object({
  kind: z.literal("act"),
  request: z.number().int(),
  by: text,
  act: actSchema,
});
export const outcomeMessage = z.object({
  kind: z.literal("outcome"),
  request: z.number().int(),
  ok: z.boolean(),
  /** A stable word where refused, e.g. `unknown-alarm`, `cause-present`. */
  code: z.string().max(60).optional(),
  /** A sentence where refused. */
  message: text.optional(),
});
export type Outcome = z.infer<typeof outcomeMessage>;

// ---- every role <-> supervisor -----------------------------------------------------------------------------------

/** The role can do its work. */
export const readyMessage = z.object({
  kind: z.literal("ready"),
  /** TCP ports it listens on, by name. */
  ports: z.record(z.string(), z.number().int()).optional(),
});

/** Several times a second: that the role lives, and that it gets on with its work. */
export const heartbeatMessage = z.object({
  kind: z.literal("heartbeat"),
  /** Units of work done since the start: must grow while `pending` is not 0. */
  progress: z.number(),
  /** Work that waits. */
  pending: z.number(),
  queues: z.array(z.object({ name: z.string().max(60), depth: z.number(), max: z.number() })).max(32),
});
export type Heartbeat = z.infer<typeof heartbeatMessage>;

/** prom-client's `getMetricsAsJSON()` of one role, every two seconds. */
export const metricsMessage = z.object({
  kind: z.literal("metrics"),
  metrics: z.array(z.unknown()).max(500),
});

/** One log record that the console and the page may show. */
export const logMessage = z.object({
  kind: z.literal("log"),
  atWallMs: z.number(),
  level: z.enum(["trace", "debug", "info", "warning", "error", "fatal"]),
  category: z.string().max(120),
  text,
});
export type LogLine = z.infer<typeof logMessage>;

export const roleStateSchema = z.enum([
  "starting",
  "ready",
  "backing-off",
  "given-up",
  "stopping",
  "stopped",
]);
export type RoleState = z.infer<typeof roleStateSchema>;

/** What the supervisor knows of one role. */
export const roleStatusSchema = z.object({
  role: roleName,
  state: roleStateSchema,
  pid: z.number().int().optional(),
  /** Monotonic. When it came into this state. */
  sinceMs: z.number(),
  restarts: z.number(),
  /** Why it last ended, one sentence. */
  lastEnd: text.optional(),
  /** Resident memory; absent while it does not run. */
  residentBytes: z.number().optional(),
  /** Of one core, over the last seconds. */
  cpuPercent: z.number().optional(),
  queues: heartbeatMessage.shape.queues,
  /** Its last lines of output and log, oldest first. */
  lines: z.array(text).max(100),
});
export type RoleStatus = z.infer<typeof roleStatusSchema>;

/** supervisor -> fusion and ui, once a second and on change. */
export const rolesMessage = z.object({ kind: z.literal("roles"), roles: z.array(roleStatusSchema).max(64) });

/** supervisor -> ui: the newest metrics of every role. */
export const roleMetricsMessage = z.object({
  kind: z.literal("roleMetrics"),
  role: roleName,
  metrics: z.array(z.unknown()).max(500),
});
