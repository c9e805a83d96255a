/**
 * What the API takes and answers, as schemas: requests are parsed with them, the OpenAPI document is made from them.
 */
import { z } from "zod";
import {
  alarmSchema,
  cameraSchema,
  deviceSchema,
  eventSchema,
  outputViewSchema,
  roleStatusSchema,
  sensorViewSchema,
  siteViewSchema,
  troubleSchema,
  zoneViewSchema,
} from "../bus/messages.ts";
import { moment } from "./history_schemas.ts";
import { isId } from "../reading/ids.ts";
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

/** `GET /cameras`: ages count up to now. */
export const cameraAnswer = cameraSchema.extend({
  /** Its state in words. */
  state: z.string(),
  /** It gives no evidence: a person has taken it out of service. */
  disabled: z.boolean(),
  /** What the detector saw last, without the heat; null where it has not looked yet. */
  sight: z.object({
    ageMs: z.number(),
    /** Voted scores, 0..1. */
    fire: z.number(),
    smoke: z.number(),
    /** Place of the strongest evidence in parts of the picture, 0..1. */
    x: z.number(),
    y: z.number(),
  }).nullable(),
});

/** `GET /alarms/{id}/evidence`. */
export const evidenceAnswer = z.array(z.object({
  cameraId: z.string(),
  moment: z.enum(["before", "at", "after"]),
  at: isoTime,
  atWallMs: z.number(),
  /** For `GET /alarms/{id}/evidence/{name}`. */
  name: z.string(),
}));

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

/** `GET /sensors/{id}/pictures`: what is kept of the last hours, oldest first. */
export const pastPicturesAnswer = z.array(z.object({
  /** For `GET /sensors/{id}/pictures/{atMs}`. */
  atMs: z.number(),
  atWallMs: z.number(),
  minC: z.number(),
  maxC: z.number(),
}));

/** `GET /sensors/{id}/pictures/{atMs}`. */
export const pastPictureAnswer = z.object({
  sensorId: z.string(),
  atMs: z.number(),
  atWallMs: z.number(),
  minC: z.number(),
  maxC: z.number(),
  /** Row-major, 0..767. */
  hotIndex: z.number().int(),
  coldIndex: z.number().int(),
  /** 768 bytes in base64: 0 is not measured, 1..255 span `minC`..`maxC`. */
  pixels: z.string(),
});

export const zonesAnswer = z.array(zoneViewSchema);
export const sensorsAnswer = z.array(sensorAnswer);
export const camerasAnswer = z.array(cameraAnswer);
export const alarmsAnswer = z.array(alarmAnswer);
export const eventsAnswer = z.array(eventAnswer);
export const troublesAnswer = z.array(troubleAnswer);
export const outputsAnswer = z.array(outputViewSchema);
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

/** The query of `GET /events/export`. */
export const exportQuery = z.object({
  format: z.enum(["csv", "json"]).default("csv"),
  zone: z.string().max(64).optional(),
  kind: z.string().max(40).optional(),
  from: moment.optional(),
  to: moment.optional(),
});

/** `GET /alarms/{id}/report`: what happened to one alarm, the same bytes each time as long as nothing new happens. */
export const reportAnswer = z.object({
  site: z.string(),
  alarmId: z.string(),
  zoneId: z.string().nullable(),
  zone: z.string().nullable(),
  timeZone: z.string(),
  /** Oldest first. */
  events: z.array(z.object({
    seq: z.number().int(),
    at: isoTime,
    kind: z.string(),
    sensorId: z.string().nullable(),
    by: z.string().nullable(),
    text: z.string(),
  })),
  pictures: z.array(z.object({
    cameraId: z.string(),
    moment: z.enum(["before", "at", "after"]),
    at: isoTime,
    name: z.string(),
    /** SHA-256 of the picture's file. */
    sha256: z.string(),
  })),
});

/** The query of `GET /audit`. */
export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  /** Only entries with a smaller number: the next page. */
  before: z.coerce.number().int().min(1).optional(),
});
const auditValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
/** `GET /audit`. */
export const auditAnswer = z.array(z.object({
  seq: z.number().int(),
  at: isoTime,
  person: z.string(),
  role: z.string(),
  via: z.enum(["page", "api", "command", "box"]),
  /** Their address; a terminal at the command line. */
  from: z.string(),
  act: z.string(),
  subject: z.string(),
  before: auditValues.optional(),
  after: auditValues.optional(),
  /** `done`, or why not. */
  outcome: z.string(),
  hash: z.string(),
}));

/** The query of `GET /stream`. */
export const streamQuery = z.object({
  /** The number of the last journal line the client has, where it cannot send `Last-Event-ID`. */
  lastEventId: z.coerce.number().int().min(0).optional(),
  /** Journal lines that a client without any is sent first. */
  recent: z.coerce.number().int().min(0).max(100).default(0),
  /** Sensors whose pictures are wanted and cameras whose sights are, separated by commas. */
  pictures: z.string().max(WANTED_MAX * 65).default(""),
});

/** The body of `POST /stream/{id}/pictures`: sensors for their pictures, cameras for their sights. */
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

/** The body of `POST /zones/{id}/end-test`: what the person vouches for. */
export const testEndBody = z.object({
  /** Sirens that were heard: a list, or their ids with commas between them as a form sends them. */
  sirensHeard: z.union([
    z.array(z.string().min(1).max(64)).max(256),
    z.string().max(16_000).transform((text) => text.split(",").filter((id) => id !== "")),
  ]).optional(),
  remark: z.string().trim().max(300).optional(),
});

/** The id of an alarm, zone or sensor in a path. */
export const idParam = z.string().min(1).max(64);
/** The same where files may be named after it: nothing that means something in the path of a file. */
export const plainIdParam = idParam.refine(isId, "is not an id");
/** The time of a past picture in a path, as the list of them gives it. */
export const atMsParam = z.coerce.number().min(0);
/** The name of a picture of evidence in a path. */
export const evidenceNameParam = z.string().min(1).max(255);
/** The id of a trouble in a path: its code and its subject. */
export const troubleIdParam = z.string().min(1).max(120);
