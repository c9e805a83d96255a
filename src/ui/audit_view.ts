/**
 * The audit log as installers see it: who did what from where, and what it changed.
 */
import type { Context } from "hono";
import type { AuditEntry } from "../store/audit_entry.ts";
import type { UiEnv } from "./access.ts";
import { parsed } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import { languageOf } from "./language_request.ts";
import { auditPage } from "./page/installer/audit_page.ts";
import type { View } from "./page/view.ts";
import { auditQuery } from "./schemas.ts";

/** Lines of one page. */
const LINES = 100;

/** The page, as the address asks for it. */
export function auditView(deps: UiDeps, c: Context<UiEnv>): View {
  const { before } = parsed(auditQuery, c.req.query());
  let entries: readonly AuditEntry[] | undefined;
  try {
    entries = deps.auditEntries({ limit: LINES, beforeSeq: before });
  } catch (error) {
    deps.failed("read the audit log", error);
  }
  const language = languageOf(c);
  return {
    name: "still",
    path: "/audit",
    title: language.say("audit.title"),
    content: auditPage(language, {
      entries,
      nowWallMs: deps.clock.wallMs(),
      timeZone: deps.timeZone,
      moreBefore: entries?.length === LINES ? entries.at(-1)?.seq : undefined,
    }),
  };
}
