/**
 * `docs/benchmarks.md`, made from the JSON of `bench --full`: each figure beside what was promised, each part with the run it is of.
 */
import { ELSEWHERE } from "./elsewhere.ts";
import { type Figure, FIGURES, HEADINGS, valueAt } from "./figures.ts";
import { FINDINGS } from "./findings.ts";
import type { PartFacts, Records } from "./records.ts";

/** Two runs of one thing differ by this part of it. */
const SAME_WITHIN = 0.1;

/** Whether anything was promised of it. */
export function isPromised({ atMost, atLeast, atMostAs }: Figure): boolean {
  return atMost !== undefined || atLeast !== undefined || atMostAs !== undefined;
}

/** The page as Markdown. */
export function benchmarksPage({ run, parts }: Records): string {
  const judged = FIGURES.map((figure) => ({ figure, verdict: verdictOf(figure, parts[figure.part]?.value) }));
  const promised = judged.filter(({ verdict }) => verdict.promised);
  const missed = promised.filter(({ verdict }) => !verdict.met);
  const broken = missed.filter(({ verdict }) => verdict.isMeasured);
  const all = Object.values(parts);
  const own = all.filter(({ facts }) => facts.runAt === run.at);
  const older = Object.keys(HEADINGS).filter((name) =>
    parts[name] !== undefined && parts[name].facts.runAt !== run.at
  );
  const lines = [
    "# Benchmarks",
    "",
    "Made by `./denow task bench --full` from [benchmarks.json](benchmarks.json). Nothing chosen: sender, service, browser and",
    "measuring program share the machine's processors.",
    "",
    ...distinct(own.map(({ facts }) => `* commit ${facts.commit}, Deno ${facts.deno}, ${facts.machine}`)),
    `* run of ${run.at}; load of the machine before it began: ${run.load}`,
    `* ${own.length} parts, ${own.reduce((sum, { facts }) => sum + facts.tookS, 0)} s in all`,
    ...(older.length === 0
      ? []
      : [`* **from older runs**, as said beside each: ${older.map((name) => HEADINGS[name]).join("; ")}`]),
    "",
    `${promised.length - missed.length} of ${promised.length} promises kept${
      missed.length === 0
        ? "."
        : `, ${broken.length} not kept, ${missed.length - broken.length} not measured.`
    }`,
    ...(broken.length === 0 ? [] : [
      "",
      "Not kept:",
      "",
      ...broken.map(({ figure, verdict }) =>
        `* ${HEADINGS[figure.part]}: ${figure.what}: ${verdict.measured}, promised ${verdict.target}.${
          figure.why === undefined ? "" : ` ${figure.why}`
        }`
      ),
    ]),
    ...(broken.length === missed.length ? [] : [
      "",
      "Not measured, for the reasons below: " +
      distinct(missed.filter(({ verdict }) => !verdict.isMeasured).map(({ figure }) => HEADINGS[figure.part]))
        .join("; ") +
      ".",
    ]),
  ];
  for (const [part, heading] of Object.entries(HEADINGS)) {
    lines.push("", `## ${heading}`, "");
    const record = parts[part];
    if (record === undefined) {
      lines.push("Not measured.");
      continue;
    }
    lines.push(provenance(record.facts, run.at), "");
    if (record.failed !== undefined) {
      lines.push(`Not measured: ${record.failed}`);
      continue;
    }
    lines.push("| figure | measured | promised | |", "| --- | --- | --- | --- |");
    for (const { figure, verdict } of judged) {
      if (figure.part !== part) continue;
      const mark = !verdict.promised ? "" : verdict.met ? "kept" : "**not kept**";
      lines.push(
        `| ${figure.what} | ${verdict.measured}${
          ratioOf(figure, record.value)
        } | ${verdict.target} | ${mark} |`,
      );
    }
    lines.push(...limitsOf(record.value));
    lines.push(...histogramTable(record.value), ...memoryTable(record.value));
    if (part === "ramp") lines.push("", ...rampTable(record.value));
  }
  lines.push(
    "",
    "## Promised, and not in this run",
    "",
    "What takes hours, an emulated machine or a network that is cut:",
    "",
    "| promised | where it is shown | what was found |",
    "| --- | --- | --- |",
    ...ELSEWHERE.map(({ promise, shown, found }) => `| ${promise} | ${shown} | ${found} |`),
  );
  lines.push(
    "",
    "## What profiles found",
    "",
    ...FINDINGS.map(({ where, found, done }) => `* **${where}**: ${found} ${done}`),
  );
  return `${lines.join("\n")}\n`;
}

/** Under what conditions a part was measured, in one line; in full where that was not the page's run. */
function provenance(facts: PartFacts, runAt: string): string {
  const program = facts.program === undefined ? "" : `, ${facts.program}`;
  const meanwhile =
    `in ${facts.tookS} s${program}; other programs kept ${facts.othersCores} cores busy meanwhile`;
  return facts.runAt === runAt
    ? `Commit ${facts.commit}, ${facts.at}, ${meanwhile}.`
    : `**Older than the page's run**: ${facts.at}, commit ${facts.commit}, Deno ${facts.deno}, ${facts.machine}, ` +
      `load before its run ${facts.load}, ${meanwhile}.`;
}

