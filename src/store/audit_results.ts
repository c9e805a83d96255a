/**
 * The results of the audits as files: one for each kind, the newest last, replaced whole. Commands write them, the page reads them.
 */
import { join } from "node:path";
import { z } from "zod";
import { AUDIT_CODES, type AuditKind, type AuditResult } from "../reading/audit.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { jsonOf } from "./stored_json.ts";

/** Results kept of each kind: a year of weekly ones, four of monthly ones. */
export const RESULTS_MAX = 52;
/** A file that is larger is not ours: each result has some kilobytes. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;
/** Sentences of each sort of one result: more would be read by nobody. Of a result of before, the first few. */
export const SENTENCES_MAX = 200;
const PAST_SENTENCES_MAX = 20;
const VALUE_CHARS_MAX = 400;
/** Lines of detail, and their length: the newest result alone has some. */
export const DETAILS_MAX = 500;
export const DETAIL_CHARS_MAX = 400;

const sentenceSchema = z.object({
  code: z.enum(AUDIT_CODES),
  values: z.record(z.string().max(40), z.union([z.string().max(VALUE_CHARS_MAX), z.number()])),
});

export const auditResultSchema = z.object({
  atWallMs: z.number(),
  verdict: z.enum(["passed", "found", "not-possible"]),
  isBroken: z.boolean().optional(),
  findings: z.array(sentenceSchema).max(SENTENCES_MAX),
  notes: z.array(sentenceSchema).max(SENTENCES_MAX),
  figures: z.record(z.string().max(80), z.number()),
  details: z.array(z.string().max(DETAIL_CHARS_MAX)).max(DETAILS_MAX).optional(),
});
const fileSchema = z.array(auditResultSchema).max(RESULTS_MAX);

/** The file of one kind. */
export function resultsFile(folder: string, kind: AuditKind): string {
  return join(folder, `${kind}.json`);
}

/** The results of one kind, oldest first; none where there is no file. A fault is a sentence. */
export function readResults(folder: string, kind: AuditKind): Result<AuditResult[], string> {
  const path = resultsFile(folder, kind);
  let text: string;
  try {
    if (Deno.statSync(path).size > FILE_BYTES_MAX) return fail(`${path} is larger than any we write`);
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ok([]);
    return fail(`${path} cannot be read: ${(error as Error).message}`);
  }
  const parsed = fileSchema.safeParse(jsonOf(text));
  return parsed.success ? ok(parsed.data) : fail(`${path} holds no results of audits`);
}

/** What keeping a result came to. */
export interface KeptResult {
  readonly before: AuditResult | undefined;
  /** Where the results of before went, if they could not be read. */
  readonly movedAside?: string;
}

/** Adds a result. Throws where the file cannot be written. */
export function keepResult(folder: string, kind: AuditKind, result: AuditResult): KeptResult {
  const path = resultsFile(folder, kind);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Root makes some of the audits, in a folder of the service's user: nothing is followed that could lead elsewhere.
  if (Deno.lstatSync(folder).isSymlink) throw new Error(`${folder} is no folder but a link`);
  const read = readResults(folder, kind);
  let movedAside: string | undefined;
  if (!read.ok) {
    movedAside = `${path}.damaged-${Math.round(result.atWallMs)}`;
    Deno.renameSync(path, movedAside);
  }
  const before = read.ok ? read.value : [];
  const past = before.map(({ details: _, ...rest }) => bounded(rest, PAST_SENTENCES_MAX));
  const kept = [...past, bounded(result, SENTENCES_MAX)].slice(-RESULTS_MAX);
  const part = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  const text = JSON.stringify(fileSchema.parse(kept), null, 1);
  Deno.writeTextFileSync(part, text, { mode: 0o600, createNew: true });
  Deno.renameSync(part, path);
  return { before: before.at(-1), ...(movedAside === undefined ? {} : { movedAside }) };
}

/** Nothing that an audit meets makes its result larger than the file may be: some 40 kB for each of before, 700 kB for the newest. */
function bounded(result: AuditResult, sentencesMax: number): AuditResult {
  const sentences = (list: AuditResult["findings"]) =>
    list.slice(0, sentencesMax).map(({ code, values }) => ({
      code,
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          typeof value === "string" ? cut(value, VALUE_CHARS_MAX) : value,
        ]),
      ),
    }));
  const { details, ...rest } = result;
  return {
    ...rest,
    findings: sentences(result.findings),
    notes: sentences(result.notes),
    ...(details === undefined
      ? {}
      : { details: details.slice(0, DETAILS_MAX).map((line) => cut(line, DETAIL_CHARS_MAX)) }),
  };
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 3)}...` : text;
}
