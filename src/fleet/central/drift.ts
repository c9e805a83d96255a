/**
 * What the boxes of a site run, compared with what the centre wants: said so that an installer knows where to look.
 */
import type { BoxReport } from "../../bus/messages.ts";
import { compareVersions, versionName } from "./envelope.ts";

/** Words for paths that people know by another name than by their key. */
const SECTIONS: readonly (readonly [RegExp, string])[] = [
  [/^zones\[[^\]]*\]\.limits\b/, "thresholds"],
  [/\.masks\b/, "masks"],
];

/** How a box stands to the newest version. */
export interface BoxDrift {
  readonly box: string;
  /** `v41`; absent: it runs none. */
  readonly runs?: string;
  readonly kind: "same" | "by-hand" | "other-version" | "none" | "unheard";
  /** Sections that differ by hand. */
  readonly sections: readonly string[];
  readonly paths: readonly string[];
  readonly count: number;
}

/** The whole. */
export interface DriftReport {
  /** The newest version that any box is meant to run. */
  readonly newest?: string;
  readonly boxes: readonly BoxDrift[];
  readonly isSame: boolean;
  readonly sentence: string;
}

/**
 * Compares.
 *
 * @param reports What each box has told; undefined: it has told nothing.
 */
export function driftReport(reports: ReadonlyMap<string, BoxReport | undefined>): DriftReport {
  const versions = [...reports.values()].flatMap((report) => report?.runs ?? []);
  const newest = versions.sort(compareVersions).at(-1);
  const boxes = [...reports].map(([box, report]): BoxDrift => {
    if (report === undefined) return { box, kind: "unheard", sections: [], paths: [], count: 0 };
    const { runs, drift: { paths, count } } = report;
    const sections = sectionsOf(paths);
    if (runs === undefined) return { box, kind: "none", sections, paths, count };
    const isNewest = newest !== undefined && compareVersions(runs, newest) === 0;
    const kind = count > 0 ? "by-hand" : isNewest ? "same" : "other-version";
    return { box, runs: versionName(runs), kind, sections, paths, count };
  });
  return {
    ...(newest && { newest: versionName(newest) }),
    boxes,
    isSame: boxes.every(({ kind }) => kind === "same"),
    sentence: sentenceOf(boxes),
  };
}

/** The sections that paths lie in, each once. */
export function sectionsOf(paths: readonly string[]): string[] {
  return [
    ...new Set(
      paths.map((path) =>
        SECTIONS.find(([pattern]) => pattern.test(path))?.[1] ?? /^[^.[]+/.exec(path)?.[0] ?? path
      ),
    ),
  ];
}

function sentenceOf(boxes: readonly BoxDrift[]): string {
  if (boxes.length === 0) return "no box is known";
  const parts: string[] = [];
  const clean = boxes.filter(({ kind }) => kind === "same" || kind === "other-version");
  const versions = [...new Set(clean.map(({ runs }) => runs!))];
  // The one that most boxes run first.
  const counts = versions.map((runs) => [runs, clean.filter((one) => one.runs === runs).length] as const);
  for (const [runs, count] of counts.sort(([, a], [, b]) => b - a)) {
    parts.push(`${counted(count, parts.length === 0)} ${count === 1 ? "runs" : "run"} ${runs}`);
  }
  const edited = boxes.filter(({ kind }) => kind === "by-hand");
  if (edited.length > 0) {
    const sections = [...new Set(edited.flatMap((one) => one.sections))];
    const verb = edited.length === 1 ? "differs" : "differ";
    parts.push(`${counted(edited.length, parts.length === 0)} ${verb} by hand in ${sections.join(", ")}`);
  }
  for (
    const [kind, verb, plural] of [
      ["none", "runs no central version", "run no central version"],
      ["unheard", "has told nothing", "have told nothing"],
    ] as const
  ) {
    const count = boxes.filter((one) => one.kind === kind).length;
    if (count > 0) parts.push(`${counted(count, parts.length === 0)} ${count === 1 ? verb : plural}`);
  }
  return parts.join(", ");
}

function counted(count: number, isFirst: boolean): string {
  return isFirst ? `${count} ${count === 1 ? "box" : "boxes"}` : String(count);
}
