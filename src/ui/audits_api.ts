/**
 * The audits over the API: the newest result of each kind, and those before.
 */
import type { Context } from "hono";
import { z } from "zod";
import { AUDIT_KINDS, type AuditKind, type AuditResult, type AuditSentence } from "../reading/audit.ts";
import { auditResultSchema } from "../store/audit_results.ts";
import type { UiEnv } from "./access.ts";
import type { UiDeps } from "./deps.ts";
import { auditWords } from "./messages/audit_words.ts";
import { ENGLISH } from "./messages/spoken.ts";
import type { OperationName } from "./operations.ts";

/** How one kind of audit stands. */
export interface AuditState {
  readonly kind: AuditKind;
  readonly everyDays: number;
  readonly dueAtWallMs: number;
  readonly isOverdue: boolean;
  /** Oldest first. */
  readonly results: readonly AuditResult[];
  /** Why the results cannot be read. */
  readonly fault?: string;
}

/** What the page needs of the audits. */
export interface AuditsDeps {
  list(): readonly AuditState[];
}

const sentence = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.string().describe("The same in English"),
});
const past = z.object({
  at: z.iso.datetime(),
  verdict: auditResultSchema.shape.verdict,
  figures: auditResultSchema.shape.figures,
});

export const auditsAnswer = z.array(z.object({
  kind: z.enum(AUDIT_KINDS),
  everyDays: z.number(),
  dueAt: z.iso.datetime(),
  overdue: z.boolean(),
  last: past.extend({
    broken: z.boolean().describe(
      "Not possible because something is broken, not only because it is not set up",
    ),
    findings: z.array(sentence),
    notes: z.array(sentence),
    details: z.array(z.string()),
  }).nullable(),
  earlier: z.array(past).describe("Newest first"),
  fault: z.string().nullable(),
}));

type AuditsOperation = Extract<OperationName, "audits">;

/** The handlers. */
export function auditsHandlers(
  { deps }: { readonly deps: UiDeps },
): Record<AuditsOperation, (c: Context<UiEnv>) => Response> {
  return { audits: (c) => c.json(deps.audits.list().map(auditAnswer)) };
}

/** One kind as the API tells it. */
export function auditAnswer(
  { kind, everyDays, dueAtWallMs, isOverdue, results, fault }: AuditState,
): z.infer<typeof auditsAnswer>[number] {
  const last = results.at(-1);
  return {
    kind,
    everyDays,
    dueAt: new Date(dueAtWallMs).toISOString(),
    overdue: isOverdue,
    last: last === undefined ? null : {
      ...pastOf(last),
      broken: last.isBroken ?? false,
      findings: last.findings.map(inEnglish),
      notes: last.notes.map(inEnglish),
      details: [...last.details ?? []],
    },
    earlier: results.slice(0, -1).reverse().map(pastOf),
    fault: fault ?? null,
  };
}

function pastOf({ atWallMs, verdict, figures }: AuditResult): z.infer<typeof past> {
  return { at: new Date(atWallMs).toISOString(), verdict, figures: { ...figures } };
}

function inEnglish({ code, values }: AuditSentence): z.infer<typeof sentence> {
  return { code, values: { ...values }, text: auditWords({ code, values }, ENGLISH) };
}
