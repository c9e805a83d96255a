/**
 * Which cameras of other boxes this one watches: pure, from who is heard, what stands in the site's leases and time, to what is to be
 * watched and which leases are to be written.
 *
 * Each box always watches its own cameras, whatever stands anywhere: here it is only about those of boxes that are gone. Two boxes that
 * watch one camera do no harm, none does. So in doubt a box watches; the leases see to it that it is one, soon.
 */
import { type BlindState, isBlindTo, stepBlindness } from "./blindness.ts";
import { nameOfCamera, type Offer, type SiteCamera } from "./words.ts";
import {
  hear,
  isSteady,
  notice,
  type Presence,
  presenceOf,
  type PresenceState,
  reach,
  startPresence,
} from "./presence.ts";
import { ranked } from "./rank.ts";

/** How long the next in rank waits for the one before it. Its lease is there within a second, or it cannot. */
export const RANK_STEP_MS = 3_000;
/** An orphaned camera that nobody watches after this is a trouble. */
export const UNGUARDED_MS = 30_000;
/** A camera of this box that nobody would take over after this is a trouble. Shorter, and each restart of the only other box would be one. */
export const ALONE_MS = 180_000;

/** More than a site has: what stands in the bucket is written by whoever may write to the servers. */
const BOXES_MAX = 256;
const LEASES_MAX = 4_096;

/** A lease as it stands in the bucket. */
export interface LeaseEntry {
  /** Absent: it was given back. */
  readonly holder?: string | undefined;
  /** Its own box has lent it while it is there (`lender.ts`): that box gives it back, too. Should it die meanwhile, the holder is its guard. */
  readonly lent?: boolean | undefined;
  readonly revision: number;
}

/** A box that may be lent cameras. */
export interface Taker {
  readonly box: string;
  /** Above 0. */
  readonly weight: number;
  /** Cameras that it has room for beside those it watches already, as it told last. */
  readonly room: number;
  /** What a loan to it must show. Absent: it has told of none, and takes no loan. */
  readonly ticket?: string;
  /** Names of the cameras that it has in its configuration. */
  readonly takes: ReadonlySet<string>;
  /** It has been there for long enough to be trusted. */
  readonly isSteady: boolean;
}

/** All that one box knows and does. */
export interface GuardState {
  readonly offer: Offer;
  /** Cameras of this box that others are to take over when it is gone. */
  readonly shared: readonly SiteCamera[];
  readonly presence: PresenceState;
  /** By box; without this one's own. */
  readonly offers: ReadonlyMap<string, Offer>;
  /** By box: for how many cameras of others it has room now, and what a loan must show, as it told last. */
  readonly rooms: ReadonlyMap<string, Pick<Taker, "room" | "ticket">>;
  /** By camera, as far as they have been read. */
  readonly leases: ReadonlyMap<string, LeaseEntry>;
  /** All that stands in the bucket has been read on this connection. */
  readonly isRead: boolean;
  /** What it watches for others. Absent: after a start nothing is known yet, and what was watched before it goes on. */
  readonly guarding?: ReadonlySet<string>;
  /** Of those that it watches for others, which it does not see: their leases are free for a box that does. */
  readonly blind: BlindState;
  /** Since when each orphaned camera has had no living holder, monotonic. */
  readonly freeSinceMs: ReadonlyMap<string, number>;
  /** Since when nobody who is there would take over each of the shared ones, monotonic. */
  readonly aloneSinceMs: ReadonlyMap<string, number>;
}

/** What can happen. */
export type GuardInput =
  | { readonly kind: "reached" }
  | { readonly kind: "lost" }
  | { readonly kind: "beat"; readonly box: string; readonly looks: boolean }
    & Partial<Pick<Taker, "room" | "ticket">>
  | { readonly kind: "offer"; readonly box: string; readonly offer: Offer }
  | { readonly kind: "lease"; readonly camera: SiteCamera; readonly lease: LeaseEntry }
  /** All that stands in the bucket has been told. */
  | { readonly kind: "read" }
  /** Once a second. */
  | {
    readonly kind: "tick";
    /** Whether this box looks at cameras at all: its detector may be down. */
    readonly looks: boolean;
    /** Names of cameras that it watches for boxes that are gone, and of which it has no good picture. */
    readonly unseen?: ReadonlySet<string>;
  };

/** One lease to write, on the revision that was seen; 0: there must be none. */
export interface LeaseWrite {
  readonly camera: SiteCamera;
  readonly act: "take" | "release";
  readonly onRevision: number;
}

/** A camera that nobody watches, and why this box does not. */
export interface Unguarded {
  readonly camera: SiteCamera;
  readonly why: "no-weight" | "full" | "blind" | "not-taken";
}

/** What a tick comes to. */
export interface GuardOutcome {
  readonly state: GuardState;
  readonly writes: readonly LeaseWrite[];
  readonly unguarded: readonly Unguarded[];
  /** Cameras of this box that nobody would watch if it were gone. */
  readonly alone: readonly SiteCamera[];
}

