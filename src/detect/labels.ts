/**
 * The list of an evaluation folder, `labels.csv`: which pictures there are and what is on them.
 */
import { fail, ok, type Result } from "../reading/result.ts";
import type { Label } from "./findings.ts";

/** One picture of the list. A class is absent where nobody has labelled it. */
export interface LabelledPicture {
  readonly file: string;
  readonly labels: Readonly<Partial<Record<Label, boolean>>>;
}

/** Why a list was refused. */
export interface LabelsFault {
  readonly kind: "labels";
  /** Counts from 1; 0 for the list as a whole. */
  readonly line: number;
  readonly detail: string;
}

/** Enough for any set that fits a box; a picture takes about a tenth of a second. */
export const PICTURES_MAX = 100_000;
const HEADER = "file,fire,smoke";
const VALUES: Readonly<Record<string, { value?: boolean } | undefined>> = {
  "1": { value: true },
  "0": { value: false },
  "-1": {},
};

/** Parses `labels.csv`: the header `file,fire,smoke`, then a line for each picture; 1 yes, 0 no, -1 not labelled. */
export function parseLabels(text: string): Result<readonly LabelledPicture[], LabelsFault> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0] !== HEADER) return refuse(1, `the first line must be '${HEADER}'; it is '${cut(lines[0])}'`);
  const pictures: LabelledPicture[] = [];
  const seen = new Set<string>();
  for (let i = 1; i < lines.length; i++) {
    if (lines[i] === "") continue;
    const fields = lines[i].split(",");
    if (fields.length !== 3) {
      return refuse(i + 1, `a line must have 3 fields; this one has ${fields.length}: '${cut(lines[i])}'`);
    }
    const [file, fire, smoke] = fields;
    if (file === "" || file === "." || file === ".." || /[/\\\0]/.test(file)) {
      return refuse(i + 1, `a file must be in the folder itself, without a path; it is '${cut(file)}'`);
    }
    if (seen.has(file)) return refuse(i + 1, `'${cut(file)}' is listed twice`);
    seen.add(file);
    const [onFire, smokes] = [VALUES[fire], VALUES[smoke]];
    if (onFire === undefined || smokes === undefined) {
      return refuse(i + 1, `fire and smoke must be 1, 0 or -1; they are '${cut(fire)}' and '${cut(smoke)}'`);
    }
    if (pictures.length === PICTURES_MAX) {
      return refuse(i + 1, `at most ${PICTURES_MAX} pictures are allowed`);
    }
    pictures.push({
      file,
      labels: {
        ...(onFire.value === undefined ? {} : { fire: onFire.value }),
        ...(smokes.value === undefined ? {} : { smoke: smokes.value }),
      },
    });
  }
  return pictures.length === 0 ? refuse(0, "no picture is listed") : ok(pictures);
}

/** One sentence for people. */
export function describeLabelsFault({ line, detail }: LabelsFault): string {
  return line === 0 ? `labels.csv: ${detail}` : `labels.csv, line ${line}: ${detail}`;
}

function refuse(line: number, detail: string): Result<never, LabelsFault> {
  return fail({ kind: "labels", line, detail });
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
