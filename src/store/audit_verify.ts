/**
 * Proves the audit log unbroken, or names the first entry that is not as it was written.
 *
 * What it cannot see: a chain that was computed anew from some entry on by somebody who could also change the anchor, which lies
 * in the event journal. An anchor that was taken off the box (the log files and the service manager's journal hold every one)
 * shows that as well.
 */
import { type AuditEntry, hashOf, NO_HASH, storable } from "./audit_entry.ts";
import { type AuditContent, type AuditHead, PRUNED } from "./audit_log.ts";

/** How the log is broken. */
export type AuditBreak =
  /** An entry is not what its hash says: something in it was changed. */
  | { readonly kind: "changed"; readonly seq: number }
  /** An entry does not follow the one before it: one was taken out, put in or moved. */
  | { readonly kind: "not-following"; readonly seq: number; readonly expectedSeq: number }
  /** The oldest entries are gone, and no entry says that they gave way. */
  | { readonly kind: "beginning-gone"; readonly seq: number }
  /** The log ends before the anchor: its last entries are gone. */
  | { readonly kind: "end-gone"; readonly seq: number; readonly anchorSeq: number }
  /** The entry that was anchored has another hash now: the chain was written anew from there or before. */
  | { readonly kind: "rewritten"; readonly seq: number };

/** What the check found. */
export interface AuditVerdict {
  /** Undefined: unbroken. */
  readonly broken: AuditBreak | undefined;
  readonly entries: number;
  /** Numbers of the first and the last entry; 0 where there is none. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Whether an anchor was there to compare with. Without one, a log that was cut at its end looks whole. */
  readonly isAnchored: boolean;
}

/** Checks `content` from its first entry to its last, and against `anchor`, where there is one. */
export function verifyAudit(content: AuditContent, anchor: AuditHead | undefined): AuditVerdict {
  const { base, entries } = content;
  const verdict = (broken: AuditBreak | undefined): AuditVerdict => ({
    broken,
    entries: entries.length,
    firstSeq: entries[0]?.seq ?? 0,
    lastSeq: entries.at(-1)?.seq ?? 0,
    isAnchored: anchor !== undefined,
  });
  let head: AuditHead = base;
  for (const entry of entries) {
    if (entry.seq !== head.seq + 1 || entry.previous !== head.hash) {
      return verdict({ kind: "not-following", seq: entry.seq, expectedSeq: head.seq + 1 });
    }
    if (hashOf(entry.seq, entry.previous, storable(entry)) !== entry.hash) {
      return verdict({ kind: "changed", seq: entry.seq });
    }
    head = entry;
  }
  if (!isBaseStated(content)) return verdict({ kind: "beginning-gone", seq: entries[0]?.seq ?? base.seq });
  if (anchor === undefined) return verdict(undefined);
  if (anchor.seq > head.seq) return verdict({ kind: "end-gone", seq: head.seq, anchorSeq: anchor.seq });
  if (anchor.seq > base.seq) {
    const anchored = entries[anchor.seq - base.seq - 1];
    if (anchored?.hash !== anchor.hash) return verdict({ kind: "rewritten", seq: anchor.seq });
  } else if (anchor.seq === base.seq && anchor.hash !== base.hash) {
    return verdict({ kind: "rewritten", seq: anchor.seq });
  }
  return verdict(undefined);
}

/** Older entries give way only with an entry that says so; that entry is itself part of the chain. */
function isBaseStated({ base, entries }: AuditContent): boolean {
  if (base.seq === 0) return base.hash === NO_HASH;
  return entries.some((entry) => saysPruned(entry, base));
}

function saysPruned({ act, after }: AuditEntry, base: AuditHead): boolean {
  return act === PRUNED && after?.throughSeq === base.seq && after.hash === base.hash;
}

/** Says what is wrong, as a sentence for people. */
export function describeAuditBreak(broken: AuditBreak): string {
  switch (broken.kind) {
    case "changed":
      return `entry ${broken.seq} is not as it was written: something in it was changed`;
    case "not-following":
      return `entry ${broken.seq} does not follow the one before it (entry ${broken.expectedSeq} is due): ` +
        "entries were taken out, put in or moved";
    case "beginning-gone":
      return `the log begins with entry ${broken.seq}, and no entry says that those before it gave way`;
    case "end-gone":
      return `the log ends with entry ${broken.seq}, but entry ${broken.anchorSeq} was anchored: its end is gone`;
    case "rewritten":
      return `entry ${broken.seq} is not the one that was anchored: the log was written anew from there or before`;
  }
}
