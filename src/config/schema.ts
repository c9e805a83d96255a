/**
 * The configuration as an installer writes it: every key with its meaning, its default and its limits.
 */
import { z } from "zod";
import { LAYOUT } from "./layout.ts";
import { fleet, fleetName } from "./fleet_schema.ts";
import { retention } from "./retention_schema.ts";
import { attached, boxInput, callPoint, hardwareWatchdog, output, resources } from "./hardware_schema.ts";
import { addressText, authPolicy, networkList, networkText, sensorLimits } from "./networks.ts";
import { notify } from "./notify_schema.ts";
import { THERMAL_MASKS_MAX, thermalMask } from "./thermal_mask.ts";
import { id, secretReference, tls } from "./vocabulary.ts";
import { registrationSchema } from "./registration.ts";

const port = z.number().int().min(0).max(65_535);
const percent = z.number().min(0).max(100);
const celsius = z.number().min(-40).max(300);

const limits = z.strictObject({
  preAlarmC: celsius.default(40).describe("Pre-alarm at this temperature, degrees Celsius, once confirmed"),
  criticalC: celsius.default(60).describe(
    "Alarm at this temperature without further evidence, degrees Celsius",
  ),
  risePerMinuteC: z.number().min(1).max(200).default(8)
    .describe("Alarm when a hot spot above the pre-alarm limit rises this fast, kelvin a minute"),
  smokePercent: percent.default(25).describe("Alarm at this smoke level, per cent"),
  flamePercent: percent.default(25).describe(
    "Flame evidence at this level, per cent; alarms together with heat",
  ),
  gasPpm: z.number().min(1).max(100_000).default(400).describe(
    "Alarm at this gas concentration, parts per million",
  ),
  visionScore: z.number().min(0).max(1).default(0.6).describe(
    "Fire or smoke evidence of a camera at this score",
  ),
  hotSpotPixelsMin: z.number().int().min(1).max(768).default(1)
    .describe("Pixels that must touch to count as a hot spot"),
  visionAlone: z.boolean().default(false).describe(
    "Whether a camera may raise an alarm without any other sensor",
  ),
});

const zone = z.strictObject({
  id,
  name: z.string().min(1).max(80).optional().describe("As people call it; the id where absent"),
  limits: limits.prefault({}),
  sirens: z.array(id).max(64).optional().describe(
    "Outputs that sound for this zone; all sirens where absent",
  ),
  pattern: z.enum(["continuous", "temporal-3"]).default("temporal-3").describe("How its sirens sound"),
  neighbours: z.array(id).max(64).optional().describe(
    "Zones that a fire spreads to and from: their alarms are told as one incident; naming it in one of two is enough",
  ),
});

/** Whether the port in HOST:PORT is one. An IPv6 address without brackets has none. */
function hasUsablePort(server: string): boolean {
  const given = /^(?:\[[^\]]*\]|[^:]*):(\d+)$/.exec(server)?.[1];
  return given === undefined || (Number(given) >= 1 && Number(given) <= 65_535);
}

/** The defaults of both scales come from a real device at rest in a calm room; see `src/ingest/inputs/adc.ts`. */
function adcScale(zero: number) {
  return z.strictObject({
    fullScale: z.number().min(0).default(4095).describe("Counts that mean 100 per cent"),
    zero: z.number().min(0).default(zero).describe("Counts that mean 0 per cent"),
    fitted: z.boolean().default(true).describe("Whether the input is connected to anything"),
  }).prefault({});
}

