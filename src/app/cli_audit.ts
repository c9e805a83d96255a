/**
 * The commands by which a box looks at itself every week, fortnight or month: what timers give, and technicians.
 */
import type { Command } from "commander";
import { example, positive } from "./cli_parts.ts";
import { withPlace } from "./cli_technician.ts";

/** Adds the commands beside those of the audit log; each tells `finish` its exit code. */
export function addAuditCommands(program: Command, finish: (code: number) => void): void {
  // The audit log has the command already: what is looked at stands beside who did what.
  const audit = program.commands.find((command) => command.name() === "audit");
  if (audit === undefined) throw new Error("the command 'audit' must be there before its parts");
  withPlace(audit.command("memory"))
    .description(
      "does the memory of any process grow? Trend from the history, V8's heap and its top allocations of now",
    )
    .option("--days <count>", "over so many days", positive, 7)
    .option("--sample <seconds>", "watch allocations so long", positive, 20)
    .addHelpText("after", example("audit memory", "audit memory --days 30 --sample 120"))
    .addHelpText("after", KEPT)
    .action(async (options) => finish(await (await import("./audit_memory.ts")).auditMemory(options)));
  withPlace(audit.command("accuracy"))
    .description("is the model in use as good on the validation set as its manifest says?")
    .option("--set <folder>", "pictures and labels.csv (otherwise detect.validationSet of the configuration)")
    .addHelpText("after", example("audit accuracy", "audit accuracy --set /media/usb/fire-images"))
    .addHelpText("after", KEPT)
    .action(async (options) => finish(await (await import("./audit_accuracy.ts")).auditAccuracy(options)));
  withPlace(audit.command("ports"))
    .description(
      "does the box show ports that its configuration does not name? As root it looks from outside, through the firewall",
    )
    .addHelpText("after", example("audit ports", "audit ports --json"))
    .addHelpText("after", KEPT)
    .action(async (options) => finish(await (await import("./audit_ports.ts")).auditPorts(options)));
  withPlace(audit.command("dependencies"))
    .description("known vulnerabilities of the program's and the system's packages, without a network")
    .option(
      "--advisories <file>",
      "take in newer ones first, in the OSV format: JSON, or OSV's all.zip of an ecosystem; kept for later audits",
    )
    .option("--sha256 <digits>", "the file's checksum (otherwise FILE.sha256 beside it names it)")
    .option("--lock <file>", "the deno.lock of another version than this one")
    .addHelpText(
      "after",
      example("audit dependencies", "audit dependencies --advisories /media/usb/all.zip"),
    )
    .addHelpText("after", KEPT)
    .action(async (options) =>
      finish(await (await import("./audit_dependencies.ts")).auditDependencies(options))
    );
  for (const command of audit.commands) command.exitOverride();

  // In a namespace of its own, for `audit ports`.
  program.command("probe-ports", { hidden: true })
    .argument("<address>")
    .argument("<ports...>")
    .action(async (address, ports: string[]) =>
      finish(await (await import("./probe_ports.ts")).probePorts(address, ports.map(Number)))
    );
}

const KEPT = `
Exit code 0 only where it was looked at and nothing was found; 1 where something
was found, or where it is not possible. The result is kept in the state folder
and shown on the page /audits; docs/audits.md says what to do.`;
