/**
 * Which cameras this box watches for others that are there and have too many: pure, from what they lend and time.
 *
 * It decides nothing of what is seen: that counts at the camera's own box alone. A loan that is not told of any more has ended: its box has
 * taken the camera back by then, or is gone, and then it is the guards' matter (`guard.ts`).
 */
import type { Loan, Sighting } from "./loan_words.ts";
import { nameOfCamera, type Offer, type SiteCamera } from "./words.ts";

/** Longer than it takes until a box that falls silent is gone, so that its guard goes on without a gap; a box that takes its camera back does so long before. */
export const LOAN_SILENT_MS = 16_000;

interface Borrowed {
  readonly run: string;
  readonly n: number;
  readonly ticket: string;
  /** Monotonic. */
  readonly heardAtMs: number;
  /** By id: its lease. */
  readonly cameras: ReadonlyMap<string, number>;
}

/** All that it knows: what it may watch, and what it is lent, by the box that lends. */
export interface BorrowerState {
  readonly offer: Offer;
  readonly loans: ReadonlyMap<string, Borrowed>;
}

/** How a camera that is watched here is, and what the model has just seen in it. */
export interface CameraSight extends Pick<Sighting["cameras"][number], "isLive" | "fps" | "seen"> {
  readonly cameraId: string;
}

/** Is lent nothing. */
export function startBorrower(offer: Offer): BorrowerState {
  return { offer, loans: new Map() };
}

/** Takes a loan whose seal is whole. An older word than the last of the same run changes nothing. */
export function takeLoan(state: BorrowerState, loan: Loan, nowMs: number): BorrowerState {
  const { offer, loans } = state;
  const own = new Set(offer.takes.filter(({ home }) => home === loan.from).map(({ id }) => id));
  const before = loans.get(loan.from);
  if (loan.to !== offer.box || own.size === 0) return state;
  if (before?.run === loan.run && loan.n <= before.n) return state;
  const cameras = new Map(loan.cameras.filter(({ id }) => own.has(id)).map(({ id, lease }) => [id, lease]));
  const { run, n, ticket } = loan;
  return { offer, loans: new Map(loans).set(loan.from, { run, n, ticket, heardAtMs: nowMs, cameras }) };
}

/**
 * The cameras that are watched for others now, in the order of the configuration.
 *
 * @param guarding Names of those that are watched in place of a box that is gone: they come first, and are nobody's loan.
 */
export function borrowedOf(
  { offer, loans }: BorrowerState,
  guarding: ReadonlySet<string>,
  nowMs: number,
): SiteCamera[] {
  if (offer.weight === 0) return [];
  const room = Math.max(0, offer.camerasMax - guarding.size);
  return offer.takes.filter((camera) => {
    const loan = loans.get(camera.home);
    return loan !== undefined && nowMs - loan.heardAtMs < LOAN_SILENT_MS && loan.cameras.has(camera.id) &&
      !guarding.has(nameOfCamera(camera));
  }).slice(0, room);
}

/** What is told of the cameras `sights`, which are borrowed, by the box that lends them. The ticket is the newest that it gave. */
export function sightingsOf(
  { offer, loans }: BorrowerState,
  borrowed: readonly SiteCamera[],
  sights: readonly CameraSight[],
): Omit<Sighting, "run" | "n">[] {
  return [...loans].flatMap(([home, { ticket, cameras }]) => {
    const told = borrowed.filter((camera) => camera.home === home).flatMap(({ id }) => {
      const sight = sights.find(({ cameraId }) => cameraId === id);
      const lease = cameras.get(id);
      if (sight === undefined || lease === undefined) return [];
      const { isLive, fps, seen } = sight;
      return [{ id, lease, isLive, fps, ...(seen !== undefined && { seen }) }];
    });
    return told.length === 0 ? [] : [{ from: offer.box, to: home, ticket, cameras: told }];
  });
}
