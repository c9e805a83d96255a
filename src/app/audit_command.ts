/**
 * `embereye audit`: who did what, and the proof that nobody has changed the record of it.
 */
import { systemClock } from "../clock/system_clock.ts";
import { forgetAuditAnchor, readAuditAnchor } from "../store/audit_anchor.ts";
import { type AuditEntry, UNANSWERED } from "../store/audit_entry.ts";
import { readAuditEntries, readAuditLog } from "../store/audit_log.ts";
import { auditChanges } from "../store/audit_words.ts";
import { describeAuditBreak, verifyAudit } from "../store/audit_verify.ts";
import { moveAside } from "../store/database.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { auditCommand } from "./audit.ts";
import { supervisorRuns } from "./box_files.ts";
import { Failure } from "./failure.ts";
import { stampOf } from "./journal_layout.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { type Cell, table } from "./text_layout.ts";
import { locate, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface AuditOptions extends WhereOptions {
  readonly json?: boolean;
}

/** Shows the newest entries, oldest first. */
export async function auditList(options: AuditOptions & { readonly limit: number }): Promise<number> {
  const { auditDatabase } = await locate(options);
  const read = readAuditEntries(auditDatabase, { limit: options.limit });
  if (!read.ok) throw new Failure(describeStoreFault(read.fault));
  const entries = [...read.value].reverse();
  if (options.json) {
    printJson(entries.map((entry) => ({ at: new Date(entry.atWallMs).toISOString(), ...entry })));
    return 0;
  }
  if (entries.length === 0) remark("nobody has done anything yet");
  const { columns, colours } = standardScreen();
  const head = ["no.", "when", "who", "from", "what", ""].map((text): Cell => ({ text, colour: "dim" }));
  const rows = entries.map((entry) => [
    String(entry.seq),
    stampOf(entry.atWallMs),
    entry.role === "box" ? "the box" : `${entry.person} (${entry.role})`,
    entry.from,
    `${entry.act}${entry.subject === "" ? "" : ` ${entry.subject}`}`,
    differenceOf(entry),
  ]);
  print(table([head, ...rows], { width: columns, colours, right: [0] }));
  return 0;
}

const LATER = "the page was started anew meanwhile; 'embereye config history' tells what came of it";

/** What an act changed, and how it ended where that was not well. */
function differenceOf(entry: AuditEntry): string {
  const { outcome } = entry;
  const ended = outcome === "done" ? [] : [outcome === UNANSWERED ? LATER : `not done: ${outcome}`];
  return [...ended, ...auditChanges(entry)].join("; ");
}

/** Proves the log unbroken: exit code 1, and the first broken entry, where it is not. */
export async function auditVerify(options: AuditOptions): Promise<number> {
  const { auditDatabase, eventsDatabase } = await locate(options);
  const content = readAuditLog(auditDatabase);
  if (!content.ok) throw new Failure(describeStoreFault(content.fault));
  const anchor = readAuditAnchor(eventsDatabase);
  const verdict = verifyAudit(content.value, anchor.ok ? anchor.value : undefined);
  const { broken, entries, firstSeq, lastSeq, isAnchored } = verdict;
  const lastHash = content.value.entries.at(-1)?.hash ?? content.value.base.hash;
  if (options.json) {
    const detail = broken === undefined
      ? {}
      : { firstBroken: broken.seq, detail: describeAuditBreak(broken) };
    printJson({
      ok: broken === undefined,
      entries,
      firstSeq,
      lastSeq,
      lastHash,
      anchored: isAnchored,
      ...detail,
    });
    return broken === undefined ? 0 : 1;
  }
  if (broken !== undefined) throw new Failure(describeAuditBreak(broken));
  print([`the audit log is unbroken: ${entries} entries, ${firstSeq} to ${lastSeq}, last hash ${lastHash}`]);
  if (!isAnchored) {
    remark(
      anchor.ok
        ? "no anchor is stored in the journal yet: entries cut off at the end would not show"
        : `the anchor cannot be read, so entries cut off at the end would not show: ${
          describeStoreFault(anchor.fault)
        }`,
    );
  }
  return 0;
}

/** Puts a broken log aside, whole, and begins another whose first entry says so. */
export async function auditBeginAnew(options: AuditOptions): Promise<number> {
  const paths = await locate(options);
  if (await supervisorRuns(paths)) {
    throw new Failure("stop the service first: it holds the log (systemctl stop embereye)");
  }
  const content = readAuditLog(paths.auditDatabase);
  const last = content.ok ? content.value.entries.at(-1) : undefined;
  const moved = moveAside(paths.auditDatabase, systemClock().wallMs());
  if (!moved.ok) throw new Failure(describeStoreFault(moved.fault));
  const forgotten = forgetAuditAnchor(paths.eventsDatabase, systemClock().wallMs());
  if (!forgotten.ok) remark(`the journal still holds the old anchor: ${describeStoreFault(forgotten.fault)}`);
  await auditCommand(paths, {
    act: "audit-begin-anew",
    before: { lastSeq: last?.seq ?? null, lastHash: last?.hash ?? null },
    after: { movedAside: moved.value },
  });
  if (options.json) printJson({ movedAside: moved.value });
  else print([`the log is now ${moved.value}; a new one has begun`]);
  return 0;
}
