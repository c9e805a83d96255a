/**
 * What the API takes and answers, as schemas: requests are parsed with them, the OpenAPI document is made from them.
 */
import { z } from "zod";
import {
  alarmSchema,
  deviceSchema,
  eventSchema,
  outputStateSchema,
  roleStatusSchema,
  sensorViewSchema,
  siteViewSchema,
  troubleSchema,
  zoneViewSchema,
} from "../bus/messages.ts";
import { WANTED_MAX } from "./page/picture.ts";

const isoTime = z.iso.datetime();

/** `GET /status`. */
export const statusAnswer = z.object({
  at: isoTime,
  version: z.string(),
  verdict: z.object({
    kind: z.enum(["alarm", "unknown", "unprotected", "pre-alarm", "trouble", "service", "normal"]),
    title: z.string(),
    text: z.string(),
  }),
  /** Fusion answers. Where it does not, `site` is the last it said. */
  connected: z.boolean(),
  siteAgeMs: z.number().nullable(),
  site: siteViewSchema.nullable(),
  roles: z.array(roleStatusSchema).nullable(),
});

/** `GET /alarms`: an alarm with what people call its zone, and why it was raised in one sentence. */
export const alarmAnswer = alarmSchema.extend({
  zoneName: z.string(),
  raisedAt: isoTime,
  reason: z.string(),
});

/** `GET /sensors`: ages count up to now. */
export const sensorAnswer = sensorViewSchema.extend({ device: deviceSchema.optional() });

/** `GET /troubles`. */
export const troubleAnswer = troubleSchema.extend({ meaning: z.string(), remedy: z.string() });

/** `GET /events`. */
export const eventAnswer = eventSchema.extend({ at: isoTime });

/** `GET /sensors/{id}/frame`. */
export const frameAnswer = z.object({
  at: isoTime,
  /** Temperature of the sensor's die, degrees Celsius; null where the device does not tell. */
  ta: z.number().nullable(),
  /** Supply of the sensor, volts; null where the device does not tell. */
  vdd: z.number().nullable(),
  columns: z.literal(32),
  rows: z.literal(24),
  /** Row-major; null for invalid pixels. */
  celsius: z.array(z.number().nullable()).length(768),
});

export const zonesAnswer = z.array(zoneViewSchema);
export const sensorsAnswer = z.array(sensorAnswer);
export const alarmsAnswer = z.array(alarmAnswer);
export const eventsAnswer = z.array(eventAnswer);
export const troublesAnswer = z.array(troubleAnswer);
export const outputsAnswer = z.array(outputStateSchema);
/** This version has neither cameras nor baselines: the lists are empty. */
export const emptyAnswer = z.array(z.object({})).max(0);
export const doneAnswer = z.object({ ok: z.literal(true) });

/** The query of `GET /events`. */
export const eventsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  /** Only events with a smaller number: the next page. */
  before: z.coerce.number().int().min(0).optional(),
  /** Only events with a larger number. */
  after: z.coerce.number().int().min(0).optional(),
  zone: z.string().min(1).max(64).optional(),
  kind: z.string().min(1).max(40).optional(),
});

/** The query of `GET /stream`. */
export const streamQuery = z.object({
  /** The number of the last journal line the client has, where it cannot send `Last-Event-ID`. */
  lastEventId: z.coerce.number().int().min(0).optional(),
  /** Journal lines that a client without any is sent first. */
  recent: z.coerce.number().int().min(0).max(100).default(0),
  /** Sensors whose pictures are wanted, separated by commas. */
  pictures: z.string().max(WANTED_MAX * 65).default(""),
});

/** The body of `POST /stream/{id}/pictures`. */
export const wantedBody = z.object({ sensorIds: z.array(z.string().min(1).max(64)).max(WANTED_MAX) });

/** Out of service for longer is forgotten by everybody: a month at most. */
const MINUTES_MAX = 31 * 24 * 60;
const forMinutes = z.coerce.number().positive().max(MINUTES_MAX).optional();

/** The body of an order that needs none. Members of it are not looked at. */
export const emptyBody = z.object({});
/** The body of `POST /zones/{id}/disable` and `/sensors/{id}/disable`. Without `forMinutes`: until enabled. */
export const disableBody = z.object({ reason: z.string().trim().min(1).max(200), forMinutes });
/** The body of `POST /zones/{id}/test`. */
export const testBody = z.object({ forMinutes });

/** The id of an alarm, zone or sensor in a path. */
export const idParam = z.string().min(1).max(64);
/** The id of a trouble in a path: its code and its subject. */
export const troubleIdParam = z.string().min(1).max(120);
