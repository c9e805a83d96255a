/**
 * The section `retention` of the configuration as each keeper wants it.
 */
import type { RetentionConfig } from "../config/retention_schema.ts";
import { HISTORY_POLICY, type HistoryPolicy } from "../store/history/tiers.ts";
import type { EvidencePolicy } from "./evidence_folder.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MEGABYTE = 1024 * 1024;

/** What is kept of history and evidence. */
export function policiesOf(
  retention: RetentionConfig,
): { readonly history: HistoryPolicy; readonly evidence: Omit<EvidencePolicy, "isStanding"> } {
  return {
    history: {
      ...HISTORY_POLICY,
      keptMs: [
        retention.historySecondsHours * HOUR_MS,
        retention.historyMinutesDays * DAY_MS,
        retention.historyQuartersDays * DAY_MS,
      ],
      bytesMax: retention.historyMegabytes * MEGABYTE,
    },
    evidence: {
      lockedMs: retention.evidenceLockedDays * DAY_MS,
      keptMs: retention.evidenceDays * DAY_MS,
      bytesMax: retention.evidenceMegabytes * MEGABYTE,
    },
  };
}
