/**
 * Which cameras this box watches for others that are there and have too many, and which of them it gives back: pure, from what they lend, how
 * much it has to do, and time.
 *
 * It decides nothing of what is seen: that counts at the camera's own box alone. A loan that is not told of any more has ended: its box has
 * taken the camera back by then, or is gone, and then it is the guards' matter (`guard.ts`). It never lets go of a camera before its box could take it.
 */
import type { Loan, Sighting } from "./loan_words.ts";
import { type Relief, startRelief, stepRelief } from "./relief.ts";
import { nameOfCamera, type Offer, type SiteCamera } from "./words.ts";

/** Longer than it takes until a box that falls silent is gone, so that its guard goes on without a gap; a box that takes its camera back does so long before. */
export const LOAN_SILENT_MS = 16_000;
/** So long a camera that is given back is watched on: its box takes it with the next word, and a word or two may be lost. Longer is load that was to go. */
export const HOLD_MS = 10_000;
/** Of what it has, this part goes with each step of an overload that lasts: all at once is more than needed, one by one takes a box with many too long. */
const STEP_PART = 0.25;

interface Borrowed {
  readonly ticket: string;
  /** Monotonic. */
  readonly heardAtMs: number;
  /** By id: its lease. */
  readonly cameras: ReadonlyMap<string, number>;
}

/** One camera that this box is lent. */
interface Held {
  readonly camera: SiteCamera;
  readonly lease: number;
  /** Monotonic: since when, and since when it is given back. */
  readonly sinceMs: number;
  readonly givenBackAtMs?: number;
}

/** All that it knows: what it may watch, what it is lent, by the box that lends, and what of that it holds. */
export interface BorrowerState {
  readonly offer: Offer;
  readonly loans: ReadonlyMap<string, Borrowed>;
  /** By the camera's name, in the order of the configuration. */
  readonly held: ReadonlyMap<string, Held>;
  /** Of `camerasMax`, what it does without because of an overload. */
  readonly relief: Relief;
}

/** What is known at a tick, once a second. */
export interface BorrowerSight {
  /** Names of cameras that are watched in place of boxes that are gone: they come first, and are nobody's loan. */
  readonly guarding: ReadonlySet<string>;
  readonly isOverloaded: boolean;
}

/** What a tick comes to. */
export interface BorrowerOutcome {
  readonly state: BorrowerState;
  /** What changes hands, one sentence each. */
  readonly notes: readonly string[];
}

/** How a camera that is watched here is, and what the model has just seen in it. */
export interface CameraSight extends Pick<Sighting["cameras"][number], "isLive" | "fps" | "seen"> {
  readonly cameraId: string;
}

/** Is lent nothing. */
export function startBorrower(offer: Offer, nowMs: number): BorrowerState {
  return { offer, loans: new Map(), held: new Map(), relief: startRelief(nowMs) };
}

/** Takes a loan whose seal is whole and which is of now. */
export function takeLoan(state: BorrowerState, loan: Loan, nowMs: number): BorrowerState {
  const { offer, loans } = state;
  const own = new Set(offer.takes.filter(({ home }) => home === loan.from).map(({ id }) => id));
  if (loan.to !== offer.box || own.size === 0) return state;
  const cameras = new Map(loan.cameras.filter(({ id }) => own.has(id)).map(({ id, lease }) => [id, lease]));
  const { from, ticket } = loan;
  return { ...state, loans: new Map(loans).set(from, { ticket, heardAtMs: nowMs, cameras }) };
}

/** Decides what is given back. To be called once a second. */
export function stepBorrower(
  before: BorrowerState,
  { guarding, isOverloaded }: BorrowerSight,
  nowMs: number,
): BorrowerOutcome {
  const { camerasMax } = before.offer;
  const held = heldOf(before, guarding, nowMs);
  const kept = [...held.values()].filter(({ givenBackAtMs }) => givenBackAtMs === undefined);
  const free = Math.max(0, camerasMax - guarding.size - kept.length);
  const next = kept.length === 0 ? 0 : free + Math.ceil(kept.length * STEP_PART);
  const relief = stepRelief(before.relief, { isOverloaded, next }, nowMs);
  const state = { ...before, held, relief };
  // Whoever was lent last goes first: what has been here for long has proved itself, and moves least.
  const tooMany = kept.sort((a, b) => a.sinceMs - b.sinceMs).slice(capacityOf(state, guarding.size));
  const notes: string[] = [];
  for (const one of tooMany) {
    held.set(nameOfCamera(one.camera), { ...one, givenBackAtMs: nowMs });
    const why = isOverloaded ? "this box has too much to do" : "there is no room for it";
    notes.push(`camera ${one.camera.id} is given back to box ${one.camera.home}: ${why}`);
  }
  return { state, notes };
}

/** The cameras that are watched for others now, in the order of the configuration: also those that are given back, until their boxes have taken them. */
export function borrowedOf({ held }: BorrowerState, nowMs: number): SiteCamera[] {
  return [...held.values()].filter((one) => isWatched(one, nowMs)).map(({ camera }) => camera);
}

/** For how many cameras there is room beside those that are held, and `guarding` of boxes that are gone. */
export function roomOf(state: BorrowerState, guarding: number): number {
  // One that is given back is as good as gone; its box lends it to another, since it is told so with the camera.
  const kept = [...state.held.values()].filter(({ givenBackAtMs }) => givenBackAtMs === undefined).length;
  return state.relief.isOverloaded ? 0 : Math.max(0, capacityOf(state, guarding) - kept);
}

/** What is told of the cameras `sights`, which are borrowed, by the box that lends them. The ticket is the newest that it gave. */
export function sightingsOf(
  { offer, loans, held }: BorrowerState,
  sights: readonly CameraSight[],
  nowMs: number,
): Omit<Sighting, "run" | "n">[] {
  return [...loans].flatMap(([home, { ticket }]) => {
    const told = [...held.values()].filter((one) => one.camera.home === home && isWatched(one, nowMs))
      .flatMap(({ camera: { id }, lease, givenBackAtMs }) => {
        const sight = sights.find(({ cameraId }) => cameraId === id);
        if (sight === undefined) return [];
        const { isLive, fps, seen } = sight;
        const givesBack = givenBackAtMs !== undefined && { givesBack: true };
        return [{ id, lease, isLive, fps, ...givesBack, ...(seen !== undefined && { seen }) }];
      });
    return told.length === 0 ? [] : [{ from: offer.box, to: home, ticket, cameras: told }];
  });
}

/** What it is lent now. A loan that was given back and made anew is another one. */
function heldOf(
  { offer, loans, held }: BorrowerState,
  guarding: ReadonlySet<string>,
  nowMs: number,
): Map<string, Held> {
  if (offer.weight === 0) return new Map();
  return new Map(offer.takes.flatMap((camera) => {
    const name = nameOfCamera(camera);
    const loan = loans.get(camera.home);
    const lease = loan?.cameras.get(camera.id);
    if (loan === undefined || lease === undefined || guarding.has(name)) return [];
    if (nowMs - loan.heardAtMs >= LOAN_SILENT_MS) return [];
    const known = held.get(name);
    return [[name, known?.lease === lease ? known : { camera, lease, sinceMs: nowMs }] as const];
  }));
}

function capacityOf({ offer: { camerasMax }, relief }: BorrowerState, guarding: number): number {
  return Math.max(0, camerasMax - relief.cameras - guarding);
}

function isWatched({ givenBackAtMs }: Held, nowMs: number): boolean {
  return givenBackAtMs === undefined || nowMs - givenBackAtMs < HOLD_MS;
}