const sensor = z.strictObject({
  id,
  name: z.string().min(1).max(80).optional(),
  zone: id,
  location: id.optional().describe("The location id the device announces; the sensor's id where absent"),
  serial: id.optional().describe("The device's serial number, where it must match"),
  address: addressText.optional().describe("Address of a device that announces no location"),
  allow: networkList.optional().describe(
    "Networks from which alone this device may connect; they need not stand in sensorPort.allow",
  ),
  auth: authPolicy.optional().describe(
    "Which token this device must show, where that is not sensorPort.auth",
  ),
  attached: attached.optional().describe("Where it hangs on this machine; absent: it connects by TCP"),
  calibration: z.enum(["auto", "melexis", "linear"]).default("auto")
    .describe("How counts become degrees: by the sensor's own EEPROM, or linearly"),
  mode: z.enum(["auto", "stream", "request"]).default("auto")
    .describe("Whether the device streams, or must be asked for each frame"),
  emissivity: z.number().min(0.1).max(1).default(0.95).describe("Of the surfaces in view"),
  reflectedC: celsius.optional().describe(
    "Reflected temperature, degrees Celsius; die temperature less 8 where absent",
  ),
  masks: z.array(thermalMask).max(THERMAL_MASKS_MAX).default([]).describe(
    "Parts of the thermal picture in which heat raises no alarm; they stay visible",
  ),
  linear: z.strictObject({
    scale: z.number().positive().default(0.01).describe("Degrees a count"),
    offsetC: z.number().default(27).describe("Degrees at count 0"),
  }).prefault({}),
  stamp: z.strictObject({
    key: z.string().regex(/^[\x21-\x7e]{1,32}$/, "a key is 1 to 32 visible characters")
      .describe("Name of the value in its #Sensor packets that holds its own time"),
    unitMs: z.number().positive().max(60_000).default(1)
      .describe("Milliseconds a count: 1 for milliseconds, 0.001 for microseconds, 1000 for seconds"),
    bits: z.number().int().min(8).max(49).optional()
      .describe("Width of its counter, after which it starts again at 0; absent where it never does"),
  }).optional().describe("The device's own clock; absent: what it sends counts as measured when it arrives"),
  smoke: adcScale(0),
  flame: adcScale(1024),
  gas: z.strictObject({
    fitted: z.boolean().default(true),
    curve: z.enum(["co", "co2", "ammonia", "alcohol", "toluene", "acetone"]).default("co")
      .describe("Which gas its reading is taken for"),
    loadOhm: z.number().positive().default(10_000).describe("Load resistor of the gas sensor"),
    cleanAirOhm: z.number().positive().optional().describe(
      "R0: resistance in clean air, from its calibration",
    ),
  }).prefault({}),
});

const part = z.number().min(0).max(1);
const area = z.strictObject({
  x: part.describe("Left edge, part of the picture's width"),
  y: part.describe("Upper edge, part of its height"),
  width: part,
  height: part,
});

const corners = z.strictObject({
  points: z.array(z.tuple([part, part])).min(3).max(32).describe(
    "Corners, each [x, y] in parts of the picture",
  ),
});

const camera = z.strictObject({
  id,
  name: z.string().min(1).max(80).optional(),
  zone: id,
  home: fleetName.optional().describe(
    "The box of the site whose camera it is; this box watches it only while that one is gone. Absent: its own, and no other's",
  ),
  source: z.string().min(1).max(2_048).describe(
    "rtsp://, rtsps://, http:// or https:// (MJPEG), v4l2:/dev/v4l/by-id/NAME or v4l2:/dev/videoN, file:/path, test:room or test:fire@SECONDS",
  ),
  user: z.string().max(120).optional(),
  password: z.union([z.string().max(120), secretReference]).optional().describe(
    "Never shown again. Better { file: /path } or { credential: NAME } than the password itself",
  ),
  transport: z.enum(["tcp", "udp"]).default("tcp").describe("How RTSP carries the pictures"),
  fps: z.number().min(0.2).max(30).default(5).describe("Pictures a second at the most"),
  width: z.number().int().min(64).max(1_920).multipleOf(4).default(640),
  height: z.number().int().min(48).max(1_080).multipleOf(4).default(480),
  region: z.union([area, corners]).optional().describe("Only this part of the picture is looked at"),
  masks: z.array(z.union([area, corners])).max(16).default([]).describe(
    "Parts of the picture that are never looked at",
  ),
  registered: z.array(registrationSchema).max(8).default([]).describe(
    "Thermal sensors that look at the same places: heat and sight at one place confirm each other",
  ),
});

