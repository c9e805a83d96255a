/**
 * The sensors role's way to its registry: sightings reach the disk without a packet waiting for it.
 */
import type { Clock } from "../clock/clock.ts";
import type { SensorId } from "../reading/ids.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { type SensorRecord, SENSORS_KEPT_MAX, type SensorSighting } from "./sensor_registry.ts";
import type { StoreFault } from "./store_fault.ts";
import { type Backlog, unasked, WriterHost, type WriterThread } from "./writer_host.ts";

/** Options for {@linkcode SensorWriter}. The callbacks must not throw. */
export interface SensorWriterOptions {
  readonly path: string;
  readonly clock: Clock;
  /** What is wrong, undefined when it is well again. Called on changes alone. */
  readonly onFault: (fault: StoreFault | undefined) => void;
  /** The damaged registry went to `path`; what was learned should be written again. */
  readonly onMovedAside: (path: string) => void;
  readonly spawn?: () => WriterThread;
}

/** Sightings written at once: with their EEPROMs about 200 kB. */
const BATCH_MAX = 100;

/** Sightings that wait, the newest of each sensor, nothing learned forgotten. */
class SightingQueue implements Backlog<SensorSighting[]> {
  droppedCount = 0;
  readonly #waiting = new Map<SensorId, SensorSighting>();

  add(sighting: SensorSighting): void {
    const known = this.#waiting.get(sighting.sensorId);
    this.#waiting.set(sighting.sensorId, {
      ...sighting,
      serial: sighting.serial ?? known?.serial,
      calibration: sighting.calibration ?? known?.calibration,
      eeprom: sighting.eeprom ?? known?.eeprom,
    });
    if (this.#waiting.size <= SENSORS_KEPT_MAX) return;
    this.#waiting.delete(this.#waiting.keys().next().value!);
    this.droppedCount++;
  }

  take(): SensorSighting[] | undefined {
    const batch = [...this.#waiting.values()].slice(0, BATCH_MAX);
    for (const { sensorId } of batch) this.#waiting.delete(sensorId);
    return batch.length === 0 ? undefined : batch;
  }
}

/** Writes the registry in a thread of its own. */
export class SensorWriter {
  readonly #queue = new SightingQueue();
  readonly #host: WriterHost<SensorSighting[]>;

  readonly #options: SensorWriterOptions;

  constructor(options: SensorWriterOptions) {
    this.#options = options;
    this.#host = new WriterHost({
      store: "sensors",
      backlog: this.#queue,
      onCommitted: () => {},
      ...options,
    });
  }

  /**
   * All sensors of the registry, by id. To be asked before anything is written; what is written meanwhile waits.
   *
   * @returns a fault where they cannot be read. As late as the disk answers, which may be never.
   */
  async load(): Promise<Result<readonly SensorRecord[], StoreFault>> {
    const { path, clock } = this.#options;
    const answer = await this.#host.ask({ kind: "load", path, nowWallMs: clock.wallMs() });
    if (answer.kind === "loaded") return ok(answer.sensors);
    return fail(answer.kind === "fault" ? answer.fault : unasked(path, answer.kind));
  }

  /** Takes a sighting in. Give the EEPROM as a copy of its own. */
  write(sighting: SensorSighting): void {
    this.#queue.add(sighting);
    this.#host.pump();
  }

  /** Sightings that a full queue has dropped. */
  get droppedCount(): number {
    return this.#queue.droppedCount;
  }

  /** Gives what waits `waitMs` to reach the disk, then ends the thread. */
  close(waitMs = 2_000): Promise<void> {
    return this.#host.close(waitMs);
  }
}
