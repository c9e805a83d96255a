/**
 * The cameras that are this process's: takes the ring of each as soon as the process before has let go of it, and lets go of
 * those that are another's from now on.
 *
 * Nobody has to say when a camera is free: its ring has one writer by the kernel's lock, which also ends with a process that dies.
 */
import { createFrameRing, frameRingBytes, type FrameRingWriter } from "../bus/frame_ring.ts";
import { describeRingFault, type RingFault } from "../bus/frame_ring_memory.ts";
import type { RingMessage } from "../bus/frame_ring_notice.ts";
import type { CameraShard } from "../ingest/cameras/shard.ts";
import type { ShardCamera } from "../ingest/cameras/running_camera.ts";
import type { CameraId } from "../reading/ids.ts";
import type { ConfiguredCamera } from "./camera_sources.ts";

/**
 * Frames kept for each camera: one that is written, one that the detector looks at, one for the page, one to spare. Fewer and a
 * busy detector finds its frame overwritten; more only takes memory.
 */
export const SLOTS_PER_CAMERA = 4;

/** What the share works with. */
export interface SharePorts {
  readonly shard: Pick<CameraShard, "add" | "retire">;
  /** Where the ring of a camera lies. */
  path(camera: ConfiguredCamera): string;
  /** What the shard is to be given for a camera, but for its memory. */
  prepare(camera: ConfiguredCamera): Omit<ShardCamera, "lane">;
  /** A camera delivers into this ring from now on. */
  opened(ring: Omit<RingMessage, "kind">): void;
  /** A camera is given away; its view is to be kept. */
  leaving(cameraId: CameraId): void;
  /** Its ring is free. */
  closed(cameraId: CameraId): void;
  /** Why cameras of the share cannot be taken, one sentence; undefined: nothing stands in the way any more. */
  refused(detail: string | undefined): void;
}

/** One process's share of the cameras. */
export class CameraShare {
  readonly #cameras: ReadonlyMap<CameraId, ConfiguredCamera>;
  readonly #ports: SharePorts;
  readonly #rings = new Map<CameraId, FrameRingWriter>();
  readonly #leaving = new Set<CameraId>();
  #wanted: ReadonlySet<CameraId> = new Set();
  #refusal: string | undefined;

  /** @param cameras All of the configuration. */
  constructor(cameras: readonly ConfiguredCamera[], ports: SharePorts) {
    this.#cameras = new Map(cameras.map((camera) => [camera.config.id, camera]));
    this.#ports = ports;
  }

  /** The rings that are open now, for who has just connected. */
  rings(): Omit<RingMessage, "kind">[] {
    return [...this.#rings].map(([cameraId, ring]) => this.#messageOf(cameraId, ring));
  }

  /** Whether the share is as ordered. */
  get isComplete(): boolean {
    return this.#leaving.size === 0 && this.#rings.size === this.#wanted.size;
  }

  /** These cameras are this process's from now on. Ids that are not configured are left out. */
  order(cameraIds: readonly CameraId[]): void {
    this.#wanted = new Set(cameraIds.filter((id) => this.#cameras.has(id)));
    for (const cameraId of this.#rings.keys()) {
      if (!this.#wanted.has(cameraId) && !this.#leaving.has(cameraId)) void this.#leave(cameraId);
    }
    this.step();
  }

  /** Tries to take what is still missing. To be called a few times a second while it is not complete. */
  step(): void {
    const refused: { readonly cameraId: CameraId; readonly fault: RingFault }[] = [];
    for (const cameraId of this.#wanted) {
      if (this.#rings.has(cameraId)) continue;
      const fault = this.#take(this.#cameras.get(cameraId)!);
      // The process before has not let go yet, or is dying: its turn ends within a moment.
      if (fault !== undefined && fault.kind !== "in-use") refused.push({ cameraId, fault });
    }
    const refusal = refused.length === 0 ? undefined : this.#describe(refused);
    if (refusal === this.#refusal) return;
    this.#refusal = refusal;
    this.#ports.refused(refusal);
  }

  /** Gives all memory back. The shard must have ended. */
  close(): void {
    for (const ring of this.#rings.values()) ring.close();
    this.#rings.clear();
  }

  #take(camera: ConfiguredCamera): RingFault | undefined {
    const { id, width, height } = camera.config;
    const path = this.#ports.path(camera);
    const made = createFrameRing({ path, cameras: [{ width, height }], slotsPerCamera: SLOTS_PER_CAMERA });
    if (!made.ok) return made.fault;
    this.#rings.set(id, made.value);
    this.#ports.opened(this.#messageOf(id, made.value));
    this.#ports.shard.add({ ...this.#ports.prepare(camera), lane: made.value.lanes[0] });
    return undefined;
  }

  async #leave(cameraId: CameraId): Promise<void> {
    this.#leaving.add(cameraId);
    this.#ports.leaving(cameraId);
    await this.#ports.shard.retire(cameraId);
    this.#ports.closed(cameraId);
    this.#rings.get(cameraId)?.close();
    this.#rings.delete(cameraId);
    this.#leaving.delete(cameraId);
    // It may have been given back meanwhile.
    this.step();
  }

  #messageOf(cameraId: CameraId, ring: FrameRingWriter): Omit<RingMessage, "kind"> {
    const camera = this.#cameras.get(cameraId)!;
    const { width, height } = camera.config;
    return { cameraId, path: this.#ports.path(camera), generation: ring.generation, width, height };
  }

  /** Says what is needed for all of them: the sizes of one camera would not help who must make room. */
  #describe(refused: readonly { readonly cameraId: CameraId; readonly fault: RingFault }[]): string {
    let bytes = 0;
    for (const cameraId of this.#wanted) {
      const { width, height } = this.#cameras.get(cameraId)!.config;
      bytes += frameRingBytes({ cameras: [{ width, height }], slotsPerCamera: SLOTS_PER_CAMERA });
    }
    const names = refused.map(({ cameraId }) => `'${cameraId}'`).join(", ");
    return `no pictures of ${names}: ${
      describeRingFault(refused[0].fault)
    }; the ${this.#wanted.size} cameras of this ` +
      `process need ${(bytes / 1_048_576).toFixed(1)} MiB together`;
  }
}
