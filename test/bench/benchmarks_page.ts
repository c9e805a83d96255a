/**
 * `docs/benchmarks.md`, made from one JSON of `bench --full`: each figure beside what was promised.
 */
import { type Figure, FIGURES, HEADINGS, valueAt } from "./figures.ts";
import { FINDINGS } from "./findings.ts";

/** The page as Markdown. */
export function benchmarksPage(result: Readonly<Record<string, unknown>>): string {
  const judged = FIGURES.map((figure) => ({ figure, verdict: verdictOf(figure, result[figure.part]) }));
  const promised = judged.filter(({ verdict }) => verdict.promised);
  const missed = promised.filter(({ verdict }) => !verdict.met);
  const lines = [
    "# Benchmarks",
    "",
    "Made by `./denow task bench --full` from [benchmarks.json](benchmarks.json). One run, one machine, nothing chosen: sender, service, browser and",
    "measuring program share its processors.",
    "",
    `* ${result.at}, commit ${result.commit}, Deno ${result.deno}`,
    `* ${result.machine}; load before it began: ${result.loadBefore}`,
    ...(result.tookS === undefined ? [] : [`* ${result.tookS} s in all`]),
    "",
    `${promised.length - missed.length} of ${promised.length} promises kept.${
      missed.length === 0 ? "" : " Not kept, or not measured:"
    }`,
    ...(missed.length === 0 ? [] : [
      "",
      ...missed.map(({ figure, verdict }) =>
        `* ${HEADINGS[figure.part]}: ${figure.what}: ${verdict.measured}, promised ${verdict.target}`
      ),
    ]),
  ];
  for (const [part, heading] of Object.entries(HEADINGS)) {
    lines.push("", `## ${heading}`, "");
    const found = result[part];
    const failed = failureOf(found);
    if (found === undefined || failed !== undefined) {
      lines.push(failed === undefined ? "Not measured in this run." : `Failed in this run: ${failed}`);
      continue;
    }
    lines.push("| figure | measured | promised | |", "| --- | --- | --- | --- |");
    for (const { figure, verdict } of judged) {
      if (figure.part !== part) continue;
      const mark = !verdict.promised ? "" : verdict.met ? "kept" : "**not kept**";
      lines.push(
        `| ${figure.what} | ${verdict.measured}${ratioOf(figure, found)} | ${verdict.target} | ${mark} |`,
      );
    }
    if (part === "ramp") lines.push("", ...rampTable(found));
  }
  lines.push(
    "",
    "## What profiles found",
    "",
    ...FINDINGS.map(({ where, found, done }) => `* **${where}**: ${found} ${done}`),
  );
  return `${lines.join("\n")}\n`;
}

function failureOf(found: unknown): string | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  const { failed, skipped } = found as { failed?: string; skipped?: string };
  return failed ?? skipped;
}

interface Verdict {
  readonly measured: string;
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
