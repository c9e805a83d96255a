/**
 * Cameras of other boxes at work: hears who lives, keeps leases in the servers' key-value store, and says which cameras this box is to watch.
 *
 * It decides nothing about a box's own cameras: those are watched whatever stands on any server.
 */
import { jetstreamManager } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import { Gauge, type Registry } from "prom-client";
import type { z } from "zod";
import type { guardMessage, SiteView } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { foreignCameras, sharedCameras } from "../config/homes.ts";
import type { Config } from "../config/schema.ts";
import {
  boxesHere,
  guardedOf,
  type GuardInput,
  type GuardState,
  leasesWanted,
  type LeaseWrite,
  startGuard,
  stepGuard,
  takersOf,
  type Unguarded,
} from "../fleet/cameras/guard.ts";
import { readLeases, tellOffer, writeLease } from "../fleet/cameras/lease_table.ts";
import { cameraBucket, nameOfCamera, type Offer, type SiteCamera } from "../fleet/cameras/words.ts";
import { describeNatsFault } from "../fleet/fault.ts";
import { storeOf } from "../fleet/kv.ts";
import { hearBeats } from "../fleet/site/reader.ts";
import { ensureStore } from "../fleet/stream.ts";
import type { LoanWrite } from "../fleet/cameras/lender.ts";
import type { Secret } from "../reading/secret.ts";
import type { TroubleCode } from "../reading/trouble.ts";
import { FleetLoans, type FleetLoansParts, namesOf } from "./fleet_loans.ts";

/** Leases that must be known are read this often, those of boxes that are there not at all. It adds to the time until a camera is taken. */
const LOOK_MS = 1_000;
/** A store that refuses is asked again after this: its disk may be full, or its administrator at work. */
const RETRY_MS = 2_000;
/** The own offer is written this often, and those of the others are read: a store that was emptied is filled again. */
const OFFER_MS = 60_000;

/** What it works with. */
export interface FleetCamerasParts {
  readonly clock: Clock;
  readonly registry: Registry;
  readonly config: Config & { readonly fleet: NonNullable<Config["fleet"]> };
  /** Whether this box looks at cameras at all now. */
  looks(): boolean;
  /** Told once a second: so the shared cameras are watched. */
  guard(watch: z.infer<typeof guardMessage>): void;
  /** A fault is there with its detail, or, undefined, is not. */
  fault(code: TroubleCode, subject: string, detail: string | undefined): void;
  note(text: string): void;
  readonly loans: Pick<FleetLoansParts, "tell" | "refused" | "note">;
}

/** The cameras that one box watches for others, and its own that others are to watch. Only where its configuration has some. */
export class FleetCameras {
  readonly #parts: FleetCamerasParts;
  readonly #offer: Offer;
  readonly #shared: readonly SiteCamera[];
  readonly #writing = new Set<string>();
  readonly #figures: Readonly<Record<"guarding" | "borrowed" | "away", Gauge>>;
  #state: GuardState;
  /** Undefined without the site's key: then nothing is lent or borrowed. */
  #loans: FleetLoans | undefined;
  #site: SiteView | undefined;
  #nc: NatsConnection | undefined;
  #kv: KV | undefined;
  /** Why the store cannot be used; undefined: it can. */
  #storeFault: string | undefined;

