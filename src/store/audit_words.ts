/**
 * What an act changed, as people read it.
 */
import type { AuditEntry } from "./audit_entry.ts";

/** One piece for each value that is another one afterwards: `silenced: false -> true`. */
export function auditChanges({ before, after }: Pick<AuditEntry, "before" | "after">): string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]];
    if (was === is) return [];
    return was === undefined || was === null ? [`${name}: ${is}`] : [`${name}: ${was} -> ${is ?? "none"}`];
  });
}
