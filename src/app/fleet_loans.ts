/**
 * Cameras that boxes lend one another while both are there, at work: loans go out, what is seen comes back, and the other way round.
 *
 * What another box has seen reaches fusion only where its seal is whole, its ticket of these seconds, its loan the one that runs and its picture
 * young. It must never let a camera go on a word that may be old.
 */
import type { NatsConnection } from "@nats-io/nats-core";
import { randomBytes } from "node:crypto";
import { type Camera, seenMessage, type SiteView } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { atBox, foreignCameras, sharedCameras } from "../config/homes.ts";
import type { Config } from "../config/schema.ts";
import { unseal } from "../fleet/calls/seal.ts";
import { SealedSender } from "../fleet/calls/sealed_sender.ts";
import {
  borrowedOf,
  type BorrowerState,
  type CameraSight,
  roomOf,
  sightingsOf,
  startBorrower,
  stepBorrower,
  takeLoan,
} from "../fleet/cameras/borrower.ts";
import type { Taker } from "../fleet/cameras/guard.ts";
import {
  awayOf,
  feedLender,
  type LenderInput,
  type LenderState,
  loansOf,
  type LoanWrite,
  startLender,
  stepLender,
} from "../fleet/cameras/lender.ts";
import { isLookedAt } from "../fleet/cameras/looks.ts";
import {
  type Loan,
  loanSchema,
  loanSubject,
  type Sighting,
  sightingSchema,
  sightingSubject,
} from "../fleet/cameras/loan_words.ts";
import { nameOfCamera, type Offer, type SiteCamera } from "../fleet/cameras/words.ts";
import { addTicket, startTickets, takeWord, type TicketState, type WordRefusal } from "../fleet/tickets.ts";
import type { Secret } from "../reading/secret.ts";

/** What was seen in an older picture does not count: a fire makes new ones. */
export const PICTURE_AGE_MAX_MS = 5_000;

/** A box to which nothing is lent any more is told so for this long: it may have too much to do, and a word or two may be lost. */
const ENDED_MS = 5_000;

/** What they work with. */
export interface FleetLoansParts {
  readonly clock: Clock;
  readonly config: Config & { readonly fleet: NonNullable<Config["fleet"]> };
  readonly key: Secret;
  readonly offer: Offer;
  /** Tells fusion; it may be away. */
  tell(message: unknown): void;
  /** Something arrived that does not count. */
  refused(reason: WordRefusal | "broken-seal" | "old-picture"): void;
  /** A camera has changed hands. */
  note(text: string): void;
}

/** What a step is told. */
export interface LoansSight {
  readonly takers: readonly Taker[];
  readonly looks: boolean;
  /** Names of cameras that are watched in place of boxes that are gone. */
  readonly guarding: ReadonlySet<string>;
}

/** What a step comes to. */
export interface LoansOutcome {
  readonly writes: readonly LoanWrite[];
  readonly borrowed: readonly string[];
  readonly away: readonly string[];
  /** Own cameras that are too many and that nobody takes, where that has lasted. */
  readonly short: number;
}

/** The loans of one box, given and taken. */
export class FleetLoans {
  readonly #parts: FleetLoansParts;
  readonly #run = randomBytes(8).toString("hex");
  #n = 0;
  #nc: NatsConnection | undefined;
  /** Also where the box lends none any more: what stands as lent from before is taken back. */
  #lender: LenderState;
  #borrower: BorrowerState;
  #borrowed: readonly SiteCamera[] = [];
  /** By borrowed camera: when the last picture was taken that the model has seen while it was young, monotonic. */
  readonly #lookedAtMs = new Map<string, number>();
  /** What sightings must show, and what loans must: the newest is told with both loans and heartbeats. */
  #ticket: string | undefined;
  #tickets: TicketState = startTickets();
  #loanTickets: TicketState = startTickets();
  #site: SiteView | undefined;
  /** How the cameras are that others watch, as told last, and when a picture was looked at, monotonic. */
  readonly #elsewhere = new Map<string, { readonly fps: number; readonly seenAtMs: number }>();
  /** By box: when it was lent something last, monotonic. */
  readonly #lentAtMs = new Map<string, number>();
  readonly #sender: SealedSender;

