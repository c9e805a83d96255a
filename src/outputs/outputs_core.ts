/**
 * The outputs role as a pure function of orders, faults and time. It must never turn off a siren that a latched alarm holds
 * without a person's reset or silence behind it, and never sound one that nobody ordered.
 */
import type { AlarmId, OutputId } from "../reading/ids.ts";
import { type LatchedAlarm, type OutputOrder, RELEASED_MAX, type SirenPattern } from "../reading/output.ts";
import type { LatchContent } from "./latch.ts";
import { latchContent, LATCHED_MAX, outputsReport } from "./outputs_state.ts";
import type { OutputsCore, OutputSpec, OutputsReport } from "./outputs_state.ts";
import { isAlarmPattern, levelAt, nextChangeMs } from "./pattern.ts";

/** What can happen to the role. */
export type OutputsInput =
  /** What the latch files held; given before anything else. */
  | { readonly kind: "restored"; readonly content: LatchContent }
  | { readonly kind: "order"; readonly order: OutputOrder }
  /** Which zones each output belongs to has changed. Nothing is switched for it: only orders do that. */
  | { readonly kind: "assigned"; readonly outputs: readonly OutputSpec[] }
  | { readonly kind: "lineFault"; readonly id: OutputId; readonly text: string }
  | { readonly kind: "lineRecovered"; readonly id: OutputId }
  | { readonly kind: "tick" };

/** What to do after a step, in this order: nothing stands before a siren. */
export type OutputsEffect =
  | { readonly kind: "setLine"; readonly id: OutputId; readonly on: boolean }
  | { readonly kind: "persist"; readonly content: LatchContent }
  | { readonly kind: "report"; readonly report: OutputsReport }
  /** Give a tick at this monotonic time, or earlier. One with each step; the newest counts. */
  | { readonly kind: "wakeAt"; readonly atMs: number };

/**
 * Fusion orders at least once a second, and is back 1.5 s after a crash. Smaller would call every restart a loss; larger
 * would leave a blind box without its trouble signal.
 */
export const FUSION_LOST_MS = 5_000;
/** Time between reports when nothing happens; fusion takes outputs that are silent for longer as lost. */
export const REPORT_MS = 1_000;
/** Enough for any driver's words; longer ones would make each report larger. */
const FAULT_CHARS_MAX = 300;

/** Takes one input in at `nowMs`, monotonic. */
export function step(
  core: OutputsCore,
  input: OutputsInput,
  nowMs: number,
): { readonly core: OutputsCore; readonly effects: readonly OutputsEffect[] } {
  return settle(core, take(core, input, nowMs), nowMs, input.kind !== "tick");
}

function take(core: OutputsCore, input: OutputsInput, nowMs: number): OutputsCore {
  switch (input.kind) {
    case "restored":
      return restore(core, input.content, nowMs);
    case "order":
      return accepts(core, input.order) ? obey(core, input.order, nowMs) : {
        ...core,
        counts: { ...core.counts, ordersRefused: core.counts.ordersRefused + 1 },
      };
    case "assigned":
      return { ...core, table: core.table.map((spec) => assigned(spec, input.outputs)) };
    case "lineFault":
      return { ...core, faults: new Map(core.faults).set(input.id, input.text.slice(0, FAULT_CHARS_MAX)) };
    case "lineRecovered": {
      const faults = new Map(core.faults);
      faults.delete(input.id);
      return { ...core, faults };
    }
    case "tick":
      return { ...core, fusionLost: nowMs - core.lastOrderAtMs >= FUSION_LOST_MS };
  }
}

/**
 * Whether `order` is newer. Once no fusion has been heard for a while, any is believed: one that lost its own counter of
 * epochs must not be deaf-eared for ever, and the latched alarms hold their sirens against it anyway.
 */
function accepts(core: OutputsCore, order: OutputOrder): boolean {
  if (core.fusionLost || order.epoch > core.epoch) return true;
  // An order that came again is welcome: it carries the whole state, and shows that fusion lives.
  return order.epoch === core.epoch && order.revision >= core.revision;
}

function assigned({ zones: _, ...spec }: OutputSpec, outputs: readonly OutputSpec[]): OutputSpec {
  const zones = outputs.find(({ id }) => id === spec.id)?.zones;
  return zones === undefined ? spec : { ...spec, zones };
}

function restore(core: OutputsCore, content: LatchContent, nowMs: number): OutputsCore {
  const { epoch, revision, latched, released } = content;
  const patterns = new Map<OutputId, SirenPattern>();
  for (const { id, kind } of core.table) {
    const pattern = kind === "relay" ? undefined : own(content.sirens, id);
    if (pattern !== undefined && isAlarmPattern(pattern)) patterns.set(id, pattern);
  }
  const relays = new Set(relayIds(core).filter((id) => own(content.relays, id)));
  const restored = { ...core, epoch, revision, patterns, relays, latched, released };
  return { ...restored, sinceMs: phases(core, patterns, nowMs), saved: fingerprint(latchContent(restored)) };
}