/** The whole configuration file. */
export const configSchema = z.strictObject({
  version: z.literal(LAYOUT).default(LAYOUT).describe("Version of this layout"),
  site: z.strictObject({
    name: z.string().min(1).max(80).default("EmberEye"),
  }).prefault({}),
  zones: z.array(zone).min(1).max(256),
  sensors: z.array(sensor).max(1_000).default([]),
  outputs: z.array(output).max(256).default([]),
  cameras: z.array(camera).max(64).default([]),
  callPoints: z.array(callPoint).max(64).default([]).describe("Manual call points on GPIO lines"),
  inputs: z.array(boxInput).max(64).default([]).describe(
    "Contacts on GPIO lines that tell of the box itself",
  ),
  hardwareWatchdog: hardwareWatchdog.optional().describe(
    "Absent: the service holds none. Needed only where systemd does not hold it (RuntimeWatchdogSec)",
  ),
  detect: z.strictObject({
    model: z.string().min(1).max(64).optional().describe(
      "Name of a model of the manifest; its first where absent",
    ),
    threads: z.number().int().min(1).max(8).default(1).describe("Processor cores that one look may use"),
    validationSet: z.string().min(1).max(500).optional().describe(
      "Folder of labelled pictures (labels.csv) that the accuracy audit judges the model by",
    ),
  }).prefault({}),
  sensorPort: z.strictObject({
    host: z.string().max(64).default("0.0.0.0"),
    port: port.default(9001),
    connectionsMax: z.number().int().min(1).max(4_000).default(1_000)
      .describe("Connections at the same time"),
    connectionsPerAddressMax: z.number().int().min(1).max(4_000).default(200)
      .describe("Of these, from one address"),
    unknown: z.enum(["refuse", "admit"]).default("refuse")
      .describe("What happens to a device that no sensor of the configuration names"),
    unknownZone: id.optional().describe(
      "The zone that admitted devices belong to; the first zone where absent",
    ),
    unknownMax: z.number().int().min(0).max(1_000).default(100).describe("Admitted devices at the most"),
    allow: networkList.default(["loopback"]).describe(
      "Networks whose hosts may connect: 192.0.2.0/24, 2001:db8::/32, one address, loopback, private or any",
    ),
    auth: authPolicy.default("none").describe("Which token a device must show"),
    authByNetwork: z.array(z.strictObject({ network: networkText, auth: authPolicy })).max(1_000).default([])
      .describe("The same for some networks; the narrowest counts. It allows nobody by itself"),
    limits: sensorLimits.prefault({}),
    tls: tls.default("off").describe(
      "off: plain text; self-signed: the certificate that the box makes for itself; or a certificate and its key. " +
        "With TLS no device gets in without it",
    ),
  }).prefault({}),
  page: z.strictObject({
    host: z.string().max(64).default("0.0.0.0"),
    port: port.default(8080),
    viewing: z.enum(["open", "token"]).default("token").describe(
      "Whether looking needs a token; acting always does",
    ),
    allow: networkList.default(["private"]).describe("Networks whose hosts may open the page"),
    proxies: networkList.default([]).describe("Proxies whose X-Forwarded-For is believed"),
    tls: tls.default("off").describe(
      "off: plain HTTP; self-signed: the certificate that the box makes for itself; or a certificate and its key",
    ),
    hstsSeconds: z.number().int().min(0).max(63_072_000).default(0).describe(
      "How long browsers are told to come by TLS only; 0: they are not told. Not for a self-signed certificate",
    ),
  }).prefault({}),
  metrics: z.strictObject({
    allow: networkList.default(["loopback"]).describe("Networks whose hosts may read /metrics"),
  }).prefault({}),
  timeSync: z.strictObject({
    watch: z.boolean().default(true).describe("Whether a clock that nobody vouches for is a trouble"),
    servers: z.array(
      z.string().regex(/^[\w.:[\]-]{1,120}$/, "a time server is HOST or HOST:PORT")
        .refine(hasUsablePort, "the port of a time server is a number from 1 to 65535"),
    ).max(8).default([])
      .describe("NTP servers to check the clock against, HOST or HOST:PORT; at least three find a liar"),
    pollSeconds: z.number().int().min(16).max(3_600).default(64),
    offsetMaxMs: z.number().int().min(50).max(60_000).default(1_000).describe("A clock further off is wrong"),
  }).prefault({}),
  resources: resources.prefault({}).describe("Shares of the machine, by process"),
  notify: notify.prefault({}).describe("Who is told of what happens"),
  fleet: fleet.optional().describe("The other boxes of the site; absent: the box is alone"),
  changes: z.strictObject({
    trialMinutes: z.number().min(0.1).max(1_440).default(10).describe(
      "How long a changed configuration is watched; what goes wrong meanwhile rolls it back",
    ),
  }).prefault({}).describe("How changes of this configuration are made"),
  retention: retention.prefault({}).describe("How long the box remembers what"),
  log: z.strictObject({
    level: z.enum(["debug", "info", "warning", "error"]).default("info"),
  }).prefault({}),
});

/** A configuration that has been checked, all defaults filled in. */
export type Config = z.infer<typeof configSchema>;
export type ZoneConfig = Config["zones"][number];
export type SensorConfig = Config["sensors"][number];
export type BoxInputConfig = Config["inputs"][number];
export type CameraConfig = Config["cameras"][number];
export type OutputConfig = Config["outputs"][number];
export type NotifyConfig = Config["notify"];
export type NotifyTarget = NotifyConfig["targets"][number];

/** A sensor of which nothing is known but its id and zone: all defaults. */
export function sensorDefaults(id: string, zone: string): SensorConfig {
  return sensor.parse({ id, zone });
}