/** Knows nothing yet. */
export function startGuard(offer: Offer, shared: readonly SiteCamera[] = []): GuardState {
  const maps = {
    offers: new Map(),
    rooms: new Map(),
    leases: new Map(),
    blind: new Map(),
    freeSinceMs: new Map(),
    aloneSinceMs: new Map(),
  };
  return { offer, shared, presence: startPresence(), isRead: false, ...maps };
}

/** Takes one input in. Only a tick decides anything. */
export function stepGuard(state: GuardState, input: GuardInput, nowMs: number): GuardOutcome {
  if (input.kind === "tick") return decide(state, input, nowMs);
  return { state: take(state, input, nowMs), writes: [], unguarded: [], alone: [] };
}

/** The cameras of others that are watched here, in the order of the configuration; undefined: not known yet. */
export function guardedOf({ offer, guarding }: GuardState): SiteCamera[] | undefined {
  return guarding === undefined
    ? undefined
    : offer.takes.filter((camera) => guarding.has(nameOfCamera(camera)));
}

/** The cameras whose leases must be known now: those that may have to be taken, kept or given back. All of them, until they have been read. */
export function leasesWanted(state: GuardState, nowMs: number): readonly SiteCamera[] {
  const { offer, presence, guarding, isRead, leases } = state;
  return offer.takes.filter((camera) => {
    const name = nameOfCamera(camera);
    return !isRead || guarding?.has(name) || leases.get(name)?.holder === offer.box ||
      !isSteady(presence, camera.home, nowMs);
  });
}

/** The boxes that are there and may be lent cameras, with their room. */
export function takersOf({ offers, presence, rooms }: GuardState, nowMs: number): Taker[] {
  return [...offers.values()].filter(({ box, weight }) =>
    weight > 0 && presenceOf(presence, box, nowMs) === "here"
  ).map(({ box, weight, takes }) => ({
    box,
    weight,
    // What does not tell of its room is of a version that borrows nothing.
    room: 0,
    ...rooms.get(box),
    takes: new Set(takes.map(nameOfCamera)),
    isSteady: isSteady(presence, box, nowMs),
  }));
}

/** Boxes that are there, but for this one. */
export function boxesHere({ offer, presence }: GuardState, nowMs: number): string[] {
  return [...presence.boxes.keys()].filter((box) =>
    box !== offer.box && presenceOf(presence, box, nowMs) === "here"
  );
}

function take(state: GuardState, input: Exclude<GuardInput, { kind: "tick" }>, nowMs: number): GuardState {
  const { presence } = state;
  switch (input.kind) {
    case "reached":
      return { ...state, presence: reach(presence, true, nowMs) };
    case "lost":
      return {
        ...state,
        offers: new Map(),
        leases: new Map(),
        isRead: false,
        presence: reach(presence, false, nowMs),
        freeSinceMs: new Map(),
        aloneSinceMs: new Map(),
      };
    case "beat": {
      const known = { ...state, presence: hear(presence, input.box, input.looks, nowMs) };
      const { box, room, ticket } = input;
      if (room === undefined || !known.presence.boxes.has(box)) return known;
      const told = { room, ...(ticket !== undefined && { ticket }) };
      return { ...known, rooms: new Map(state.rooms).set(box, told) };
    }
    case "offer":
      if (input.box === state.offer.box || state.offers.size >= BOXES_MAX) return state;
      return { ...state, offers: new Map(state.offers).set(input.box, input.offer) };
    case "lease":
      if (state.leases.size >= LEASES_MAX) return state;
      return { ...state, leases: new Map(state.leases).set(nameOfCamera(input.camera), input.lease) };
    case "read":
      return { ...state, isRead: true };
  }
}

/** What is known at one moment. */
interface Moment {
  readonly state: GuardState;
  /** Of any box, this one too: it is gone where it does not look at cameras. */
  presence(box: string): Presence;
}

