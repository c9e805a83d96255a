/**
 * Which camera belongs to which shard: evenly, and moving as few as possible when there is one shard more or less.
 */
import type { CameraId } from "../../reading/ids.ts";

/**
 * Splits `cameraIds` among `shards` processes. One shard more takes its cameras from the fullest ones and leaves all others where they
 * are; one less gives back exactly those. There are never more shards than cameras.
 */
export function planShards(cameraIds: readonly CameraId[], shards: number): CameraId[][] {
  const plan: CameraId[][] = [[...cameraIds]];
  while (plan.length < Math.min(shards, cameraIds.length)) {
    const taken: CameraId[] = [];
    for (;;) {
      const fullest = plan.reduce((most, shard) => shard.length > most.length ? shard : most);
      if (fullest.length - taken.length <= 1) break;
      taken.push(fullest.pop()!);
    }
    plan.push(taken);
  }
  return plan;
}
