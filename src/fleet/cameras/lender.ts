/**
 * Which of this box' own cameras another one watches for it: pure, from what it can watch, who has room, what the watchers tell and time, to
 * leases, loans and the cameras that need not be watched here.
 *
 * What is seen counts here alone, as what the box' own detector sees would. A camera is let go of only when the other box has shown
 * that its pictures are of now, and is taken back as soon as it does not show that any more: in doubt both watch it, and never none.
 */
import type { LeaseEntry, Taker } from "./guard.ts";
import { ranked } from "./rank.ts";
import { type Relief, startRelief, stepRelief } from "./relief.ts";
import { nameOfCamera, type SiteCamera } from "./words.ts";

/** A watcher that has not told of a camera for so long does not watch it. Shorter, and each hiccup of the network hands cameras about; longer is how long nobody may watch. */
export const SEEN_MS = 6_000;
/** A loan of which no live picture has come by then has failed: a stream needs some seconds to start, and may be tried twice. */
export const BEGIN_MS = 25_000;
/** A box that gets no good picture of a camera, or has given it back, is not lent it again for so long. */
export const COOL_MS = 10 * 60_000;
/** A box that fell silent is lent nothing for so long; if it is gone, it must also have been back for a while (`presence.ts`). */
export const SILENT_COOL_MS = 60_000;
/** Leases are read once a second: older, and this box is cut off itself, whatever its connection looks like. */
const READ_MS = 3_500;
/** The room that a box tells of may not know of loans that are younger. */
const ROOM_LAG_MS = 10_000;
/** Cameras that should be lent and that nobody takes are a trouble after this: shorter, and each restart of another box would be one. */
export const SHORT_MS = 180_000;

interface LoanOfCamera {
  readonly to: string;
  /** Monotonic. */
  readonly sinceMs: number;
  /** Of its lease, as soon as that has been read: what is told must show it. */
  readonly lease?: number;
  /** When it was told last that its pictures are of now. */
  readonly seenAtMs?: number;
  /** They were, and are not any more. */
  readonly isDead?: boolean;
  /** Its watcher has too much to do, and wants to be rid of it. */
  readonly isGivenBack?: boolean;
}

/** All that the lender knows. */
export interface LenderState {
  /** Cameras of this box that others may watch. */
  readonly cameras: readonly SiteCamera[];
  /** All cameras of this box, and how many of them it watches itself at the most while others have room. */
  readonly ownCount: number;
  readonly camerasMax: number;
  /** By the camera's id. */
  readonly loans: ReadonlyMap<string, LoanOfCamera>;
  /** By id, as far as they have been read on this connection. */
  readonly leases: ReadonlyMap<string, LeaseEntry>;
  readonly isReached: boolean;
  /** When a lease was read last, monotonic. */
  readonly readAtMs: number;
  /** By id and box, or by box alone: until when it, or anything, is not lent there again. */
  readonly coolUntilMs: ReadonlyMap<string, number>;
  /** Cameras that are lent because of an overload, beyond those that are too many anyway. */
  readonly relief: Relief;
  readonly shortSinceMs?: number;
}

/** What can happen between ticks. */
export type LenderInput =
  | { readonly kind: "reached" | "lost" }
  | { readonly kind: "lease"; readonly camera: SiteCamera; readonly lease: LeaseEntry }
  | {
    readonly kind: "told";
    readonly from: string;
    readonly id: string;
    readonly lease: number;
    readonly isLive: boolean;
    readonly givesBack?: boolean | undefined;
  };

/** What is known at a tick, once a second. */
export interface LenderSight {
  readonly takers: readonly Taker[];
  /** Whether this box looks at cameras at all. */
  readonly looks: boolean;
  readonly isOverloaded: boolean;
  /** Ids of cameras that stay here: an alarm stands in their zone, or something is wrong with their pictures. */
  readonly stays: ReadonlySet<string>;
}

/** One lease to write, on the revision that was seen; 0: there must be none. */
export interface LoanWrite {
  readonly camera: SiteCamera;
  readonly act: "lend" | "release";
  readonly holder?: string;
  readonly onRevision: number;
}

/** What a tick comes to. */
export interface LenderOutcome {
  readonly state: LenderState;
  readonly writes: readonly LoanWrite[];
  /** What changed hands, one sentence each. */
  readonly notes: readonly string[];
  /** Cameras that should be watched by others and that nobody takes, where that has lasted. */
  readonly short: number;
}

