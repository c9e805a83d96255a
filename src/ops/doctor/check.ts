/**
 * What `embereye doctor` says: one line for each thing it looked at, and what to do where something is not as it should be.
 */

/** What the doctor looks at, in the order of its report. */
export const TOPICS = [
  "service",
  "configuration",
  "kernel",
  "devices",
  "permissions",
  "ffmpeg",
  "model",
  "time",
  "disk",
  "tmpfs",
  "ports",
  "access",
  "watchdog",
  "resources",
] as const;
export type Topic = typeof TOPICS[number];

/** One thing. `failed`: the box does not protect as it is meant to. `warning`: it does, with less in reserve. */
export type Check =
  & {
    readonly topic: Topic;
    /** What was found, one sentence. */
    readonly found: string;
  }
  & (
    | { readonly verdict: "ok" }
    | {
      readonly verdict: "warning" | "failed";
      /** What to do, one sentence or command. */
      readonly remedy: string;
    }
  );

export type Verdict = Check["verdict"];

/** Makes the checks of one topic. */
export function checksOf(topic: Topic) {
  return {
    fine: (found: string): Check => ({ topic, verdict: "ok", found }),
    warning: (found: string, remedy: string): Check => ({ topic, verdict: "warning", found, remedy }),
    failed: (found: string, remedy: string): Check => ({ topic, verdict: "failed", found, remedy }),
  };
}

/** How many checks have each verdict. */
export function countVerdicts(checks: readonly Check[]): Readonly<Record<Verdict, number>> {
  const counts = { ok: 0, warning: 0, failed: 0 };
  for (const { verdict } of checks) counts[verdict]++;
  return counts;
}