  constructor(parts: FleetLoansParts) {
    const { config, offer } = parts;
    const { fleet, cameras } = config;
    this.#parts = parts;
    this.#sender = new SealedSender(parts.key, (text) => parts.note(text));
    this.#borrower = startBorrower(offer, this.#nowMs);
    const ownCount = cameras.length - foreignCameras(config).length;
    this.#lender = startLender({
      cameras: sharedCameras(config).map(({ id }) => ({ home: fleet.box, id })),
      ownCount,
      camerasMax: fleet.lends?.above ?? ownCount,
    }, this.#nowMs);
  }

  /** The own cameras whose leases must be known: of a box that lends none, until it is known that none stands as lent. */
  get leasesWanted(): readonly SiteCamera[] {
    const { cameras, leases } = this.#lender;
    return this.#lends ? cameras : cameras.filter(({ id }) => leases.get(id)?.lent ?? !leases.has(id));
  }

  /** What a loan to this box must show now; undefined until the first step. */
  get ticket(): string | undefined {
    return this.#ticket;
  }

  /** For how many cameras of others there is room beside `guarding` and those that are lent already. */
  room(guarding: number): number {
    return this.#parts.offer.weight === 0 || this.#isOverloaded ? 0 : roomOf(this.#borrower, guarding);
  }

  /** Works on this connection from now on. */
  attach(nc: NatsConnection): void {
    const { site, box } = this.#parts.config.fleet;
    this.#nc = nc;
    const hear = (subject: string, take: (from: string, bytes: Uint8Array, subject: string) => void) =>
      nc.subscribe(subject, {
        callback: (error, { subject, data }) => {
          // What is on its way when the connection ends is no news.
          if (error === null && nc === this.#nc) take(subject.split(".").at(-1)!, data, subject);
        },
      });
    hear(loanSubject(site, box, "*"), (from, bytes, subject) => this.#loan(from, bytes, subject));
    if (!this.#lends) return;
    hear(sightingSubject(site, box, "*"), (from, bytes, subject) => this.#sighting(from, bytes, subject));
  }

  /** What was read of the leases, or that the servers are reached or not. */
  feed(input: LenderInput): void {
    this.#lender = feedLender(this.#lender, input, this.#nowMs);
  }

  /** How this box' own site is. */
  site(site: SiteView): void {
    this.#site = site;
  }

  /** A message of fusion: what was seen with a camera that is lent goes home at once. */
  seen(message: unknown): void {
    const told = seenMessage.safeParse(message).data;
    if (told === undefined) return;
    const { cameraId, atMs, fire, smoke, x, y, width, height } = told;
    const nowMs = this.#nowMs;
    const isYoung = nowMs - atMs <= PICTURE_AGE_MAX_MS;
    if (isYoung && this.#borrowed.some(({ id }) => id === cameraId)) this.#lookedAtMs.set(cameraId, atMs);
    const seen = {
      ageMs: Math.max(0, nowMs - atMs),
      fire,
      smoke,
      x: part(x),
      y: part(y),
      ...(Number.isFinite(width) && { width: part(width) }),
      ...(Number.isFinite(height) && { height: part(height) }),
    };
    this.#tellSightings(
      this.#sights.filter((sight) => sight.cameraId === cameraId).map((sight) => ({
        ...sight,
        seen,
      })),
    );
  }

  /** To be called once a second. */
  step({ takers, looks, guarding }: LoansSight): LoansOutcome {
    const nowMs = this.#nowMs;
    this.#renewTicket(nowMs);
    const isOverloaded = this.#isOverloaded;
    const borrower = stepBorrower(this.#borrower, { guarding, isOverloaded }, nowMs);
    for (const note of borrower.notes) this.#parts.note(note);
    this.#borrower = borrower.state;
    this.#borrowed = looks ? borrowedOf(this.#borrower, nowMs) : [];
    const borrowed = this.#borrowed.map(({ id }) => id);
    for (const id of this.#lookedAtMs.keys()) if (!borrowed.includes(id)) this.#lookedAtMs.delete(id);
    this.#tellSightings(this.#sights);
    const { state, writes, notes, short } = stepLender(this.#lender, {
      takers,
      looks,
      // What others have lent it goes back before it lends what is its own.
      isOverloaded: isOverloaded && this.#lends && borrowed.length === 0,
      stays: this.#stays(),
    }, nowMs);
    for (const note of notes) this.#parts.note(note);
    this.#lender = state;
    this.#tellLoans(takers, nowMs);
    const away = awayOf(state, nowMs);
    this.#tellElsewhere(away, nowMs);
    return { writes, borrowed, away: [...away.keys()], short };
  }

  get #lends(): boolean {
    return this.#parts.config.fleet.lends !== undefined;
  }

  get #nowMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  get #isOverloaded(): boolean {
    return this.#site?.troubles.some(({ code, active }) => active && code === "cameras-slowed") ?? false;
  }

  /**
   * How the borrowed cameras are, as fusion tells of them. Of those that deliver and that the model does not look at nothing is told: that is the fault of
   * this box, not of the camera, and its silence brings them home.
   */
  get #sights(): CameraSight[] {
    const nowMs = this.#nowMs;
    const known = new Map(this.#site?.cameras.map((camera) => [camera.cameraId, camera]));
    return this.#borrowed.flatMap(({ id: cameraId }): CameraSight[] => {
      const camera = known.get(cameraId);
      if (camera?.isLive !== true) return [{ cameraId, isLive: false, fps: camera?.fps ?? 0 }];
      if (!isLookedAt(camera, this.#lookedAtMs.get(cameraId), nowMs)) return [];
      return [{ cameraId, isLive: true, fps: camera.fps }];
    });
  }

  /** Cameras that are to be seen here: where people look at an alarm, or something is wrong with the picture. */
  #stays(): Set<string> {
    const zones = new Set(this.#site?.alarms.map(({ zoneId }) => zoneId));
    const troubled = new Set(
      this.#site?.troubles.filter(({ active, code }) => active && code !== "camera-alone").map((
        { subject },
      ) => subject),
    );
    const { cameras } = this.#parts.config;
    return new Set(
      cameras.filter(({ id, zone }) => zones.has(zone) || troubled.has(id)).map(({ id }) => id),
    );
  }

  #loan(from: string, bytes: Uint8Array, subject: string): void {
    const loan = unseal(this.#parts.key, subject, bytes, loanSchema);
    if (loan?.from !== from) return this.#parts.refused("broken-seal");
    const nowMs = this.#nowMs;
    const { state, refusal } = takeWord(this.#loanTickets, { ...loan, ticket: loan.shows }, nowMs);
    this.#loanTickets = state;
    if (refusal !== undefined) return this.#parts.refused(refusal);
    this.#borrower = takeLoan(this.#borrower, loan, nowMs);
  }

  #sighting(from: string, bytes: Uint8Array, subject: string): void {
    const nowMs = this.#nowMs;
    const sighting = unseal(this.#parts.key, subject, bytes, sightingSchema);
    if (sighting?.from !== from || sighting.to !== this.#parts.offer.box) {
      return this.#parts.refused("broken-seal");
    }
    const { state, refusal } = takeWord(this.#tickets, sighting, nowMs);
    this.#tickets = state;
    if (refusal !== undefined) return this.#parts.refused(refusal);
    for (const { id, lease, isLive, givesBack, fps, seen } of sighting.cameras) {
      this.feed({ kind: "told", from, id, lease, isLive, givesBack });
      if (awayOf(this.#lender, nowMs).get(id) !== from) continue;
      const before = this.#elsewhere.get(id);
      const isOld = seen !== undefined && seen.ageMs > PICTURE_AGE_MAX_MS;
      if (isOld) this.#parts.refused("old-picture");
      const atMs = seen === undefined || isOld ? undefined : nowMs - seen.ageMs;
      this.#elsewhere.set(id, { fps, seenAtMs: atMs ?? before?.seenAtMs ?? NaN });
      if (atMs === undefined) continue;
      const { fire, smoke, x, y, width = NaN, height = NaN } = seen!;
      this.#parts.tell({ kind: "seen", cameraId: id, atMs, fire, smoke, x, y, width, height });
    }
  }

  #renewTicket(nowMs: number): void {
    this.#ticket = randomBytes(8).toString("hex");
    this.#tickets = addTicket(this.#tickets, this.#ticket, nowMs);
    this.#loanTickets = addTicket(this.#loanTickets, this.#ticket, nowMs);
  }

  #tellLoans(takers: readonly Taker[], nowMs: number): void {
    const { site, box } = this.#parts.config.fleet;
    const loans = loansOf(this.#lender);
    for (const to of loans.keys()) this.#lentAtMs.set(to, nowMs);
    for (const [to, lentAtMs] of this.#lentAtMs) {
      const cameras = loans.get(to) ?? [];
      if (nowMs - lentAtMs >= ENDED_MS) this.#lentAtMs.delete(to);
      const shows = takers.find((taker) => taker.box === to)?.ticket;
      if (shows === undefined) continue;
      const loan: Loan = {
        from: box,
        to,
        run: this.#run,
        n: ++this.#n,
        shows,
        ticket: this.#ticket!,
        cameras,
      };
      this.#send(loanSubject(site, to, box), loan);
    }
  }

  #tellSightings(sights: readonly CameraSight[]): void {
    const { site, box } = this.#parts.config.fleet;
    for (const told of sightingsOf(this.#borrower, sights, this.#nowMs)) {
      const sighting: Sighting = { ...told, run: this.#run, n: ++this.#n };
      this.#send(sightingSubject(site, told.to, box), sighting);
    }
  }

  /** Fusion lists the cameras that others watch as it lists the others. */
  #tellElsewhere(away: ReadonlyMap<string, string>, nowMs: number): void {
    for (const id of this.#elsewhere.keys()) if (!away.has(id)) this.#elsewhere.delete(id);
    if (away.size === 0) return;
    const cameras = this.#parts.config.cameras.filter(({ id }) => away.has(id)).map(
      ({ id, name = id, zone }): Camera => {
        const { fps = 0, seenAtMs = NaN } = this.#elsewhere.get(id) ?? {};
        return {
          cameraId: id,
          zoneId: zone,
          name: atBox(name, away.get(id)!),
          phase: "live",
          isLive: true,
          freshAgeMs: nowMs - seenAtMs,
          fps,
          factor: 1,
          frames: 0,
          dropped: 0,
        };
      },
    );
    this.#parts.tell({ kind: "cameras", cameras });
  }

  #send(subject: string, body: unknown): void {
    this.#sender.send(this.#nc, subject, body);
  }
}

/** A part of the picture: what a model places a little outside is at its edge. */
function part(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0.5;
}

/** Names of cameras, for a lookup. */
export function namesOf(cameras: readonly SiteCamera[]): Set<string> {
  return new Set(cameras.map(nameOfCamera));
}
