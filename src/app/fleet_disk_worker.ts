/**
 * The fleet's disk thread: waits for the disk so that calls for sirens do not. Started by `fleet_disk.ts`; `deno compile` must be told to
 * include this file.
 */
import { type DiskAnswer, type DiskRequest, FleetDiskCore } from "./fleet_disk_core.ts";

/** The part of a dedicated worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<DiskRequest>) => void) | null;
  postMessage(answer: DiskAnswer): void;
}

const scope = self as unknown as WorkerScope;
const core = new FleetDiskCore();
scope.onmessage = (event) => scope.postMessage(core.answer(event.data));
