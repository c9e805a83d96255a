/**
 * What fusion knows of cameras that boxes share: whose pictures count here. Of each camera one detector counts at one box, never two.
 *
 * What the fleet's process says is believed of cameras that the configuration names as shared, and only while the supervisor says that another
 * box watches them.
 */
import { type Camera, camerasMessage, type guardMessage, seenMessage } from "../bus/messages.ts";
import { capturedCameras, foreignCameras, sharedCameras, type SharedWatch } from "../config/homes.ts";
import type { Config } from "../config/schema.ts";
import type { CameraId } from "../reading/ids.ts";
import type { Reading, VisionReading } from "../reading/reading.ts";
import type { z } from "zod";

/** The cameras of one site's boxes, as one fusion takes them. */
export class SharedCameras implements SharedWatch {
  guarded: ReadonlySet<CameraId>;
  borrowed: ReadonlySet<CameraId> = new Set();
  away: ReadonlySet<CameraId> = new Set();
  /** What is wrong with the pictures of borrowed cameras: their own box is to know, and no trouble of this one. */
  readonly #faults = new Map<CameraId, Set<string>>();

  /** @param guarded What is watched for boxes that are gone, until the supervisor tells. */
  constructor(guarded: ReadonlySet<CameraId>) {
    this.guarded = guarded;
  }

  /** The supervisor has said which are watched by whom. @returns whether that is news. */
  told({ cameraIds, borrowed, away }: z.infer<typeof guardMessage>): boolean {
    const now = { guarded: new Set(cameraIds), borrowed: new Set(borrowed), away: new Set(away) };
    const isNews = (["guarded", "borrowed", "away"] as const).some((key) =>
      now[key].symmetricDifference(this[key]).size > 0
    );
    Object.assign(this, now);
    for (const id of this.#faults.keys()) if (!now.borrowed.has(id)) this.#faults.delete(id);
    return isNews;
  }

  /** What this box' own detector has seen: it counts here, goes to the box whose camera it is, or counts there already. */
  routeOf(reading: Reading): "counts" | "left" | { readonly home: VisionReading } {
    if (reading.kind !== "vision") return "counts";
    if (this.borrowed.has(reading.sensorId)) return { home: reading };
    return this.away.has(reading.sensorId) ? "left" : "counts";
  }

  /** What another box has seen with a camera of this one; undefined: `message` says nothing of the kind, or it does not count. */
  seenElsewhere(message: unknown, config: Config, nowMs: number): VisionReading | undefined {
    const seen = seenMessage.safeParse(message).data;
    if (seen === undefined || !this.#isAway(seen.cameraId, config)) return undefined;
    const { cameraId, atMs, fire, smoke, x, y, width, height } = seen;
    return {
      kind: "vision",
      sensorId: cameraId,
      atMs: Math.min(atMs, nowMs),
      fire,
      smoke,
      x,
      y,
      width,
      height,
    };
  }

  /** How cameras of this box are that others watch; undefined where `message` does not tell. */
  stateElsewhere(message: unknown, config: Config): Camera[] | undefined {
    return camerasMessage.safeParse(message).data?.cameras.filter(({ cameraId }) =>
      this.#isAway(cameraId, config)
    );
  }

  /** Takes a fault of a borrowed camera. @returns whether it was one. */
  fault({ subject, code, active }: { subject: string; code: string; active: boolean }): boolean {
    if (!this.borrowed.has(subject)) return false;
    const codes = this.#faults.get(subject) ?? new Set<string>();
    if (active) codes.add(code);
    else codes.delete(code);
    this.#faults.set(subject, codes);
    return true;
  }

  /** The cameras as they are told of; a borrowed one with something wrong is as good as none. */
  judged(cameras: readonly Camera[]): Camera[] {
    return cameras.map((camera) => {
      const codes = this.#faults.get(camera.cameraId);
      if (codes === undefined || codes.size === 0) return camera;
      return { ...camera, isLive: false, fault: camera.fault ?? [...codes].join(", ") };
    });
  }

  /** The cameras that are listed here, in the order of the configuration: those that are captured, and its own that another box watches. */
  listed(config: Config): CameraId[] {
    const captured = new Set(capturedCameras(config, this).map(({ id }) => id));
    return config.cameras.map(({ id }) => id).filter((id) => captured.has(id) || this.#isAway(id, config));
  }

  #isAway(id: CameraId, config: Config): boolean {
    return this.away.has(id) && sharedCameras(config).some((camera) => camera.id === id);
  }
}

/** The cameras of other boxes in zones where an alarm stands: until the supervisor tells, they are taken for watched, so that the alarm finds its zone. */
export function camerasInAlarm(config: Config, zonesInAlarm: ReadonlySet<string>): Set<CameraId> {
  return new Set(foreignCameras(config).filter(({ zone }) => zonesInAlarm.has(zone)).map(({ id }) => id));
}

/** What goes to the fleet's process of a reading. */
export function seenOf(reading: VisionReading): unknown {
  const { sensorId: cameraId, atMs, fire, smoke, x, y, width, height } = reading;
  return { kind: "seen", cameraId, atMs, fire, smoke, x, y, width, height };
}