function decide(
  before: GuardState,
  { looks, unseen = new Set() }: Extract<GuardInput, { kind: "tick" }>,
  nowMs: number,
): GuardOutcome {
  const { offer, leases } = before;
  // It judges itself as it judges the others: a detector that restarts is no reason to hand anything over.
  const presenceNow = notice(hear(before.presence, offer.box, looks, nowMs), nowMs);
  const blind = stepBlindness(before.blind, before.guarding ?? new Set(), unseen, nowMs);
  const state = { ...before, presence: presenceNow, blind };
  // Cut off, what is watched goes on being watched: whoever took it over meanwhile does no harm.
  if (!state.isRead) return { state, writes: [], unguarded: [], alone: [] };
  const presence = (box: string): Presence => presenceOf(state.presence, box, nowMs);
  const isBlind = presence(offer.box) === "gone";
  const moment: Moment = { state, presence };
  const freeSinceMs = new Map<string, number>();
  for (const camera of orphansOf(moment)) {
    const name = nameOfCamera(camera);
    freeSinceMs.set(name, state.freeSinceMs.get(name) ?? nowMs);
  }
  const ranks = ranksOf(moment, freeSinceMs);
  const guarding = new Set(state.guarding);
  const writes: LeaseWrite[] = [];
  const unguarded: Unguarded[] = [];
  for (const camera of offer.takes) {
    const name = nameOfCamera(camera);
    const lease = leases.get(name);
    const isOwn = lease?.holder === offer.box;
    const seesNothing = isBlindTo(blind, name, nowMs);
    const write = (act: LeaseWrite["act"]) => writes.push({ camera, act, onRevision: lease?.revision ?? 0 });
    if (isBlind || (presence(camera.home) === "here" && isSteady(state.presence, camera.home, nowMs))) {
      guarding.delete(name);
      if (isOwn && !lease.lent) write("release");
    } else if (isOwn) {
      // It tries on, but whoever sees more may have it.
      guarding.add(name);
      if (seesNothing) write("release");
    } else if (lease?.holder !== undefined && presence(lease.holder) === "here") {
      guarding.delete(name);
      continue;
    }
    const freeMs = freeSinceMs.get(name);
    if (freeMs === undefined) continue;
    const hasRoom = guarding.has(name) || guarding.size < offer.camerasMax;
    const rank = hasRoom ? ranks.get(name)?.indexOf(offer.box) ?? -1 : -1;
    // Who has not seen it before comes after all others, and takes no lease: without one, who sees something has it at once.
    const turn = seesNothing ? ranks.get(name)?.length ?? 0 : rank;
    const isDue = rank >= 0 && nowMs - freeMs >= turn * RANK_STEP_MS;
    if (!seesNothing && (isDue || guarding.has(name))) write("take");
    // Where the lease cannot be written the first in rank watches all the same.
    if (seesNothing ? isDue : rank === 0) guarding.add(name);
    if (!guarding.has(name) && nowMs - freeMs >= UNGUARDED_MS) {
      unguarded.push({ camera, why: whyNot(moment, isBlind) });
    }
  }
  const aloneSinceMs = aloneSince(moment, nowMs);
  const alone = state.shared.filter((camera) =>
    nowMs - (aloneSinceMs.get(nameOfCamera(camera)) ?? nowMs) >= ALONE_MS
  );
  return { state: { ...state, guarding, freeSinceMs, aloneSinceMs }, writes, unguarded, alone };
}

/** The cameras of this box that nobody who is there would take over, and since when that is so. */
function aloneSince({ state, presence }: Moment, nowMs: number): Map<string, number> {
  const takers = [...state.offers.values()].filter(({ box, weight, camerasMax }) =>
    weight > 0 && camerasMax > 0 && presence(box) === "here"
  );
  const covered = new Set(takers.flatMap(({ takes }) => takes.map(nameOfCamera)));
  const alone = state.shared.map(nameOfCamera).filter((name) => !covered.has(name));
  return new Map(alone.map((name) => [name, state.aloneSinceMs.get(name) ?? nowMs]));
}

/** Cameras whose home is gone and that nobody who lives holds, in one order for all boxes. */
function orphansOf({ state: { offer, offers, leases }, presence }: Moment): SiteCamera[] {
  const cameras = new Map<string, SiteCamera>();
  for (const { takes } of [offer, ...offers.values()]) {
    for (const camera of takes) cameras.set(nameOfCamera(camera), camera);
  }
  return [...cameras].filter(([name, { home }]) => {
    if (presence(home) !== "gone") return false;
    const holder = leases.get(name)?.holder;
    return holder === undefined || presence(holder) === "gone";
  }).sort(([a], [b]) => a < b ? -1 : 1).map(([, camera]) => camera);
}

/** Who is to take each orphaned camera, first first. Whoever is full is left out, so that all of them find room where there is some. */
function ranksOf(
  { state: { offer: own, offers, leases }, presence }: Moment,
  orphans: ReadonlyMap<string, unknown>,
): Map<string, string[]> {
  const living = [own, ...offers.values()].filter(({ box, weight }) => weight > 0 && presence(box) === "here")
    .map((offer) => ({ ...offer, takes: new Set(offer.takes.map(nameOfCamera)) }));
  const loads = new Map<string, number>();
  const add = (box: string) => loads.set(box, (loads.get(box) ?? 0) + 1);
  for (const [name, { holder }] of leases) {
    // What was read of a camera whose box is back may be old.
    const isBack = presence(name.slice(0, name.indexOf("/"))) === "here";
    if (holder !== undefined && !isBack && presence(holder) === "here") add(holder);
  }
  const ranks = new Map<string, string[]>();
  for (const name of orphans.keys()) {
    const candidates = living.filter(({ box, takes, camerasMax }) =>
      takes.has(name) && (loads.get(box) ?? 0) < camerasMax
    );
    const boxes = ranked(name, candidates);
    ranks.set(name, boxes);
    if (boxes.length > 0) add(boxes[0]);
  }
  return ranks;
}

function whyNot({ state: { offer, guarding } }: Moment, isBlind: boolean): Unguarded["why"] {
  if (offer.weight === 0 || offer.camerasMax === 0) return "no-weight";
  if (isBlind) return "blind";
  return (guarding?.size ?? 0) >= offer.camerasMax ? "full" : "not-taken";
}
