/**
 * Decides which calls of other boxes count: pure, calls and time in, what fusion is to know and what is answered out.
 *
 * It must never take an old call for a new one. A call shows a ticket that this very process gave out within the last seconds, so its age is
 * known by this box's own clock; within a ticket its number must grow; and another process of the caller is believed only with a
 * newer ticket than the last one showed. What fails this sounds nothing.
 */
import type { Answer, Call } from "./words.ts";

/** A ticket is worth something for so long. Shorter would refuse calls on a slow link; longer is how old a replayed call may be. */
export const TICKET_MS = 10_000;
/** Tickets remembered; one is given each second. */
const TICKETS_MAX = 32;
/** Alarms of one caller remembered: four times of what one call holds. Fewer, and an old one could be taken for news. */
const ALARM_IDS_MAX = 256;

/** Why a call was refused. */
export type CallRefusal = "not-answered" | "old-ticket" | "repeated" | "older-run";

/** The last call of one box that was believed. */
interface Heard {
  readonly run: string;
  readonly n: number;
  /** Place of its ticket in the order in which they were given. */
  readonly ticketIndex: number;
  readonly isCalling: boolean;
  /** The alarms it has called for, newest last: another one is another fire. */
  readonly alarmIds: readonly string[];
}

/** All that the answerer knows. */
export interface AnswererState {
  readonly self: string;
  /** Boxes that may call. */
  readonly callers: readonly string[];
  readonly tickets: readonly { readonly ticket: string; readonly index: number; readonly atMs: number }[];
  readonly given: number;
  readonly heard: ReadonlyMap<string, Heard>;
}

/** Has given no ticket and heard nobody. */
export function startAnswerer(self: string, callers: readonly string[]): AnswererState {
  return { self, callers, tickets: [], given: 0, heard: new Map() };
}

/** Gives out a ticket: a random word that nobody can guess. */
export function giveTicket(state: AnswererState, ticket: string, nowMs: number): AnswererState {
  const given = state.given + 1;
  return {
    ...state,
    given,
    tickets: [...state.tickets, { ticket, index: given, atMs: nowMs }].slice(-TICKETS_MAX),
  };
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
  const ticket = state.tickets.find((one) => one.ticket === call.ticket);
  if (ticket === undefined || nowMs - ticket.atMs > TICKET_MS) return { state, refusal: "old-ticket" };
  const before = state.heard.get(call.from);
  if (before?.run === call.run) {
    if (call.n <= before.n) return { state, refusal: "repeated" };
  } else if (before !== undefined && ticket.index <= before.ticketIndex) {
    return { state, refusal: "older-run" };
  }
  const known = before?.alarmIds ?? [];
  const others = call.alarms.map(({ id }) => id).filter((id) => !known.includes(id));
  const heard = new Map(state.heard).set(call.from, {
    run: call.run,
    n: call.n,
    ticketIndex: Math.max(ticket.index, before?.ticketIndex ?? 0),
    isCalling: call.alarms.length > 0,
    alarmIds: [...known, ...others].slice(-ALARM_IDS_MAX),
  });
  return { state: { ...state, heard }, isAnother: before !== undefined && others.length > 0 };
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
  if (heard === undefined) return undefined;
  return {
    from: state.self,
    to: box,
    run: heard.run,
    n: heard.n,
    stands,
    ...(heard.isCalling && !stands && reason !== undefined ? { reason } : {}),
  };
}
