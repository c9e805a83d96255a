/**
 * Cameras of other boxes at work: hears who lives, keeps leases in the servers' key-value store, and says which cameras this box is to watch.
 *
 * It decides nothing about a box's own cameras: those are watched whatever stands on any server.
 */
import { jetstream } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import { Gauge, type Registry } from "prom-client";
import type { Clock } from "../clock/clock.ts";
import { foreignCameras, sharedCameras } from "../config/homes.ts";
import type { Config } from "../config/schema.ts";
import {
  guardedOf,
  type GuardInput,
  type GuardState,
  type LeaseWrite,
  startGuard,
  stepGuard,
  type Unguarded,
} from "../fleet/cameras/guard.ts";
import { readLeases, tellOffer, writeLease } from "../fleet/cameras/lease_table.ts";
import { cameraBucket, nameOfCamera, type Offer, type SiteCamera } from "../fleet/cameras/words.ts";
import { describeNatsFault } from "../fleet/fault.ts";
import { hearBeats } from "../fleet/site/reader.ts";
import type { TroubleCode } from "../reading/trouble.ts";

/** What the servers do not answer within this is given up. */
const ANSWER_MS = 3_000;
/** A store that refuses is asked again after this: its disk may be full, or its administrator at work. */
const RETRY_MS = 2_000;
/** The own offer is written this often: a store that was emptied is noticed, and filled again. */
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
      if (ended.aborted) break;
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
    this.#tellTroubles(new Set(guarded?.map(({ home }) => home)), unguarded);
    for (const camera of this.#shared) {
      const detail = `no other box that is heard would watch camera ${camera.id} if this one were gone`;
      this.#parts.fault("camera-alone", camera.id, alone.includes(camera) ? detail : undefined);
    }
  }

  /** Reads the leases, until it cannot. */
  async #keep(nc: NatsConnection, ended: AbortSignal): Promise<string> {
    const { clock, config: { fleet: { site } } } = this.#parts;
    const js = jetstream(nc, { timeout: ANSWER_MS });
    const kv = await new Kvm(js).create(cameraBucket(site), { history: 1 });
    await tellOffer(kv, this.#offer);
    this.#kv = kv;
    const stopped = new AbortController();
    const stop = () => stopped.abort();
    ended.addEventListener("abort", stop, { once: true });
    const tellAgain = async (): Promise<void> => {
      while (!stopped.signal.aborted) {
        await clock.sleep(OFFER_MS, stopped.signal).catch(() => undefined);
        if (!stopped.signal.aborted) await tellOffer(kv, this.#offer);
      }
    };
    const reading = readLeases(kv, (input) => {
      this.#storeFault = undefined;
      if (!stopped.signal.aborted) this.#feed(input);
    }, stopped.signal);
    try {
      await Promise.race([reading, tellAgain()]);
      return "the reading of the leases ended";
    } finally {
      ended.removeEventListener("abort", stop);
      stop();
      await reading.catch(() => undefined);
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

  #tellTroubles(homes: ReadonlySet<string>, unguarded: readonly Unguarded[]): void {
    const { fault } = this.#parts;
    for (const home of new Set(this.#offer.takes.map((camera) => camera.home))) {
      const detail =
        `box ${home} is not heard, or looks at no camera: its cameras are watched here; how the rest of it is is not known`;
      fault("fleet-guarding", home, homes.has(home) ? detail : undefined);
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