/** Has lent nothing. */
export function startLender(
  { cameras, ownCount, camerasMax }: Pick<LenderState, "cameras" | "ownCount" | "camerasMax">,
  nowMs: number,
): LenderState {
  return {
    cameras,
    ownCount,
    camerasMax,
    loans: new Map(),
    leases: new Map(),
    isReached: false,
    readAtMs: -Infinity,
    coolUntilMs: new Map(),
    relief: startRelief(nowMs),
  };
}

/** Takes one input in. Only a tick decides anything. */
export function feedLender(state: LenderState, input: LenderInput, nowMs: number): LenderState {
  switch (input.kind) {
    case "reached":
      return { ...state, isReached: true };
    case "lost":
      return { ...state, isReached: false, leases: new Map() };
    case "lease":
      return {
        ...state,
        readAtMs: nowMs,
        leases: new Map(state.leases).set(input.camera.id, input.lease),
      };
    case "told": {
      const loan = state.loans.get(input.id);
      // Of another box, or of an earlier loan.
      if (loan === undefined || loan.to !== input.from || loan.lease !== input.lease) return state;
      const told = toldOf(loan, input, nowMs);
      if (told === undefined) return state;
      return { ...state, loans: new Map(state.loans).set(input.id, told) };
    }
  }
}

function toldOf(
  loan: LoanOfCamera,
  { isLive, givesBack }: Pick<Extract<LenderInput, { kind: "told" }>, "isLive" | "givesBack">,
  nowMs: number,
): LoanOfCamera | undefined {
  if (givesBack === true) return { ...loan, isGivenBack: true };
  if (isLive) return { ...loan, seenAtMs: nowMs };
  return loan.seenAtMs === undefined ? undefined : { ...loan, isDead: true };
}

/** The cameras that another box watches now, with that box. They need not be watched here, and what that box sees counts. */
export function awayOf(state: LenderState, nowMs: number): Map<string, string> {
  const away = [...state.loans].filter(([, { seenAtMs, isDead, isGivenBack }]) =>
    seenAtMs !== undefined && isDead !== true && isGivenBack !== true && nowMs - seenAtMs < SEEN_MS
  );
  return new Map(away.map(([id, { to }]) => [id, to]));
}

/** What each box is to be told that it watches, by box. */
export function loansOf(
  { loans }: LenderState,
): Map<string, { readonly id: string; readonly lease: number }[]> {
  const told = new Map<string, { id: string; lease: number }[]>();
  for (const [id, { to, lease }] of loans) {
    if (lease !== undefined) told.set(to, [...told.get(to) ?? [], { id, lease }]);
  }
  return told;
}

/** Decides. To be called once a second. */
export function stepLender(before: LenderState, sight: LenderSight, nowMs: number): LenderOutcome {
  const { isOverloaded } = sight;
  const next = Math.min(before.relief.cameras + 1, before.cameras.length);
  const relief = stepRelief(before.relief, { isOverloaded, next }, nowMs);
  const desk = new Desk({ ...before, relief }, sight, nowMs);
  desk.endLoans();
  desk.makeLoans();
  return desk.outcome();
}

/** One tick's work. */
class Desk {
  readonly #state: LenderState;
  readonly #sight: LenderSight;
  readonly #nowMs: number;
  readonly #loans: Map<string, LoanOfCamera>;
  readonly #cool: Map<string, number>;
  readonly #writes: LoanWrite[] = [];
  readonly #notes: string[] = [];
  readonly #wanted: number;

  constructor(state: LenderState, sight: LenderSight, nowMs: number) {
    this.#state = state;
    this.#sight = sight;
    this.#nowMs = nowMs;
    this.#loans = new Map(state.loans);
    this.#cool = new Map([...state.coolUntilMs].filter(([, untilMs]) => untilMs > nowMs));
    const tooMany = Math.max(0, state.ownCount - state.camerasMax) + state.relief.cameras;
    this.#wanted = Math.min(tooMany, state.cameras.filter(({ id }) => !sight.stays.has(id)).length);
  }

