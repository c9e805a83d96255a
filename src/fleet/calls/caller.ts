/**
 * Calls other boxes for this one's alarms, and watches that they answer: pure, alarms, tickets and answers in, calls and troubles out.
 */
import type { Answer, Call, Ticket } from "./words.ts";

/** A box that has not confirmed within this has not heard: people must know. */
export const ANSWER_MS = 5_000;
/** It says again and again that it sounds: silence for this long means that nobody knows any more. */
const CONFIRMED_MS = 15_000;
/** Tickets come each second. A box of which none has come for this long could not be called: nobody must learn that by a fire. */
export const HEARD_MS = 30_000;
/** A ticket of a box that has been silent for so long is worth nothing there any more. */
const TICKET_USED_MS = 8_000;

/** Alarms that are said in one call; more burn at once nowhere, and one is enough to sound. */
const ALARMS_MAX = 64;

/** One alarm of this box that sounds. */
export interface OwnAlarm {
  readonly id: string;
  readonly zoneId: string;
  readonly zoneName: string;
}

/** Which boxes a zone's alarms call. */
export interface CallRule {
  /** All where absent. */
  readonly zones?: readonly string[] | undefined;
  readonly boxes: readonly string[];
}

/** What is known of one box that may be called. */
interface Called {
  readonly ticket?: { readonly word: string; readonly atMs: number };
  readonly alarms: readonly OwnAlarm[];
  /** The first call that had the newest of the alarms in it, and when that was wanted. */
  readonly sinceN: number;
  readonly wantedAtMs: number;
  /** When it said last that it sounds for them; absent: it has not. */
  readonly confirmedAtMs?: number;
  /** Why it does not, as it says. */
  readonly reason?: string;
}

/** All that the caller knows. */
export interface CallerState {
  readonly self: string;
  readonly run: string;
  readonly rules: readonly CallRule[];
  readonly n: number;
  readonly startedAtMs: number;
  readonly boxes: ReadonlyMap<string, Called>;
}

/** @param run a random word for this process. */
export function startCaller(
  self: string,
  run: string,
  rules: readonly CallRule[],
  nowMs: number,
): CallerState {
  const names = new Set(rules.flatMap(({ boxes }) => boxes));
  return {
    self,
    run,
    rules,
    n: 0,
    startedAtMs: nowMs,
    boxes: new Map([...names].map((name) => [name, { alarms: [], sinceN: 0, wantedAtMs: 0 }])),
  };
}

/** The alarms that sound at this box are these. @returns whether a call must go at once. */
export function takeAlarms(
  state: CallerState,
  alarms: readonly OwnAlarm[],
  nowMs: number,
): { readonly state: CallerState; readonly isNews: boolean } {
  let isNews = false;
  const boxes = new Map<string, Called>();
  for (const [name, box] of state.boxes) {
    const wanted = alarms.filter(({ zoneId }) =>
      state.rules.some((rule) => rule.boxes.includes(name) && (rule.zones?.includes(zoneId) ?? true))
    ).slice(0, ALARMS_MAX);
    const isMore = wanted.some(({ id }) => !box.alarms.some((known) => known.id === id));
    isNews ||= isMore || wanted.length !== box.alarms.length;
    if (isMore) {
      const { confirmedAtMs: _, reason: __, ...rest } = box;
      boxes.set(name, { ...rest, alarms: wanted, sinceN: state.n + 1, wantedAtMs: nowMs });
    } else boxes.set(name, { ...box, alarms: wanted });
  }
  return { state: { ...state, boxes }, isNews };
}

/** A box has given a ticket. @returns whether it has been waited for: a call must go at once. */
export function takeTicket(
  state: CallerState,
  { box, ticket }: Ticket,
  nowMs: number,
): { readonly state: CallerState; readonly isAwaited: boolean } {
  const known = state.boxes.get(box);
  if (known === undefined) return { state, isAwaited: false };
  const isAwaited = known.alarms.length > 0 && known.confirmedAtMs === undefined && !hasTicket(known, nowMs);
  const boxes = new Map(state.boxes).set(box, { ...known, ticket: { word: ticket, atMs: nowMs } });
  return { state: { ...state, boxes }, isAwaited };
}

/** A box has answered. */
export function takeAnswer(state: CallerState, answer: Answer, nowMs: number): CallerState {
  const box = state.boxes.get(answer.from);
  if (box === undefined || answer.to !== state.self || answer.run !== state.run || answer.n < box.sinceN) {
    return state;
  }
  const { confirmedAtMs, reason: _, ...rest } = box;
  const next: Called = answer.stands ? { ...rest, confirmedAtMs: nowMs } : {
    ...rest,
    ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
  };
  return { ...state, boxes: new Map(state.boxes).set(answer.from, next) };
}

/** The calls to make now, one for each box that has given a ticket. */
export function callsNow(
  state: CallerState,
  nowMs: number,
): { readonly state: CallerState; readonly calls: readonly Call[] } {
  const n = state.n + 1;
  const calls: Call[] = [];
  for (const [to, box] of state.boxes) {
    if (!hasTicket(box, nowMs)) continue;
    calls.push({
      from: state.self,
      to,
      run: state.run,
      n,
      ticket: box.ticket!.word,
      alarms: box.alarms.map(({ id, zoneName }) => ({ id, zone: zoneName })),
    });
  }
  return { state: { ...state, n }, calls };
}

/** The boxes that should have confirmed by now, or could not be called if it burned, each with a sentence. */
export function unanswered(state: CallerState, nowMs: number): ReadonlyMap<string, string> {
  const late = new Map<string, string>();
  for (const [name, { ticket, wantedAtMs, confirmedAtMs, alarms, reason }] of state.boxes) {
    const isLate = confirmedAtMs === undefined
      ? nowMs - wantedAtMs >= ANSWER_MS
      : nowMs - confirmedAtMs >= CONFIRMED_MS;
    if (alarms.length === 0 || !isLate) {
      if (nowMs - (ticket?.atMs ?? state.startedAtMs) >= HEARD_MS) {
        late.set(name, `${name} is not heard: it could not be called for a fire here`);
      }
      continue;
    }
    const zones = [...new Set(alarms.map(({ zoneName }) => zoneName))].join(", ");
    late.set(
      name,
      `${name} has not confirmed that it sounds for ${zones}: ${reason ?? "it does not answer"}`,
    );
  }
  return late;
}

function hasTicket({ ticket }: Called, nowMs: number): boolean {
  return ticket !== undefined && nowMs - ticket.atMs < TICKET_USED_MS;
}