  constructor(parts: FleetCamerasParts) {
    const { config } = parts;
    const { box, guards } = config.fleet;
    this.#parts = parts;
    this.#offer = {
      v: 1,
      box,
      ...guards,
      takes: foreignCameras(config).map(({ home, id }) => ({ home, id })),
      shares: sharedCameras(config).map(({ id }) => id),
    };
    this.#shared = sharedCameras(config).map(({ id }) => ({ home: box, id }));
    this.#state = startGuard(this.#offer, this.#shared);
    const gauge = (name: string, help: string) =>
      new Gauge({ name: `embereye_fleet_${name}`, help, registers: [parts.registry] });
    this.#figures = {
      guarding: gauge("guarding", "Cameras of boxes that are gone which this one watches"),
      borrowed: gauge("borrowed", "Cameras that this box watches for others which have too many"),
      away: gauge("away", "Cameras of this box that another one watches for it"),
    };
  }

  /** What heartbeats say to who would lend this box cameras: nothing where it borrows none. */
  get forLenders(): { readonly room: number; readonly ticket?: string } | undefined {
    if (this.#loans === undefined) return undefined;
    const { ticket } = this.#loans;
    const room = this.#loans.room(guardedOf(this.#state)?.length ?? 0);
    return { room, ...(ticket !== undefined && { ticket }) };
  }

  /** The site's key is there: cameras may be lent and borrowed. */
  lendWith(key: Secret): void {
    const { clock, config, loans } = this.#parts;
    this.#loans = new FleetLoans({ clock, config, key, offer: this.#offer, ...loans });
    if (this.#nc !== undefined) this.#loans.attach(this.#nc);
    if (this.#nc !== undefined) this.#loans.feed({ kind: "reached" });
  }

  /** How this box' own site is. */
  site(site: SiteView): void {
    this.#site = site;
    this.#loans?.site(site);
  }

  /** A message of fusion: what was seen with a camera that is lent. */
  seen(message: unknown): void {
    this.#loans?.seen(message);
  }

  /** Why cameras cannot be shared now, though there is a connection. */
  get fault(): string | undefined {
    return this.#storeFault;
  }

  /** Works on one connection until `ended` is aborted. */
  async run(nc: NatsConnection, ended: AbortSignal): Promise<void> {
    const { clock, config: { fleet: { site } }, note } = this.#parts;
    hearBeats(nc, site, {
      beat: ({ box, looks = true, room, ticket }) => {
        if (ended.aborted) return;
        const forLenders = { ...(room !== undefined && { room }), ...(ticket !== undefined && { ticket }) };
        this.#feed({ kind: "beat", box, looks, ...forLenders });
      },
      log: () => undefined,
      notUnderstood: (subject) => note(`a message on ${subject} was not understood`),
    });
    this.#nc = nc;
    this.#loans?.attach(nc);
    this.#loans?.feed({ kind: "reached" });
    this.#feed({ kind: "reached" });
    while (!ended.aborted) {
      const fault = await this.#keep(nc, ended).catch(describeNatsFault);
      this.#kv = undefined;
      if (fault === undefined || ended.aborted) break;
      if (fault !== this.#storeFault) note(`the leases of shared cameras cannot be kept: ${fault}`);
      this.#storeFault = fault;
      await clock.sleep(RETRY_MS, ended).catch(() => undefined);
    }
    this.#nc = undefined;
    this.#loans?.feed({ kind: "lost" });
    this.#feed({ kind: "lost" });
  }

  /** To be called once a second. */
  step(): void {
    const { clock, guard } = this.#parts;
    const looks = this.#parts.looks();
    const { writes, unguarded, alone } = this.#feed({ kind: "tick", looks, unseen: this.#unseen() });
    const guarded = guardedOf(this.#state);
    const loans = this.#loans?.step({
      takers: takersOf(this.#state, clock.monotonicMs()),
      looks,
      guarding: namesOf(guarded ?? []),
    }) ?? NO_LOANS;
    for (const write of [...writes, ...loans.writes]) void this.#write(write);
    const { borrowed, away, short } = loans;
    // After a start it is not known yet: what was watched before it is watched on.
    if (guarded !== undefined) {
      guard({
        kind: "guard",
        cameraIds: guarded.map(({ id }) => id),
        borrowed: [...borrowed],
        away: [...away],
      });
    }
    this.#figures.guarding.set(guarded?.length ?? 0);
    this.#figures.borrowed.set(borrowed.length);
    this.#figures.away.set(away.length);
    const crowd =
      `${short} of its cameras should be watched by other boxes (fleet.lends), and none takes them`;
    this.#parts.fault("cameras-unshared", "cameras", short > 0 ? crowd : undefined);
    this.#tellTroubles(guarded ?? [], unguarded);
    for (const camera of this.#shared) {
      const detail = `no other box that is heard would watch camera ${camera.id} if this one were gone`;
      this.#parts.fault("camera-alone", camera.id, alone.includes(camera) ? detail : undefined);
    }
  }

  /** Reads what must be known, until `ended` is aborted. Throws where the servers do not do their part. */
  async #keep(nc: NatsConnection, ended: AbortSignal): Promise<void> {
    const { clock, config: { fleet: { site } } } = this.#parts;
    await ensureStore(await jetstreamManager(nc, { checkAPI: false }), cameraBucket(site));
    const kv = await storeOf(nc, cameraBucket(site));
    this.#kv = kv;
    let toldMs = -Infinity;
    const asked = new Set<string>();
    while (!ended.aborted) {
      const nowMs = clock.monotonicMs();
      if (nowMs - toldMs >= OFFER_MS) {
        await tellOffer(kv, this.#offer);
        toldMs = nowMs;
        asked.clear();
      }
      const boxes = boxesHere(this.#state, nowMs).filter((box) => !asked.has(box));
      const own = this.#loans?.leasesWanted ?? [];
      const cameras = [...leasesWanted(this.#state, nowMs), ...own];
      await readLeases(kv, { boxes, cameras }, (input) => {
        if (ended.aborted) return;
        if (input.kind === "lease" && input.camera.home === this.#offer.box) this.#loans?.feed(input);
        else this.#feed(input);
      });
      if (ended.aborted) return;
      for (const box of boxes) asked.add(box);
      this.#feed({ kind: "read" });
      this.#storeFault = undefined;
      await clock.sleep(LOOK_MS, ended).catch(() => undefined);
    }
  }

  async #write(write: LeaseWrite | LoanWrite): Promise<void> {
    const { config: { fleet: { box } }, note } = this.#parts;
    const kv = this.#kv;
    const name = nameOfCamera(write.camera);
    if (kv === undefined || this.#writing.has(name)) return;
    this.#writing.add(name);
    try {
      await writeLease(kv, write, box);
    } catch (error) {
      const fault = describeNatsFault(error);
      if (fault !== this.#storeFault) note(`the lease of camera ${name} cannot be written: ${fault}`);
      this.#storeFault = fault;
    } finally {
      this.#writing.delete(name);
    }
  }

  #tellTroubles(guarded: readonly SiteCamera[], unguarded: readonly Unguarded[]): void {
    const { fault } = this.#parts;
    for (const home of new Set(this.#offer.takes.map((camera) => camera.home))) {
      const ids = guarded.filter((camera) => camera.home === home).map(({ id }) => id);
      const detail = `box ${home} is not heard, or looks at no camera; watched here: ${ids.join(", ")}`;
      fault("fleet-guarding", home, ids.length > 0 ? detail : undefined);
    }
    for (const camera of this.#offer.takes) {
      const found = unguarded.find((one) => nameOfCamera(one.camera) === nameOfCamera(camera));
      const detail = found === undefined
        ? undefined
        : `nobody watches camera ${camera.id} of box ${camera.home}, which is gone: ${WHY[found.why]}`;
      fault("camera-unguarded", camera.id, detail);
    }
  }

  /** Of the cameras that are watched for boxes that are gone, those that nobody sees anything of here. */
  #unseen(): Set<string> {
    const site = this.#site;
    if (site === undefined) return new Set();
    const silent = new Set(
      site.troubles.filter(({ active, code }) => active && code === "sensor-silent").map((
        { subject },
      ) => subject),
    );
    const seen = new Set(
      site.cameras.filter(({ isLive, cameraId }) => isLive && !silent.has(cameraId)).map(({ cameraId }) =>
        cameraId
      ),
    );
    return namesOf((guardedOf(this.#state) ?? []).filter(({ id }) => !seen.has(id)));
  }

  #feed(input: GuardInput) {
    const outcome = stepGuard(this.#state, input, this.#parts.clock.monotonicMs());
    this.#state = outcome.state;
    return outcome;
  }
}

const NO_LOANS: ReturnType<FleetLoans["step"]> = { writes: [], borrowed: [], away: [], short: 0 };

const WHY: Readonly<Record<Unguarded["why"], string>> = {
  "no-weight": "this box takes none (fleet.guards.weight)",
  "full": "this box watches as many of others as it may (fleet.guards.camerasMax)",
  "blind": "this box looks at no camera itself",
  "not-taken": "no other box has taken it",
};
