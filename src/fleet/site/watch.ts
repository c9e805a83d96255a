/**
 * The whole site as its watcher knows it: pure, from what boxes tell to what stands where, who is silent and which fires there are.
 *
 * Silence is judged by the watcher's own monotonic clock, ages of alarms by the servers' clock. It must never take its own
 * blindness for the silence of the boxes, nor forget an alarm of a box that is gone.
 */
import { z } from "zod";
import { eventSchema } from "../../bus/messages.ts";
import {
  type Beat,
  type BoxMetrics,
  boxMetricsSchema,
  type BoxState,
  boxStateSchema,
  type FleetEntry,
  fleetEntrySchema,
  type FleetLog,
} from "../wire.ts";
import {
  type Incident,
  incidentsOf,
  keyOf,
  type Neighbours,
  type SiteAlarm,
  worthKeeping,
} from "./incidents.ts";

/** What the watcher is told of its site. */
export interface WatchSettings {
  readonly neighbours: Neighbours;
  readonly mergeMs: number;
  readonly silentMs: number;
  /** Boxes that must be there. Others are watched from when they are first heard. */
  readonly expected: readonly string[];
}

/** One box. */
export interface BoxRecord {
  readonly name: string;
  readonly siteName: string;
  readonly version?: string;
  /** Which outbox it counts by, and the last number that was taken of it. */
  readonly outbox?: string;
  readonly lastN: number;
  /** Monotonic; when it was heard last. Absent: not since the watcher's start. */
  readonly heardAtMs?: number;
  readonly waiting: number;
  readonly dropped: number;
  readonly state?: BoxState;
  readonly metrics?: BoxMetrics;
  /** When each outbox that speaks in this name was heard last, monotonic. */
  readonly speakers: ReadonlyMap<string, number>;
}

/** A line of a box's journal. */
export interface SiteEvent {
  readonly box: string;
  readonly atMs: number;
  readonly kind: string;
  readonly text: string;
}

/** All that is known. A step consumes the state it is given. */
export interface WatchState {
  readonly boxes: Map<string, BoxRecord>;
  readonly alarms: Map<string, SiteAlarm>;
  /** Sentences of alarms that may still come. */
  readonly texts: Map<string, string>;
  readonly events: SiteEvent[];
  incidents: readonly Incident[];
  /** Monotonic; since when the servers are reached without a break. Absent: they are not. */
  reachedSinceMs: number | undefined;
  readonly counts: { repeated: number; notUnderstood: number };
}

/** What can happen. */
export type WatchInput =
  /** A message of a box's log, with the servers' time of it. */
  | { readonly kind: "log"; readonly log: FleetLog; readonly storedAtMs: number }
  | { readonly kind: "beat"; readonly beat: Beat }
  | { readonly kind: "reached" }
  | { readonly kind: "lost" };

/** Lines of the journals that are kept to be shown. */
export const EVENTS_MAX = 200;
/** More boxes than a site has: names are made up by whoever may write to the servers. */
export const BOXES_MAX = 256;
const TEXTS_MAX = 1_000;

/** Knows nothing yet. */
export function startWatch(settings: WatchSettings): WatchState {
  const boxes = new Map<string, BoxRecord>();
  for (const name of settings.expected) boxes.set(name, newBox(name));
  return {
    boxes,
    alarms: new Map(),
    texts: new Map(),
    events: [],
    incidents: [],
    reachedSinceMs: undefined,
    counts: { repeated: 0, notUnderstood: 0 },
  };
}

/** Takes one input in. */
export function stepWatch(
  state: WatchState,
  input: WatchInput,
  settings: WatchSettings,
  nowMs: number,
): void {
  switch (input.kind) {
    case "reached":
      state.reachedSinceMs ??= nowMs;
      return;
    case "lost":
      state.reachedSinceMs = undefined;
      return;
    case "beat":
      return takeBeat(state, input.beat, nowMs);
    case "log":
      return takeLog(state, input.log, input.storedAtMs, settings);
  }
}

