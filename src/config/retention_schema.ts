/**
 * How long the box remembers what: by kind, age and bytes.
 */
import { z } from "zod";
import { archive } from "./archive_schema.ts";

const days = (most: number) => z.number().min(1).max(most);
const megabytes = z.number().int().min(8).max(65_536);

/** The section `retention`. */
export const retention = z.strictObject({
  eventsDays: days(3_650).default(1_095).describe(
    "Lines of the journal, from the next start of the service on; at most 200,000 whatever their age",
  ),
  evidenceDays: days(3_650).default(365).describe("Pictures of alarms"),
  evidenceLockedDays: days(365).default(30).describe(
    "For so long after an alarm, and while it stands, nothing removes its pictures: no full disk, no limit",
  ),
  evidenceMegabytes: megabytes.default(512).describe(
    "Pictures of alarms in all, beside those that are locked",
  ),
  historySecondsHours: z.number().min(1).max(72).default(6).describe("Figures by the second"),
  historyMinutesDays: days(365).default(30).describe("Figures by the minute"),
  historyQuartersDays: days(3_650).default(400).describe("Figures by the quarter of an hour"),
  historyMegabytes: megabytes.default(512).describe("All figures together"),
  archive: archive.optional().describe(
    "Where closed days go before the box forgets them: journal and pictures of alarms; absent: nowhere",
  ),
});
export type RetentionConfig = z.infer<typeof retention>;