  endLoans(): void {
    const { cameras, leases } = this.#state;
    for (const [id, loan] of this.#loans) {
      const end = this.#endOf(id, loan);
      if (end === undefined) continue;
      this.#loans.delete(id);
      if (end.blames === "camera") this.#cool.set(`${id}\n${loan.to}`, this.#nowMs + COOL_MS);
      if (end.blames === "box") this.#cool.set(loan.to, this.#nowMs + SILENT_COOL_MS);
      if (loan.seenAtMs !== undefined) this.#notes.push(`camera ${id} is watched here again: ${end.why}`);
    }
    // Those that were lent first stay away.
    for (const id of [...this.#loans.keys()].slice(this.#wanted)) {
      this.#loans.delete(id);
      this.#notes.push(`camera ${id} is watched here again: there is room`);
    }
    for (const camera of cameras) {
      const lease = leases.get(camera.id);
      const loan = this.#loans.get(camera.id);
      if (lease?.lent === true && lease.holder !== loan?.to) {
        this.#writes.push({ camera, act: "release", onRevision: lease.revision });
      } else if (lease?.lent === true && loan !== undefined && loan.lease === undefined) {
        this.#loans.set(camera.id, { ...loan, lease: lease.revision });
      }
    }
  }

  makeLoans(): void {
    if (!this.#sight.looks || !this.#state.isReached) return;
    const { stays } = this.#sight;
    // A camera that comes back this moment is lent again before another: the choice depends on nothing that has been.
    const returning =
      this.#state.cameras.filter(({ id }) =>
        this.#state.leases.get(id)?.lent === true && !this.#loans.has(id) && !stays.has(id)
      ).length;
    for (const camera of this.#state.cameras) {
      const lease = this.#state.leases.get(camera.id);
      // Whoever has watched it while this box was gone gives it back first; so does who was lent it before.
      if (lease === undefined || lease.holder !== undefined) continue;
      let loan = this.#loans.get(camera.id);
      if (loan === undefined && this.#loans.size < this.#wanted - returning && !stays.has(camera.id)) {
        const to = this.#takerOf(camera);
        if (to !== undefined) this.#loans.set(camera.id, loan = { to, sinceMs: this.#nowMs });
      }
      if (loan === undefined) continue;
      this.#writes.push({ camera, act: "lend", holder: loan.to, onRevision: lease.revision });
    }
  }

  outcome(): LenderOutcome {
    const { shortSinceMs: sinceMs, ...state } = this.#state;
    const missing = this.#wanted - this.#loans.size;
    const shortSinceMs = missing > 0 && state.isReached ? sinceMs ?? this.#nowMs : undefined;
    return {
      state: {
        ...state,
        loans: this.#loans,
        coolUntilMs: this.#cool,
        ...(shortSinceMs !== undefined && { shortSinceMs }),
      },
      writes: this.#writes,
      notes: this.#notes,
      short: shortSinceMs !== undefined && this.#nowMs - shortSinceMs >= SHORT_MS ? missing : 0,
    };
  }

  /** Why a loan ends now, and whose fault that is; undefined: it goes on. */
  #endOf(
    id: string,
    loan: LoanOfCamera,
  ): { readonly why: string; readonly blames: "nobody" | "camera" | "box" } | undefined {
    const { to, sinceMs, seenAtMs, isDead, isGivenBack } = loan;
    if (this.#sight.stays.has(id)) {
      return { why: "an alarm stands there, or its pictures are to be looked into", blames: "nobody" };
    }
    if (isDead) return { why: `box ${to} gets no picture of it, or no good one`, blames: "camera" };
    if (isGivenBack) return { why: `box ${to} gives it back: it has too much to do`, blames: "camera" };
    const silentMs = this.#nowMs - (seenAtMs ?? sinceMs);
    // While this box is cut off itself it knows nothing of the others.
    const { isReached, readAtMs } = this.#state;
    const isIn = isReached && this.#nowMs - readAtMs < READ_MS;
    if (seenAtMs === undefined && silentMs >= BEGIN_MS) {
      return { why: `box ${to} has shown no picture of it`, blames: isIn ? "camera" : "nobody" };
    }
    if (seenAtMs !== undefined && silentMs >= SEEN_MS) {
      return { why: `box ${to} has told nothing of it for 6 s`, blames: isIn ? "box" : "nobody" };
    }
    if (!isReached) return undefined;
    const lease = this.#state.leases.get(id);
    if (loan.lease !== undefined && lease !== undefined && lease.revision !== loan.lease) {
      return { why: "its lease is another's", blames: "nobody" };
    }
    const taker = this.#sight.takers.find(({ box }) => box === to);
    if (taker !== undefined) return undefined;
    return { why: `box ${to} is not heard, or looks at no camera`, blames: "box" };
  }

  /** Who is to be lent a camera: by weight, of those with room. */
  #takerOf(camera: SiteCamera): string | undefined {
    const name = nameOfCamera(camera);
    const young = [...this.#loans.values()].filter(({ sinceMs }) => this.#nowMs - sinceMs < ROOM_LAG_MS);
    const candidates = this.#sight.takers.filter(({ box, room, takes, isSteady }) =>
      isSteady && takes.has(name) && !this.#cool.has(`${camera.id}\n${box}`) && !this.#cool.has(box) &&
      room - young.filter(({ to }) => to === box).length > 0
    );
    return ranked(name, candidates)[0];
  }
}