/** How long a box has not been heard while the servers were reached; undefined: it is not silent. */
export function silentForMs(
  state: WatchState,
  box: BoxRecord,
  settings: WatchSettings,
  nowMs: number,
): number | undefined {
  if (state.reachedSinceMs === undefined) return undefined;
  // While the watcher itself was cut off nobody could be heard.
  const sinceMs = Math.max(box.heardAtMs ?? -Infinity, state.reachedSinceMs);
  const forMs = nowMs - sinceMs;
  return forMs >= settings.silentMs ? forMs : undefined;
}

/** Whether two boxes speak in one name. */
export function isDouble(box: BoxRecord, settings: WatchSettings, nowMs: number): boolean {
  return [...box.speakers.values()].filter((atMs) => nowMs - atMs < settings.silentMs).length > 1;
}

function takeBeat(state: WatchState, beat: Beat, nowMs: number): void {
  const box = boxOf(state, beat.box);
  if (box === undefined) return;
  const speakers = new Map([...box.speakers].slice(-4));
  speakers.delete(beat.outbox);
  speakers.set(beat.outbox, nowMs);
  state.boxes.set(beat.box, {
    ...box,
    siteName: beat.siteName,
    version: beat.version,
    heardAtMs: nowMs,
    waiting: beat.waiting,
    dropped: beat.dropped,
    speakers,
  });
}

function takeLog(state: WatchState, log: FleetLog, storedAtMs: number, settings: WatchSettings): void {
  let box = boxOf(state, log.box);
  if (box === undefined) return;
  if (box.outbox !== log.outbox) box = { ...box, outbox: log.outbox, lastN: 0 };
  let changed = false;
  for (const { n, ageMs, body } of log.entries) {
    if (n <= box.lastN) {
      state.counts.repeated++;
      continue;
    }
    box = { ...box, lastN: n };
    const entry = fleetEntrySchema.safeParse(body);
    if (!entry.success) {
      state.counts.notUnderstood++;
      continue;
    }
    const atMs = storedAtMs - ageMs;
    box = takeEntry(state, box, entry.data, atMs);
    // Hundreds of lines a second may come; what changes an incident is rare among them.
    changed ||= entry.data.kind === "state" ||
      (entry.data.kind === "event" && entry.data.event.kind === "alarm");
  }
  state.boxes.set(log.box, box);
  if (changed) mergeAlarms(state, settings);
}

function takeEntry(state: WatchState, box: BoxRecord, entry: FleetEntry, atMs: number): BoxRecord {
  switch (entry.kind) {
    case "metrics":
      return { ...box, metrics: entry.metrics };
    case "event": {
      const { kind, text, alarmId } = entry.event;
      state.events.push({ box: box.name, atMs, kind, text });
      if (state.events.length > EVENTS_MAX) state.events.shift();
      if (kind === "alarm" && alarmId !== undefined) noteText(state, keyOf({ box: box.name, alarmId }), text);
      return box;
    }
    case "state":
      takeAlarms(state, box.name, entry.state, atMs);
      return { ...box, state: entry.state, siteName: entry.state.siteName };
  }
}

function noteText(state: WatchState, key: string, text: string): void {
  const alarm = state.alarms.get(key);
  if (alarm !== undefined) state.alarms.set(key, { ...alarm, text });
  state.texts.set(key, text);
  if (state.texts.size > TEXTS_MAX) state.texts.delete(state.texts.keys().next().value!);
}

