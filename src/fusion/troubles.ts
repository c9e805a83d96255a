/**
 * The list of troubles: one fault at one place is one entry, latched until its cause is gone and a person has seen it.
 */
import type { SensorId, TroubleId, ZoneId } from "../reading/ids.ts";
import { inEnglish } from "../reading/in_english.ts";
import { type Saying, saying } from "../reading/saying.ts";
import { type Trouble, type TroubleCode, troubleId } from "../reading/trouble.ts";
import type { Outcome } from "./effect.ts";
import { type FusionState, journal } from "./state.ts";

/** More than any site has at once; without it a network of strangers could fill the memory. */
export const TROUBLES_MAX = 512;
/** Kept for everything but sensors, so that strangers' silence cannot crowd out a failed store. */
const RESERVED = 64;
/** Longer is no sentence; what is made of it must fit into a journal line. */
const DETAIL_MAX = 500;
/**
 * How long a trouble that was active before a restart, of fusion or of who told of it, stays so until it is found again. Shorter would drop frozen
 * sensors, which take a minute to recognise; longer shows what is over.
 */
export const CONFIRM_MS = 90_000;

/** A listed trouble. */
export interface TroubleRecord {
  trouble: Trouble;
  readonly sensorId?: SensorId;
  readonly zoneId?: ZoneId;
  /** Monotonic: a trouble in doubt clears then unless it is raised again before. Infinity for all others. */
  confirmByMs: number;
  /** The process that told of it, where one did. */
  owner?: string;
}

/** What a trouble is about, for its journal lines. */
export interface Place {
  readonly sensorId?: SensorId;
  readonly zoneId?: ZoneId;
}

/**
 * The fault is present. A known active one takes the new detail and is otherwise left as it is.
 *
 * @param detail makes the sentence where it is needed.
 * @returns whether it is listed; false where the list is full, which is counted.
 */
export function raiseTrouble(
  state: FusionState,
  code: TroubleCode,
  subject: string,
  detail: () => Saying | string,
  place: Place = {},
): boolean {
  const id = troubleId(code, subject);
  const known = state.troubles.get(id);
  if (known?.trouble.active) {
    known.confirmByMs = Infinity;
    const { said: _, ...before } = known.trouble;
    known.trouble = { ...before, ...detailOf(detail()) };
    return true;
  }
  if (known === undefined && !makeRoom(state, code)) {
    state.counts.troublesRefused++;
    return false;
  }
  const trouble: Trouble = {
    id,
    code,
    subject,
    active: true,
    acknowledged: false,
    ...detailOf(detail()),
    raisedAtMs: state.nowMs,
    raisedAtWallMs: state.wallMs,
    count: (known?.trouble.count ?? 0) + 1,
  };
  const record = { trouble, ...place, confirmByMs: Infinity };
  state.troubles.set(id, record);
  countActive(state, 1);
  save(state, trouble, false);
  journal(state, "trouble", trouble.said ?? trouble.detail, { ...place, troubleId: id });
  return true;
}

/** The fault is gone. The entry goes too where a person has seen it. */
export function clearTrouble(state: FusionState, code: TroubleCode, subject: string): void {
  const record = state.troubles.get(troubleId(code, subject));
  if (record === undefined || !record.trouble.active) return;
  record.trouble = { ...record.trouble, active: false, clearedAtWallMs: state.wallMs };
  countActive(state, -1);
  settle(state, record);
  const { sensorId, zoneId } = record;
  const about = {
    ...(sensorId !== undefined && { sensorId }),
    ...(zoneId !== undefined && { zoneId }),
    troubleId: record.trouble.id,
  };
  if (code === "sensor-silent") {
    journal(state, "sensor-back", saying("said.sensor-back", { sensor: nameOf(state, subject) }), about);
    return;
  }
  const { said, detail } = record.trouble;
  journal(state, "trouble-cleared", saying("said.trouble-over", { detail: said ?? detail }), about);
}

