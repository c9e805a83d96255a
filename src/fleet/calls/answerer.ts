/**
 * Decides which calls of other boxes count: pure, calls and time in, what fusion is to know and what is answered out.
 *
 * It must never take an old call for a new one: a call is a word with a ticket (`../tickets.ts`). What fails this sounds nothing.
 */
import { addTicket, startTickets, takeWord, type TicketState, type WordRefusal } from "../tickets.ts";
import type { Answer, Call } from "./words.ts";

/** Alarms of one caller remembered: four times of what one call holds. Fewer, and an old one could be taken for news. */
const ALARM_IDS_MAX = 256;

/** Why a call was refused. */
export type CallRefusal = "not-answered" | WordRefusal;

/** What one box calls for. */
interface Heard {
  readonly isCalling: boolean;
  /** The alarms it has called for, newest last: another one is another fire. */
  readonly alarmIds: readonly string[];
}

/** All that the answerer knows. */
export interface AnswererState {
  readonly self: string;
  /** Boxes that may call. */
  readonly callers: readonly string[];
  readonly words: TicketState;
  readonly heard: ReadonlyMap<string, Heard>;
}

/** Has given no ticket and heard nobody. */
export function startAnswerer(self: string, callers: readonly string[]): AnswererState {
  return { self, callers, words: startTickets(), heard: new Map() };
}

/** Gives out a ticket: a random word that nobody can guess. */
export function giveTicket(state: AnswererState, ticket: string, nowMs: number): AnswererState {
  return { ...state, words: addTicket(state.words, ticket, nowMs) };
}

/**
 * Takes a call whose seal is whole.
 *
 * @returns `isAnother` where it calls for an alarm that its caller has not called for before. What its first call names is not: this process may
 * have been started anew beside a siren that a person has silenced.
 */
export function takeCall(
  state: AnswererState,
  call: Call,
  nowMs: number,
): { readonly state: AnswererState; readonly refusal?: CallRefusal; readonly isAnother?: boolean } {
  if (call.to !== state.self || !state.callers.includes(call.from)) return { state, refusal: "not-answered" };
  const { state: words, refusal } = takeWord(state.words, call, nowMs);
  if (refusal !== undefined) return { state, refusal };
  const before = state.heard.get(call.from);
  const known = before?.alarmIds ?? [];
  const others = call.alarms.map(({ id }) => id).filter((id) => !known.includes(id));
  const heard = new Map(state.heard).set(call.from, {
    isCalling: call.alarms.length > 0,
    alarmIds: [...known, ...others].slice(-ALARM_IDS_MAX),
  });
  return { state: { ...state, words, heard }, isAnother: before !== undefined && others.length > 0 };
}

/** How the zone that sounds for a caller is. */
export interface ZoneFact {
  readonly stands: boolean;
  /** Why it does not, where it should. */
  readonly reason?: string;
}

/** What to answer `box`; undefined where it has not been heard. */
export function answerFor(
  state: AnswererState,
  box: string,
  { stands, reason }: ZoneFact,
): Answer | undefined {
  const heard = state.heard.get(box);
  const spoken = state.words.spoken.get(box);
  if (heard === undefined || spoken === undefined) return undefined;
  return {
    from: state.self,
    to: box,
    run: spoken.run,
    n: spoken.n,
    stands,
    ...(heard.isCalling && !stands && reason !== undefined ? { reason } : {}),
  };
}
