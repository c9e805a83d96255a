/**
 * A change of the configuration, as the audit log keeps it.
 */
import type { ConfigAct, ConfigAnswer } from "../bus/messages.ts";
import { type AuditAct, type AuditValues, UNANSWERED } from "../store/audit_entry.ts";

/** Of a larger change the first paths are kept; the version in the configuration's own history has all of it. */
const CHANGES_KEPT = 20;
const VALUE_CHARS_MAX = 120;

/**
 * What is to be said of it; undefined where nothing was to be changed: a dry run or a question.
 *
 * @param answer Undefined: who asked for it was started anew before there was one, which the change itself may do.
 */
export function configEntry(
  act: ConfigAct,
  answer: ConfigAnswer | undefined,
): Pick<AuditAct, "act" | "subject" | "before" | "after" | "outcome"> | undefined {
  if (act.act === "compare" || act.act === "apply" && act.dryRun) return undefined;
  if (answer === undefined) {
    return {
      act: `config-${act.act}`,
      subject: "",
      before: undefined,
      after: "reason" in act ? { reason: act.reason } : undefined,
      outcome: UNANSWERED,
    };
  }
  const kept = answer.changes.slice(0, CHANGES_KEPT);
  const more = answer.changes.length - kept.length;
  const values = (pick: "before" | "after"): AuditValues =>
    Object.fromEntries(kept.map((change) => [change.path, valueOf(change[pick])]));
  return {
    act: `config-${act.act}`,
    subject: `version ${answer.state.version}`,
    before: values("before"),
    after: {
      ...values("after"),
      ...("reason" in act ? { reason: act.reason } : {}),
      ...(more > 0 ? { furtherChanges: more } : {}),
    },
    outcome: answer.ok ? "done" : answer.code ?? "refused",
  };
}

function valueOf(value: unknown): AuditValues[string] {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "boolean") return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
}