/** A person has seen the trouble. */
export function acknowledgeTrouble(state: FusionState, id: TroubleId, by: string): Outcome {
  const record = state.troubles.get(id);
  if (record === undefined) {
    return { ok: false, refusal: "unknown-trouble", text: `No trouble ${id} is listed: it may be over.` };
  }
  if (record.trouble.acknowledged) return { ok: true, text: "It was already acknowledged." };
  record.trouble = { ...record.trouble, acknowledged: true };
  settle(state, record);
  const { said, detail } = record.trouble;
  const seen = saying("said.trouble-seen", { person: by, detail: said ?? detail });
  return { ok: true, text: journal(state, "trouble-acknowledged", seen, { troubleId: id, by }) };
}

/** Lists a trouble as the store held it, unless it has been raised already. */
export function restoreTrouble(state: FusionState, trouble: Trouble): void {
  if (state.troubles.has(trouble.id)) return;
  if (state.troubles.size >= TROUBLES_MAX) {
    state.counts.troublesRefused++;
    return;
  }
  const { subject, code } = trouble;
  const place = state.zones.has(subject)
    ? { zoneId: subject }
    : code.startsWith("sensor-")
    ? { sensorId: subject }
    : {};
  state.troubles.set(trouble.id, { trouble, ...place, confirmByMs: state.nowMs + CONFIRM_MS });
  if (trouble.active) countActive(state, 1);
}

/**
 * Whether a trouble is listed as active; if so, whoever asks watches its cause from now on.
 */
export function adoptTrouble(state: FusionState, code: TroubleCode, subject: string): boolean {
  const record = state.troubles.get(troubleId(code, subject));
  if (record === undefined || !record.trouble.active) return false;
  record.confirmByMs = Infinity;
  return true;
}

/** Notes who told of a listed trouble. */
export function ownTrouble(
  state: FusionState,
  code: TroubleCode,
  subject: string,
  owner: string | undefined,
): void {
  const record = state.troubles.get(troubleId(code, subject));
  if (record !== undefined && owner !== undefined) record.owner = owner;
}

/** What `owner` told of before it started anew may be over: it has to find it again. */
export function doubtTroubles(state: FusionState, owner: string): void {
  for (const record of state.troubles.values()) {
    if (record.owner === owner && record.trouble.active) record.confirmByMs = state.nowMs + CONFIRM_MS;
  }
}

/** Clears troubles in doubt that nobody has found again. */
export function clearUnconfirmed(state: FusionState): void {
  for (const { trouble, confirmByMs } of state.troubles.values()) {
    if (trouble.active && confirmByMs <= state.nowMs) clearTrouble(state, trouble.code, trouble.subject);
  }
}

/** A detail as it is kept; one that is cut short is only a text. */
function detailOf(detail: Saying | string): Pick<Trouble, "detail" | "said"> {
  if (typeof detail === "string") return { detail: detail.slice(0, DETAIL_MAX) };
  const text = inEnglish(detail);
  return text.length > DETAIL_MAX ? { detail: text.slice(0, DETAIL_MAX) } : { detail: text, said: detail };
}

/** Makes room by letting go of the oldest entry whose cause is gone. */
function makeRoom(state: FusionState, code: TroubleCode): boolean {
  const most = code.startsWith("sensor-") ? TROUBLES_MAX - RESERVED : TROUBLES_MAX;
  if (state.troubles.size < most) return true;
  // A full list is asked again by each silent sensor each tick: it must not be searched each time.
  if (state.activeTroubles === state.troubles.size) return false;
  for (const { trouble } of state.troubles.values()) {
    if (trouble.active) continue;
    state.troubles.delete(trouble.id);
    save(state, trouble, true);
    return true;
  }
  return false;
}

function settle(state: FusionState, { trouble }: TroubleRecord): void {
  const ended = trouble.acknowledged && !trouble.active;
  if (ended) state.troubles.delete(trouble.id);
  save(state, trouble, ended);
}

function countActive(state: FusionState, change: number): void {
  state.activeTroubles += change;
  state.orderDue = true;
}

function save(state: FusionState, trouble: Trouble, ended: boolean): void {
  state.effects.push({ kind: "trouble", trouble, ended });
}

function nameOf(state: FusionState, sensorId: SensorId): string {
  return state.sensors.get(sensorId)?.name ?? sensorId;
}