function obey(core: OutputsCore, order: OutputOrder, nowMs: number): OutputsCore {
  const listed = new Set(order.latched.map((alarm) => alarm.alarmId));
  const released = new Set(order.released);
  const forgotten = core.latched.filter(({ alarmId }) => !listed.has(alarmId) && !released.has(alarmId));
  const latched = [...order.latched, ...forgotten];

  const patterns = new Map<OutputId, SirenPattern>();
  for (const spec of core.table) {
    if (spec.kind === "relay") continue;
    const wanted = own(order.sirens, spec.id) ?? "off";
    const before = core.patterns.get(spec.id) ?? "off";
    const held = isAlarmPattern(before) && !isAlarmPattern(wanted) && isHeld(spec, latched);
    const pattern = held ? before : wanted;
    if (pattern !== "off") patterns.set(spec.id, pattern);
  }
  // A relay that reports the alarm elsewhere must not drop out because fusion has just lost its memory.
  const keepRelays = forgotten.length > 0;
  const relays = relayIds(core).filter((id) => own(order.relays, id) || (keepRelays && core.relays.has(id)));

  const { counts } = core;
  return {
    ...core,
    epoch: order.epoch,
    revision: order.revision,
    patterns,
    relays: new Set(relays),
    latched: latched.slice(0, LATCHED_MAX),
    released: knownReleased(core, order, listed),
    sinceMs: phases(core, patterns, nowMs),
    lastOrderAtMs: nowMs,
    fusionLost: false,
    counts: {
      ...counts,
      ordersAccepted: counts.ordersAccepted + 1,
      namesUnknown: counts.namesUnknown + unknownNames(core, order),
      ordersForgetful: counts.ordersForgetful + (forgotten.length > 0 ? 1 : 0),
      alarmsDropped: counts.alarmsDropped + Math.max(0, latched.length - LATCHED_MAX),
    },
  };
}

/** Resets that we know of, also those that fusion has forgotten because it died before it could store them. */
function knownReleased(core: OutputsCore, order: OutputOrder, listed: ReadonlySet<AlarmId>): AlarmId[] {
  const all = new Set([...core.released.filter((id) => !order.released.includes(id)), ...order.released]);
  return [...all].filter((id) => !listed.has(id)).slice(-RELEASED_MAX);
}

/** Whether an alarm that no person has silenced stands in a zone of `spec`. */
function isHeld(spec: OutputSpec, latched: readonly LatchedAlarm[]): boolean {
  return latched.some(({ silenced, zoneId }) => !silenced && (spec.zones?.includes(zoneId) ?? true));
}

/**
 * When each pattern began. It begins anew for all when a siren joins: the new one sounds at once, not after somebody else's
 * pause, and all stay in step.
 */
function phases(
  core: OutputsCore,
  patterns: ReadonlyMap<OutputId, SirenPattern>,
  nowMs: number,
): OutputsCore["sinceMs"] {
  const sinceMs = { ...core.sinceMs };
  for (const [id, pattern] of patterns) {
    if (core.patterns.get(id) !== pattern) sinceMs[pattern] = Math.floor(nowMs);
  }
  return sinceMs;
}

/** Compares what is wanted with what was last told, and says what to do. */
function settle(
  before: OutputsCore,
  core: OutputsCore,
  nowMs: number,
  news: boolean,
): { readonly core: OutputsCore; readonly effects: readonly OutputsEffect[] } {
  const effects: OutputsEffect[] = [];
  const active = new Set<OutputId>();
  for (const spec of core.table) {
    const on = isActive(core, spec, nowMs);
    if (on) active.add(spec.id);
    if (on !== before.active.has(spec.id)) effects.push({ kind: "setLine", id: spec.id, on });
  }

  const content = latchContent(core);
  const obeyed = core.counts.ordersAccepted > before.counts.ordersAccepted;
  const saved = obeyed ? fingerprint(content) : core.saved;
  if (saved !== core.saved) effects.push({ kind: "persist", content });

  const reports = news || core.fusionLost !== before.fusionLost || nowMs >= core.reportDueMs;
  const reportDueMs = reports ? nowMs + REPORT_MS : core.reportDueMs;
  const settled = { ...core, active, saved, reportDueMs };
  if (reports) effects.push({ kind: "report", report: outputsReport(settled) });

  const lostMs = core.fusionLost ? Infinity : core.lastOrderAtMs + FUSION_LOST_MS;
  const changesMs = [...new Set(core.patterns.values())]
    .map((pattern) => nextChangeMs(pattern, core.sinceMs[pattern], nowMs));
  effects.push({ kind: "wakeAt", atMs: Math.min(reportDueMs, lostMs, ...changesMs) });
  return { core: settled, effects };
}

function isActive(core: OutputsCore, spec: OutputSpec, nowMs: number): boolean {
  if (spec.kind === "relay") {
    return core.relays.has(spec.id) || (spec.role === "trouble" && core.fusionLost);
  }
  const pattern = core.patterns.get(spec.id) ?? "off";
  return levelAt(pattern, core.sinceMs[pattern], nowMs);
}

/** All of `content` that is worth a write: the revision alone is not, since it changes every second. */
function fingerprint(content: LatchContent): string {
  return JSON.stringify({ ...content, revision: 0 });
}

function relayIds(core: OutputsCore): OutputId[] {
  return core.table.filter((spec) => spec.kind === "relay").map((spec) => spec.id);
}

function unknownNames(core: OutputsCore, order: OutputOrder): number {
  const relays = new Set(relayIds(core));
  const sirens = new Set(core.table.map((spec) => spec.id).filter((id) => !relays.has(id)));
  return Object.keys(order.sirens).filter((id) => !sirens.has(id)).length +
    Object.keys(order.relays).filter((id) => !relays.has(id)).length;
}

/** The value of `id` in `record`; an id may be called `constructor`. */
function own<T>(record: Readonly<Record<OutputId, T>>, id: OutputId): T | undefined {
  return Object.hasOwn(record, id) ? record[id] : undefined;
}
