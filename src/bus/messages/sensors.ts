/**
 * sensors -> fusion: which sensor a record is of, what is missing, what is wrong, and what is known of each device.
 */
import { z } from "zod";
import { SENSORS_MAX } from "../../reading/ids.ts";
import { id, inputKind, noDataReason, said, text } from "./vocabulary.ts";

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

/** fleet -> fusion: another box calls for this one's sirens, or says that all is quiet there. Once a second. */
export const otherBoxMessage = z.object({
  kind: z.literal("otherBox"),
  box: z.string().max(40),
  active: z.boolean(),
  /** It calls for an alarm that it has not called for before. */
  again: z.boolean().optional(),
});

/** A fault of the system itself, raised or gone, as any role reports it to fusion. */
export const faultMessage = z.object({
  kind: z.literal("fault"),
  code: z.string().max(40),
  subject: id,
  active: z.boolean(),
  detail: text,
  said,
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
  /** Its own clock against ours, where it sends stamps. */
  clock: z.object({
    settled: z.boolean(),
    /** How much faster than ours it runs, parts per million. */
    skewPpm: z.number(),
    /** How long its last packet was on its way beyond the quickest ones, milliseconds. */
    delayMs: z.number(),
    resets: z.number(),
    refused: z.number(),
  }).optional(),
});
export type Device = z.infer<typeof deviceSchema>;
export const devicesMessage = z.object({
  kind: z.literal("devices"),
  devices: z.array(deviceSchema).max(SENSORS_MAX),
});
