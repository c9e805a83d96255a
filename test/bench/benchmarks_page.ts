/**
 * `docs/benchmarks.md`, made from the JSON of `bench --full`: each figure beside what was promised, each part with the run it is of.
 */
import { type Figure, FIGURES, HEADINGS, valueAt } from "./figures.ts";
import { FINDINGS } from "./findings.ts";
import type { PartFacts, Records } from "./records.ts";

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
    if (part === "ramp") lines.push("", ...rampTable(record.value));
  }
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
  const meanwhile = `in ${facts.tookS} s; other programs kept ${facts.othersCores} cores busy meanwhile`;
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
  const { unit, atMost, atLeast, times = 1 } = figure;
  const raw = valueAt(found, figure.at);
  const value = raw === undefined ? undefined : raw * times;
  const promised = atMost !== undefined || atLeast !== undefined;
  return {
    measured: value === undefined ? "not measured" : withUnit(value, unit),
    isMeasured: value !== undefined,
    target: atMost !== undefined
      ? `${withUnit(atMost, unit)} at most`
      : atLeast !== undefined
      ? `${withUnit(atLeast, unit)} at least`
      : "",
    promised,
    met: value !== undefined && (atMost === undefined || value <= atMost) &&
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
