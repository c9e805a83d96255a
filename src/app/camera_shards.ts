/**
 * How many camera processes run, and which camera is whose: one more when pictures are lost, one less after calm.
 *
 * A new process is given its cameras once it is there to take them, so that no camera waits for its start; a process that is not
 * needed any more gives them up by ending.
 */
import { planShards } from "../ingest/cameras/shard_plan.ts";
import { CAMERA_PROCESSES_MAX, type CameraId, cameraProcess, type ProcessName } from "../reading/ids.ts";

/** What the processes are run with. */
export interface ShardPorts {
  /** Has so many processes run. */
  run(count: number): void;
  /** Tells a process what is its own; it is told again when it connects. */
  tell(whom: ProcessName, cameraIds: readonly CameraId[], shards: number): void;
}

/** The camera processes of the site. The first one is started by whoever starts the service. */
export class CameraShards {
  #cameraIds: readonly CameraId[];
  readonly #ports: ShardPorts;
  readonly #present = new Set<number>();
  /** Processes that are to run; those from {@linkcode #shared} on have no cameras yet. */
  #wanted = 1;
  #shared = 1;

  constructor(cameraIds: readonly CameraId[], ports: ShardPorts) {
    this.#cameraIds = cameraIds;
    this.#ports = ports;
  }

  /** Processes that are to run now. */
  get count(): number {
    return this.#wanted;
  }

  /** So many processes from now on. */
  order(count: number): void {
    const before = this.#wanted;
    this.#wanted = Math.max(1, Math.min(count, this.#cameraIds.length, CAMERA_PROCESSES_MAX));
    if (this.#wanted < this.#shared) {
      this.#shared = this.#wanted;
      this.#share();
    }
    for (let shard = this.#wanted; shard < before; shard++) this.#present.delete(shard);
    if (this.#wanted !== before) this.#ports.run(this.#wanted);
  }

  /** The configuration has changed. Processes that must learn of it are started anew, and told when they connect. */
  configure(cameraIds: readonly CameraId[]): void {
    this.#cameraIds = cameraIds;
    this.order(this.#wanted);
  }

  /** Other cameras are watched from now on, of the same configuration: the processes are told at once. */
  share(cameraIds: readonly CameraId[]): void {
    this.configure(cameraIds);
    this.#share();
  }

  /** A process has connected to the supervisor. */
  connected(shard: number): void {
    this.#present.add(shard);
    const before = this.#shared;
    while (this.#shared < this.#wanted && this.#present.has(this.#shared)) this.#shared++;
    if (this.#shared > before) this.#share();
    else this.#tell(shard);
  }

  #share(): void {
    for (let shard = 0; shard < this.#shared; shard++) this.#tell(shard);
  }

  #tell(shard: number): void {
    const plan = planShards(this.#cameraIds, this.#shared);
    this.#ports.tell(cameraProcess(shard), plan[shard] ?? [], this.#shared);
  }
}
