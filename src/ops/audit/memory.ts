/**
 * Whether the memory of a process grows: its history, judged.
 */
import { type AuditSentence, said } from "../../reading/audit.ts";
import { believedGrowth, type Trend } from "./trend.ts";

/** The mission's bound: memory may grow by 10 % in a day. Ours is tighter, since a week must not fill it either. */
export const GROWTH_MAX = 0.01;

/** The judgement of one process. */
export interface MemoryJudgement {
  readonly findings: readonly AuditSentence[];
  readonly notes: readonly AuditSentence[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Judges the trend of one process; undefined: the history holds too little of it. */
export function judgeMemory(process: string, trend: Trend | undefined): MemoryJudgement {
  if (trend === undefined) return { findings: [], notes: [said("history-short", { process })], figures: {} };
  const growth = believedGrowth(trend);
  const values = {
    process,
    mean: tenths(trend.mean),
    slope: hundredths(trend.slope),
    error: hundredths(trend.slopeError),
    points: trend.points,
  };
  return {
    findings: growth > GROWTH_MAX
      ? [said("memory-grows", { ...values, percent: Math.round(growth * 1_000) / 10 })]
      : [],
    notes: [said("memory-process", values)],
    figures: { [`${process} MB`]: values.mean, [`${process} MB a day`]: values.slope },
  };
}

function tenths(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}

function hundredths(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}