/** What a part's figures do not show, where it says so. */
function limitsOf(found: unknown): string[] {
  const { limits } = found as { limits?: unknown };
  return Array.isArray(limits) ? ["", ...limits.map((limit) => `* ${limit}`)] : [];
}

function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}

interface Verdict {
  readonly measured: string;
  readonly isMeasured: boolean;
  readonly target: string;
  readonly promised: boolean;
  readonly met: boolean;
}

function verdictOf(figure: Figure, found: unknown): Verdict {
  const { unit, atLeast, atMostAs, times = 1 } = figure;
  const valueOf = (at: string) => {
    const raw = valueAt(found, at);
    return raw === undefined ? undefined : raw * times;
  };
  const value = valueOf(figure.at);
  const promised = isPromised(figure);
  const other = atMostAs === undefined ? undefined : valueOf(atMostAs.at);
  const atMost = figure.atMost ?? (other === undefined ? undefined : other * (1 + SAME_WITHIN));
  return {
    measured: value === undefined ? "not measured" : withUnit(value, unit),
    isMeasured: value !== undefined,
    target: atMostAs !== undefined
      ? `no more than ${atMostAs.what}${
        other === undefined ? "" : `: ${withUnit(other, unit)}, give or take a tenth`
      }`
      : atMost !== undefined
      ? `${withUnit(atMost, unit)} at most`
      : atLeast !== undefined
      ? `${withUnit(atLeast, unit)} at least`
      : "",
    promised,
    met: value !== undefined && (atMostAs === undefined || other !== undefined) &&
      (atMost === undefined || value <= atMost) &&
      (atLeast === undefined || value >= atLeast),
  };
}

function ratioOf({ ratio }: Figure, found: unknown): string {
  const value = ratio === undefined ? undefined : valueAt(found, ratio.at);
  return value === undefined ? "" : ` (${value} x ${ratio!.to})`;
}

function withUnit(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toLocaleString("en-GB", { maximumFractionDigits: digits })}${
    unit === "" ? "" : ` ${unit}`
  }`;
}

/** How many of a part's alarms took how long, with cameras and without, where it has counted them. */
function histogramTable(found: unknown): string[] {
  const { histogram, twenty } = found as {
    histogram?: Histogram;
    twenty?: { sensorsAlarmLatency?: { histogram?: Histogram } };
  };
  const steps = histogram ?? twenty?.sensorsAlarmLatency?.histogram;
  if (steps === undefined) return [];
  const ends = steps.map(({ upToMs }, at) =>
    upToMs === undefined ? `> ${steps[at - 1]?.upToMs}` : `<= ${upToMs}`
  );
  return [
    "",
    `| packet to siren, ms | ${ends.join(" | ")} |`,
    `| --- |${" --- |".repeat(steps.length)}`,
    `| alarms | ${steps.map(({ count }) => count).join(" | ")} |`,
  ];
}

type Histogram = readonly { readonly upToMs?: number; readonly count: number }[];

/** What each process holds, where a part has looked. */
function memoryTable(found: unknown): string[] {
  const { memoryAtEndMb, eight, twenty } = found as {
    memoryAtEndMb?: Record<string, number>;
    eight?: { residentMb?: Record<string, number> };
    twenty?: { residentMb?: Record<string, number> };
  };
  const rows: (readonly [string, Record<string, number> | undefined])[] = [
    ["each with its part of what it shares", memoryAtEndMb],
    ["8 cameras, what is shared counted for each", eight?.residentMb],
    ["20 cameras, what is shared counted for each", twenty?.residentMb],
  ];
  const seen = rows.flatMap(([what, byRole]) => byRole === undefined ? [] : [{ what, byRole }]);
  if (seen.length === 0) return [];
  const roles = distinct(seen.flatMap(({ byRole }) => Object.keys(byRole)));
  return [
    "",
    `| memory, MB | ${roles.join(" | ")} |`,
    `| --- |${" --- |".repeat(roles.length)}`,
    ...seen.map(({ what, byRole }) => `| ${what} | ${roles.map((role) => byRole[role] ?? "").join(" | ")} |`),
  ];
}

/** Every step of every site, with what each process took of a core. */
function rampTable(found: unknown): string[] {
  const { ramps = [] } = found as {
    ramps?: {
      sensors: number;
      steps: {
        askedPerSecond: number;
        framesPerSecond: number;
        lostPercent: number;
        cpuPercent: Record<string, number | null>;
      }[];
    }[];
  };
  const roles = [
    ...new Set(ramps.flatMap(({ steps }) => steps.flatMap(({ cpuPercent }) => Object.keys(cpuPercent)))),
  ];
  return [
    `| sensors | asked a second | sent a second | lost | ${
      roles.map((role) => `${role}, % of a core`).join(" | ")
    } |`,
    `| --- | --- | --- | --- |${" --- |".repeat(roles.length)}`,
    ...ramps.flatMap(({ sensors, steps }) =>
      steps.map(({ askedPerSecond, framesPerSecond, lostPercent, cpuPercent }) =>
        `| ${sensors} | ${askedPerSecond} | ${framesPerSecond} | ${lostPercent} % | ${
          roles.map((role) => cpuPercent[role] ?? "?").join(" | ")
        } |`
      )
    ),
  ];
}