/** The box's alarms are these, and no others. */
function takeAlarms(state: WatchState, box: string, told: BoxState, atMs: number): void {
  const standing = new Set<string>();
  for (const alarm of told.alarms) {
    // A walk test sounds chirps, and a zone out of service nothing: neither is a fire to people elsewhere.
    if (alarm.test || alarm.disabled) continue;
    const key = keyOf({ box, alarmId: alarm.id });
    standing.add(key);
    const known = state.alarms.get(key);
    const text = known?.text ?? state.texts.get(key);
    state.alarms.set(key, {
      box,
      alarmId: alarm.id,
      zoneId: alarm.zoneId,
      zoneName: alarm.zoneName,
      // As it was first told: later messages carry the jitter of their own way.
      raisedAtMs: known?.raisedAtMs ?? atMs - alarm.raisedAgoMs,
      active: alarm.active,
      acknowledged: alarm.acknowledged,
      silenced: alarm.silenced,
      rules: alarm.rules,
      ended: false,
      ...(text === undefined ? {} : { text }),
    });
  }
  for (const [key, alarm] of state.alarms) {
    if (alarm.box === box && !alarm.ended && !standing.has(key)) {
      state.alarms.set(key, { ...alarm, active: false, ended: true });
    }
  }
}

function mergeAlarms(state: WatchState, { neighbours, mergeMs }: WatchSettings): void {
  state.incidents = incidentsOf([...state.alarms.values()], neighbours, mergeMs);
  const kept = worthKeeping(state.incidents);
  for (const key of state.alarms.keys()) if (!kept.has(key)) state.alarms.delete(key);
}

function boxOf(state: WatchState, name: string): BoxRecord | undefined {
  const known = state.boxes.get(name);
  if (known !== undefined) return known;
  if (state.boxes.size >= BOXES_MAX) {
    state.counts.notUnderstood++;
    return undefined;
  }
  const box = newBox(name);
  state.boxes.set(name, box);
  return box;
}

function newBox(name: string): BoxRecord {
  return { name, siteName: name, lastN: 0, waiting: 0, dropped: 0, speakers: new Map() };
}

const alarmSchema = z.object({
  box: z.string(),
  alarmId: z.string(),
  zoneId: z.string(),
  zoneName: z.string(),
  raisedAtMs: z.number(),
  active: z.boolean(),
  acknowledged: z.boolean(),
  silenced: z.boolean(),
  rules: z.array(z.string()),
  text: z.string().optional(),
  ended: z.boolean(),
});

/** What of it survives a restart of the watcher. */
export const keptWatchSchema = z.object({
  v: z.literal(1),
  /** Up to which message of the stream it is, and when that stream was made: another one begins anew. */
  seq: z.number().int().min(0),
  created: z.string(),
  boxes: z.array(z.object({
    name: z.string(),
    siteName: z.string(),
    version: z.string().optional(),
    outbox: z.string().optional(),
    lastN: z.number(),
    state: boxStateSchema.optional(),
    metrics: boxMetricsSchema.optional(),
  })).max(BOXES_MAX),
  alarms: z.array(alarmSchema),
  events: z.array(
    z.object({ box: z.string(), atMs: z.number(), kind: eventSchema.shape.kind, text: z.string() }),
  ),
});
export type KeptWatch = z.infer<typeof keptWatchSchema>;

/** What to keep of `state`. */
export function keepWatch(
  state: WatchState,
  place: { readonly seq: number; readonly created: string },
): KeptWatch {
  return {
    v: 1,
    ...place,
    boxes: [...state.boxes.values()].map((
      { heardAtMs: _, waiting: __, dropped: ___, speakers: ____, ...box },
    ) => box),
    alarms: [...state.alarms.values()].map((alarm) => ({ ...alarm, rules: [...alarm.rules] })),
    events: [...state.events],
  };
}

/** The state that was kept, as far as it can be known again: who lives is found out anew. */
export function restoreWatch(kept: KeptWatch, settings: WatchSettings): WatchState {
  const state = startWatch(settings);
  for (const box of kept.boxes) state.boxes.set(box.name, { ...newBox(box.name), ...box });
  for (const alarm of kept.alarms) state.alarms.set(keyOf(alarm), alarm);
  state.events.push(...kept.events.slice(-EVENTS_MAX));
  mergeAlarms(state, settings);
  return state;
}
