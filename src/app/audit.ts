/**
 * What a command at the box's own shell does to the box goes into the audit log as well.
 */
import { systemClock } from "../clock/system_clock.ts";
import type { AuditValues } from "../store/audit_entry.ts";
import { addToAuditLog } from "../store/audit_log.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { giveToOwnerOf } from "./locked_file.ts";
import type { Paths } from "./paths.ts";
import { remark } from "./terminal.ts";

/** What a command did. */
export interface CommandAct {
  /** A stable word, e.g. `token-new`. */
  readonly act: string;
  readonly subject?: string;
  readonly before?: AuditValues | undefined;
  readonly after?: AuditValues | undefined;
  /** @default {"done"} */
  readonly outcome?: string;
}

/** Puts it into the log. Where that is not possible the person is told; what was done stays done. */
export async function auditCommand(
  paths: Pick<Paths, "auditDatabase" | "state">,
  act: CommandAct,
): Promise<void> {
  const added = addToAuditLog(paths.auditDatabase, {
    atWallMs: systemClock().wallMs(),
    person: userName(),
    role: Deno.uid() === 0 ? "root" : "user",
    via: "command",
    from: Deno.env.get("SSH_CONNECTION")?.split(" ")[0] ?? "console",
    act: act.act,
    subject: act.subject ?? "",
    before: act.before,
    after: act.after,
    outcome: act.outcome ?? "done",
  });
  if (!added.ok) remark(`this is not in the audit log: ${describeStoreFault(added.fault)}`);
  // Made by root, the files would be closed to the service.
  for (const suffix of ["", "-wal", "-shm"]) await giveToOwnerOf(paths.state, paths.auditDatabase + suffix);
}

/** Who sits there: behind `sudo` the person, not root. */
export function userName(): string {
  return Deno.env.get("SUDO_USER") ?? Deno.env.get("USER") ?? Deno.env.get("LOGNAME") ?? `uid ${Deno.uid()}`;
}
