/**
 * Which words of other boxes are of now: pure, tickets, words and time in, who is believed out.
 *
 * It must never take an old word for a new one. A word shows a ticket that this very process gave out within the last seconds, so its age is
 * known by this box's own clock; within a run of the speaker its number must grow; and another run is believed only with a newer ticket
 * than the last one showed.
 */

/** A ticket is worth something for so long. Shorter would refuse words on a slow link; longer is how old a replayed one may be. */
export const TICKET_MS = 10_000;
/** Tickets remembered; one is given each second. */
const TICKETS_MAX = 32;
/** More speakers than a site has boxes. */
const SPEAKERS_MAX = 256;

/** A ticket as it is written. */
export const TICKET_PATTERN = /^[0-9a-f]{16}$/;

/** Why a word does not count. */
export type WordRefusal = "old-ticket" | "repeated" | "older-run";

/** What a word shows of itself. */
export interface Word {
  readonly from: string;
  /** Which process speaks, and the how-manieth word of it this is. */
  readonly run: string;
  readonly n: number;
  readonly ticket: string;
}

/** The last word of one box that was believed. */
interface Spoken {
  readonly run: string;
  readonly n: number;
  /** Place of its ticket in the order in which they were given. */
  readonly ticketIndex: number;
}

/** The tickets of one process, and who has shown them. */
export interface TicketState {
  readonly tickets: readonly { readonly ticket: string; readonly index: number; readonly atMs: number }[];
  readonly given: number;
  readonly spoken: ReadonlyMap<string, Spoken>;
}

/** Has given none. */
export function startTickets(): TicketState {
  return { tickets: [], given: 0, spoken: new Map() };
}

/** Gives out a ticket: a random word that nobody can guess. */
export function addTicket(state: TicketState, ticket: string, nowMs: number): TicketState {
  const given = state.given + 1;
  return {
    ...state,
    given,
    tickets: [...state.tickets, { ticket, index: given, atMs: nowMs }].slice(-TICKETS_MAX),
  };
}

/** Takes a word whose seal is whole. */
export function takeWord(
  state: TicketState,
  word: Word,
  nowMs: number,
): { readonly state: TicketState; readonly refusal?: WordRefusal } {
  const ticket = state.tickets.find((one) => one.ticket === word.ticket);
  if (ticket === undefined || nowMs - ticket.atMs > TICKET_MS) return { state, refusal: "old-ticket" };
  const before = state.spoken.get(word.from);
  if (before === undefined && state.spoken.size >= SPEAKERS_MAX) return { state, refusal: "older-run" };
  if (before?.run === word.run) {
    if (word.n <= before.n) return { state, refusal: "repeated" };
  } else if (before !== undefined && ticket.index <= before.ticketIndex) {
    return { state, refusal: "older-run" };
  }
  const spoken = {
    run: word.run,
    n: word.n,
    ticketIndex: Math.max(ticket.index, before?.ticketIndex ?? 0),
  };
  return { state: { ...state, spoken: new Map(state.spoken).set(word.from, spoken) } };
}
