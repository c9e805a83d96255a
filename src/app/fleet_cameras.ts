/**
 * Cameras of other boxes at work: hears who lives, keeps leases in the servers' key-value store, and says which cameras this box is to watch.
 *
 * It decides nothing about a box's own cameras: those are watched whatever stands on any server.
 */
import { jetstreamManager } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import { Gauge, type Registry } from "prom-client";
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
  type Unguarded,
} from "../fleet/cameras/guard.ts";
import { readLeases, tellOffer, writeLease } from "../fleet/cameras/lease_table.ts";
import { cameraBucket, nameOfCamera, type Offer, type SiteCamera } from "../fleet/cameras/words.ts";
import { describeNatsFault } from "../fleet/fault.ts";
import { storeOf } from "../fleet/kv.ts";
import { hearBeats } from "../fleet/site/reader.ts";
import { ensureStore } from "../fleet/stream.ts";
import type { TroubleCode } from "../reading/trouble.ts";

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
  /** Told once a second: these cameras of other boxes are to be watched, and no more of them. */
  guard(cameraIds: readonly string[]): void;
  /** A fault is there with its detail, or, undefined, is not. */
  fault(code: TroubleCode, subject: string, detail: string | undefined): void;
  note(text: string): void;
}

/** The cameras that one box watches for others, and its own that others are to watch. Only where its configuration has some. */
export class FleetCameras {
  readonly #parts: FleetCamerasParts;
  readonly #offer: Offer;
  readonly #shared: readonly SiteCamera[];
  readonly #writing = new Set<string>();
  readonly #guarding: Gauge;
  #state: GuardState;
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
    };
    this.#shared = sharedCameras(config).map(({ id }) => ({ home: box, id }));
    this.#state = startGuard(this.#offer, this.#shared);
    this.#guarding = new Gauge({
      name: "embereye_fleet_guarding",
      help: "Cameras of boxes that are gone which this one watches",
      registers: [parts.registry],
    });
  }

  /** Why cameras cannot be shared now, though there is a connection. */
  get fault(): string | undefined {
    return this.#storeFault;
  }

  /** Works on one connection until `ended` is aborted. */
  async run(nc: NatsConnection, ended: AbortSignal): Promise<void> {
    const { clock, config: { fleet: { site } }, note } = this.#parts;
    hearBeats(nc, site, {
      beat: ({ box, looks = true }) => {
        if (!ended.aborted) this.#feed({ kind: "beat", box, looks });
      },
      log: () => undefined,
      notUnderstood: (subject) => note(`a message on ${subject} was not understood`),
    });
    this.#feed({ kind: "reached" });
    while (!ended.aborted) {
      const fault = await this.#keep(nc, ended).catch(describeNatsFault);
      this.#kv = undefined;
      if (fault === undefined || ended.aborted) break;
      if (fault !== this.#storeFault) note(`the leases of shared cameras cannot be kept: ${fault}`);
      this.#storeFault = fault;
      await clock.sleep(RETRY_MS, ended).catch(() => undefined);
    }
    this.#feed({ kind: "lost" });
  }

  /** To be called once a second. */
  step(): void {
    const { looks, guard } = this.#parts;
    const { writes, unguarded, alone } = this.#feed({ kind: "tick", looks: looks() });
    for (const write of writes) void this.#write(write);
    const guarded = guardedOf(this.#state);
    // After a start it is not known yet: what was watched before it is watched on.
    if (guarded !== undefined) guard(guarded.map(({ id }) => id));
    this.#guarding.set(guarded?.length ?? 0);
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
      const cameras = leasesWanted(this.#state, nowMs);
      await readLeases(kv, { boxes, cameras }, (input) => {
        if (!ended.aborted) this.#feed(input);
      });
      if (ended.aborted) return;
      for (const box of boxes) asked.add(box);
      this.#feed({ kind: "read" });
      this.#storeFault = undefined;
      await clock.sleep(LOOK_MS, ended).catch(() => undefined);
    }
  }

  async #write(write: LeaseWrite): Promise<void> {
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

  #feed(input: GuardInput) {
    const outcome = stepGuard(this.#state, input, this.#parts.clock.monotonicMs());
    this.#state = outcome.state;
    return outcome;
  }
}

const WHY: Readonly<Record<Unguarded["why"], string>> = {
  "no-weight": "this box takes none (fleet.guards.weight)",
  "full": "this box watches as many of others as it may (fleet.guards.camerasMax)",
  "blind": "this box looks at no camera itself",
  "not-taken": "no other box has taken it",
};
