/**
 * The watchdog's log of a box as a timeline.
 */
import { realDisk } from "../ops/log_disk.ts";
import { type LogReading, readLogs } from "../ops/log_reader.ts";
import { remarkReading } from "./log_lines.ts";
import { Timeline } from "./outages.ts";

/** The timeline of all that the watchdog's log still holds. */
export async function readTimeline(logs: string): Promise<Timeline> {
  const timeline = new Timeline();
  const reading: LogReading = { malformed: 0, unreadable: [] };
  for await (const entry of readLogs(realDisk, logs, { logs: ["watchdog"] }, reading)) timeline.add(entry);
  remarkReading(reading);
  return timeline;
}
