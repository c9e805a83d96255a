/**
 * Looks at the results of the audits, which commands and timers write: for the page, and to say which stand for a trouble.
 *
 * Nothing that protects waits for it, and an audit that cannot be read is told like one that found something.
 */
import type { Clock } from "../clock/clock.ts";
import { type AuditFault, faultsOf, standingOf } from "../ops/audit/standing.ts";
import { AUDIT_EVERY_DAYS, AUDIT_KINDS, type AuditKind, type AuditResult } from "../reading/audit.ts";
import type { Result } from "../reading/result.ts";
import type { TroubleCode } from "../reading/trouble.ts";
import { readResults, resultsFile } from "../store/audit_results.ts";
import type { AuditsDeps, AuditState } from "../ui/audits_api.ts";
import { auditWords } from "../ui/messages/audit_words.ts";
import { ENGLISH } from "../ui/messages/spoken.ts";

/** A technician who has run an audit by hand sees it on the page at once; its trouble goes within this time. Four files are asked for their time. */
const LOOK_MS = 5_000;
/** Details are sentences on a status page. */
const DETAIL_CHARS_MAX = 400;
/** A clock that shows an earlier year has never been set: what is due by it says nothing. */
const CLOCK_UNSET_BEFORE = Date.UTC(2024, 0, 1);

/** A fault as fusion takes it. */
export interface AuditTrouble {
  readonly code: TroubleCode;
  readonly subject: string;
  readonly active: boolean;
  readonly detail: string;
}

/** What the watch needs. */
export interface AuditWatchOptions {
  /** Where the results lie. */
  readonly folder: string;
  readonly clock: Clock;
  fault(trouble: AuditTrouble): void;
  note(text: string): void;
}

/** Watches the results. */
export class AuditWatch implements AuditsDeps {
  readonly #options: AuditWatchOptions;
  readonly #read = new Map<
    AuditKind,
    { readonly mark: string; readonly results: Result<AuditResult[], string> }
  >();
  readonly #standing = new Map<string, AuditTrouble>();
  readonly #timer: number;
  #begunWallMs: number | undefined;

  constructor(options: AuditWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  /** Fusion is there, again perhaps: it has to know what stands. */
  connected(): void {
    for (const trouble of this.#standing.values()) this.#options.fault(trouble);
  }

  /** Looks now. */
  look(): void {
    const nowWallMs = this.#options.clock.wallMs();
    if (nowWallMs < CLOCK_UNSET_BEFORE) return;
    const present = new Map<string, AuditTrouble>();
    for (const kind of AUDIT_KINDS) {
      for (const trouble of this.#troublesOf(kind, nowWallMs)) {
        present.set(`${trouble.code}:${kind}`, trouble);
      }
    }
    for (const [id, trouble] of present) {
      if (this.#standing.get(id)?.detail === trouble.detail) continue;
      this.#standing.set(id, trouble);
      this.#options.fault(trouble);
    }
    for (const [id, trouble] of this.#standing) {
      if (present.has(id)) continue;
      this.#standing.delete(id);
      this.#options.fault({
        ...trouble,
        active: false,
        detail: `${trouble.subject}: the audit has been made again`,
      });
    }
  }

  list(): readonly AuditState[] {
    const nowWallMs = this.#options.clock.wallMs();
    return AUDIT_KINDS.map((kind): AuditState => {
      const read = this.#results(kind);
      const results = read.ok ? read.value : [];
      const { dueAtWallMs, isOverdue } = standingOf(kind, results, this.#begun(nowWallMs), nowWallMs);
      const everyDays = AUDIT_EVERY_DAYS[kind];
      return { kind, everyDays, dueAtWallMs, isOverdue, results, ...(read.ok ? {} : { fault: read.fault }) };
    });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #troublesOf(kind: AuditKind, nowWallMs: number): AuditTrouble[] {
    const read = this.#results(kind);
    if (!read.ok) {
      return [{ code: "audit-not-possible", subject: kind, active: true, detail: `${kind}: ${read.fault}` }];
    }
    return faultsOf(standingOf(kind, read.value, this.#begun(nowWallMs), nowWallMs)).map((fault) => ({
      code: fault.code,
      subject: kind,
      active: true,
      detail: detailOf(fault, read.value.at(-1)),
    }));
  }

  #results(kind: AuditKind): Result<AuditResult[], string> {
    const mark = markOf(resultsFile(this.#options.folder, kind));
    const known = this.#read.get(kind);
    if (known?.mark === mark) return known.results;
    const results = readResults(this.#options.folder, kind);
    this.#read.set(kind, { mark, results });
    return results;
  }

  /** Since when this box waits for its audits. */
  #begun(nowWallMs: number): number {
    if (this.#begunWallMs !== undefined) return this.#begunWallMs;
    const { folder, note } = this.#options;
    const path = `${folder}/begun`;
    try {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
      const told = Number(textIn(path));
      if (told >= CLOCK_UNSET_BEFORE && told <= nowWallMs) return this.#begunWallMs = told;
      Deno.writeTextFileSync(path, String(Math.round(nowWallMs)), { mode: 0o600 });
    } catch (error) {
      note(`since when audits are due cannot be kept: ${error instanceof Error ? error.message : error}`);
    }
    return this.#begunWallMs = nowWallMs;
  }
}

function textIn(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Changes whenever the file does. */
function markOf(path: string): string {
  try {
    const { mtime, size, ino } = Deno.statSync(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "absent" : String(error);
  }
}

function detailOf({ code, subject, sentences }: AuditFault, last: AuditResult | undefined): string {
  if (code === "audit-overdue") {
    return last === undefined
      ? `${subject}: never made, though due every ${AUDIT_EVERY_DAYS[subject]} days`
      : `${subject}: last made ${new Date(last.atWallMs).toISOString().slice(0, 10)}, due every ${
        AUDIT_EVERY_DAYS[subject]
      } days`;
  }
  const text = `${subject}: ${sentences.map((one) => auditWords(one, ENGLISH)).join(" ")}`;
  return text.length > DETAIL_CHARS_MAX ? `${text.slice(0, DETAIL_CHARS_MAX - 3)}...` : text;
}
