/**
 * Readings as they come to fusion from the roles that deliver them: records by numbers that those roles have given to sensors.
 */
import type { RecordBlock } from "../bus/reading_record.ts";
import type { Reading } from "../reading/reading.ts";
import type { FusionMetrics } from "./fusion_metrics.ts";

/** Hands each record to `take`; one of a number that was never given, or that is no reading, is counted. */
export function takeRecords(
  { sensorIds, block, count }: {
    readonly sensorIds: ReadonlyMap<number, string>;
    readonly block: RecordBlock;
    readonly count: number;
  },
  figures: FusionMetrics,
  take: (reading: Reading) => void,
): void {
  for (let i = 0; i < count; i++) {
    const sensorId = sensorIds.get(block.sensorIndex(i));
    const reading = sensorId === undefined ? undefined : block.read(i, sensorId);
    if (reading === undefined) {
      figures.refusedRecord();
      continue;
    }
    figures.judged(reading.kind);
    take(reading);
  }
}
