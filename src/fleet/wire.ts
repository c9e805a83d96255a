/**
 * What boxes of one site tell one another over NATS, as schemas: what arrives is parsed with these before anything believes it.
 *
 * Times go as ages ("so long before this was sent"): the clocks of two boxes may be an hour apart. Fields that a later version
 * adds are ignored, kinds that it adds are counted and left out.
 */
import { z } from "zod";
import { eventSchema, zoneStateSchema } from "../bus/messages.ts";
import { FLEET_NAME_PATTERN } from "../reading/fleet_name.ts";
import { ID_PATTERN } from "../reading/ids.ts";
import { TICKET_PATTERN } from "./tickets.ts";

const name = z.string().regex(FLEET_NAME_PATTERN);
const id = z.string().regex(ID_PATTERN);
const text = z.string().max(2_000);
const count = z.number().int().min(0);
const ageMs = z.number().min(0);

/** One zone that does not burn, or does. */
export const zoneStatusSchema = z.object({ id, name: text, state: zoneStateSchema });

/** One alarm as its box knows it. */
export const alarmStatusSchema = z.object({
  id,
  zoneId: id,
  zoneName: text,
  /** How long before the message it was raised, by the box's own clock. */
  raisedAgoMs: ageMs,
  active: z.boolean(),
  acknowledged: z.boolean(),
  silenced: z.boolean(),
  test: z.boolean(),
  disabled: z.boolean(),
  /** The rules that fired, first first. */
  rules: z.array(z.string().max(40)).max(16),
});

/** One trouble as its box knows it. */
export const troubleStatusSchema = z.object({
  id: z.string().max(120),
  code: z.string().max(40),
  detail: text,
  acknowledged: z.boolean(),
});

/** Longer lists are cut, worst first: a box with more has one trouble, and that is not in the list. */
export const STATE_TROUBLES_MAX = 64;

/** All that stands at a box: always the whole of it, so that a lost message is healed by the next. */
export const boxStateSchema = z.object({
  siteName: text,
  zones: z.array(zoneStatusSchema).max(1_000),
  alarms: z.array(alarmStatusSchema).max(1_000),
  troubles: z.array(troubleStatusSchema).max(STATE_TROUBLES_MAX),
  /** Active troubles, also those that the list has no room for. */
  troubleCount: count,
});
export type BoxState = z.infer<typeof boxStateSchema>;

/** A box's figures, once in a while. */
export const boxMetricsSchema = z.object({
  sensors: count,
  sensorsFresh: count,
  cameras: count,
  zones: z.array(z.object({ id, maxC: z.number().nullable() })).max(1_000),
});
export type BoxMetrics = z.infer<typeof boxMetricsSchema>;

/** One entry of a box's log. */
export const fleetEntrySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), event: eventSchema }),
  z.object({ kind: z.literal("state"), state: boxStateSchema }),
  z.object({ kind: z.literal("metrics"), metrics: boxMetricsSchema }),
]);
export type FleetEntry = z.infer<typeof fleetEntrySchema>;

/** Entries of one message at the most, and bytes of them. A NATS server takes 1 MB by default. */
export const BATCH_ENTRIES_MAX = 100;
export const BATCH_BYTES_MAX = 400_000;

/** One message of a box's log: entries with numbers that only grow. */
export const fleetLogSchema = z.object({
  v: z.literal(1),
  box: name,
  /** Which outbox numbers them: another one is another count. */
  outbox: z.string().regex(/^[0-9a-f]{16}$/),
  entries: z.array(z.object({ n: z.number().int().min(1), ageMs, body: z.unknown() })).min(1)
    .max(BATCH_ENTRIES_MAX),
});
export type FleetLog = z.infer<typeof fleetLogSchema>;

/** That a box lives, once a second. Not kept by the server: an old one says nothing. */
export const beatSchema = z.object({
  v: z.literal(1),
  box: name,
  siteName: text,
  version: z.string().max(40),
  outbox: z.string().regex(/^[0-9a-f]{16}$/),
  /** The newest entry of its outbox, and how many wait to be sent. */
  newest: count,
  waiting: count,
  /** Entries that a full outbox has had to drop since its start. */
  dropped: count,
  /** Whether its cameras are looked at; absent, as with older versions: they are. */
  looks: z.boolean().optional(),
  /** For how many cameras of others it has room beside those that it watches; absent, as with older versions: it borrows none. */
  room: count.max(1_000).optional(),
  /** What loans to it must show, so that none is played back; absent where it borrows none. */
  ticket: z.string().regex(TICKET_PATTERN).optional(),
});
export type Beat = z.infer<typeof beatSchema>;

/** The stream that keeps the logs of a site's boxes. */
export function streamName(site: string): string {
  return `embereye-${site}`;
}

/** Where a box's log goes; `*` for all. */
export function logSubject(site: string, box: string): string {
  return `embereye.${site}.log.${box}`;
}

/** Where a box says that it lives; `*` for all. */
export function beatSubject(site: string, box: string): string {
  return `embereye.${site}.beat.${box}`;
}

/** The key-value store of a site: who leads, and what leaders say. */
export function keyBucket(site: string): string {
  return `embereye-${site}`;
}

const decoder = new TextDecoder();

/** The JSON of a message; undefined where it is none. */
export function jsonOfBytes(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
