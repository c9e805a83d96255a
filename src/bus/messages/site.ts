/**
 * fusion -> ui: everything a person may want to see of the site.
 */
import { z } from "zod";
import { SENSORS_MAX } from "../../reading/ids.ts";
import { cameraSchema } from "./cameras.ts";
import { thermalMaskSchema } from "./masks.ts";
import { outputStateSchema } from "./outputs.ts";
import { deviceSchema } from "./sensors.ts";
import { id, inputKind, noDataReason, numberOrNaN, said, text } from "./vocabulary.ts";

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
      "vision-on-heat",
      "vision-and-sensor",
      "vision",
      "call-point",
      "other-box",
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
      seen: z.enum(["fire", "smoke"]).optional(),
      hotSpotIndex: z.number().optional(),
    })).max(8),
  })).max(16),
  peakC: numberOrNaN,
  resounds: z.number(),
  incident: id.optional(),
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
  said,
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
    /** What a camera sees, the stronger of the two. */
    seen: z.enum(["fire", "smoke"]).optional(),
  }),
  z.object({ input: inputKind, reason: noDataReason, ageMs: numberOrNaN }),
]);
export type InputView = z.infer<typeof inputViewSchema>;

/** What an output does, and what people call it; the name is absent where that is its id. */
export const outputViewSchema = outputStateSchema.extend({ name: text.optional() });
export type OutputView = z.infer<typeof outputViewSchema>;

export const sensorViewSchema = z.object({
  id,
  /** What people call it; absent where that is its id. */
  name: text.optional(),
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
  /** Of its thermal picture, where it has some. */
  masks: z.array(thermalMaskSchema).max(16).optional(),
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
  /** Its other limits, for those who set the zone up. */
  limits: z.object({
    risePerMinuteC: z.number(),
    smokePercent: z.number(),
    flamePercent: z.number(),
    gasPpm: z.number(),
  }).optional(),
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
  sensors: z.array(sensorViewSchema).max(SENSORS_MAX),
  alarms: z.array(alarmSchema).max(1_000),
  troubles: z.array(troubleSchema).max(1_000),
  outputs: z.array(outputViewSchema).max(256),
  devices: z.array(deviceSchema).max(SENSORS_MAX),
  cameras: z.array(cameraSchema).max(256).default([]),
});
export type SiteView = z.infer<typeof siteViewSchema>;
