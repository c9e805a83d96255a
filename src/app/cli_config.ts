/**
 * The commands about the configuration.
 */
import { type Command, InvalidArgumentError } from "commander";
import { example, limit, positive } from "./cli_parts.ts";
import { withPlace } from "./cli_technician.ts";
import { STATE_DEFAULT } from "./where.ts";

/** Adds the commands to `program`; each tells `finish` its exit code. */
export function addConfigCommands(program: Command, finish: (code: number) => void): void {
  const config = program.command("config")
    .description("what the box runs with, what it ran with before, and how to change it")
    .addHelpText(
      "after",
      example("config diff new.yaml", "config apply new.yaml --reason 'a sensor for the attic'"),
    )
    .addHelpText("after", SAFETY);
  withPlace(config.command("show"))
    .description("the running configuration, every default filled in, secrets hidden")
    .argument("[version]", "an older one", version)
    .addHelpText("after", example("config show", "config show 12"))
    .action(async (number, options) => finish(await (await commands()).configShow(number, options)));
  withPlace(config.command("diff"))
    .description("what another configuration would change")
    .argument("<other>", "a file, or the number of a version")
    .addHelpText("after", example("config diff new.yaml", "config diff 12"))
    .action(async (other, options) => finish(await (await commands()).configDiff(other, options)));
  withPlace(config.command("history"))
    .description("every version: when, by whom, why, and what became of it")
    .option("--limit <count>", "at most so many, the newest", limit, 20)
    .addHelpText("after", example("config history"))
    .action(async (options) => finish(await (await commands()).configHistory(options)));
  withPlace(config.command("apply"))
    .description("put a configuration in force, on trial")
    .argument("<file>", "configuration (YAML)")
    .requiredOption("--reason <text>", "why, for whoever comes after you")
    .option("--trial <seconds>", "how long it is watched (otherwise as the configuration says)", positive)
    .option("--must-confirm", "roll it back unless somebody says 'config confirm' in time")
    .option("--dry-run", "only say what would change")
    .addHelpText("after", example("config apply new.yaml --reason 'warmer boiler' --must-confirm"))
    .action(async (file, options) => finish(await (await commands()).configApply(file, options)));
  withPlace(config.command("confirm"))
    .description("end the trial: the running configuration is good")
    .addHelpText("after", example("config confirm"))
    .action(async (options) => finish(await (await commands()).configConfirm(options)));
  withPlace(config.command("rollback"))
    .description("go back to the configuration that was good last, or to a version")
    .argument("[version]", "its number; see 'config history'", version)
    .requiredOption("--reason <text>", "why, for whoever comes after you")
    .addHelpText("after", example("config rollback --reason 'the siren in the attic stayed silent'"))
    .action(async (number, options) => finish(await (await commands()).configRollback(number, options)));
  withPlace(config.command("write"))
    .description("write the running configuration into a file, in this version's layout")
    .argument("<file>", "e.g. the file that the service was started with; the one there is kept beside it")
    .addHelpText("after", example("config write /etc/embereye/embereye.yaml"))
    .action(async (file, options) => finish(await (await commands()).configWrite(file, options)));
  config.command("schema")
    .description("print the layout as JSON Schema, for editors")
    .addHelpText("after", example("config schema > embereye.schema.json"))
    .action(async () => finish((await commands()).configSchemaCommand()));
  for (const command of config.commands) command.exitOverride();
}

/** Adds the commands that save and bring back what a box remembers. */
export function addBackupCommands(program: Command, finish: (code: number) => void): void {
  withPlace(program.command("backup"))
    .description("save all that the box must remember into one file, while it runs")
    .argument("<file>", "where to, e.g. on a stick")
    .addHelpText("after", example("backup /media/usb/box.zip"))
    .action(async (file, options) =>
      finish(await (await import("./backup_command.ts")).backup(file, options))
    );
  program.command("restore")
    .description("check a backup and put it in place; the service must not run")
    .argument("<file>", "made by 'embereye backup'")
    .option("--state <folder>", "the box's state folder", STATE_DEFAULT)
    .option("--check", "only check it: every part against its checksum, every database inside")
    .option("--json", "print JSON")
    .addHelpText("after", example("restore /media/usb/box.zip --check", "restore /media/usb/box.zip"))
    .action(async (file, options) =>
      finish(await (await import("./backup_command.ts")).restore(file, options))
    );
}

/** Adds the commands about notifications. */
export function addNotifyCommands(program: Command, finish: (code: number) => void): void {
  const notify = program.command("notify").description("who is told of what happens, and whether it arrives")
    .addHelpText("after", example("notify status", "notify test ops"));
  withPlace(notify.command("status"))
    .description("each target: what waits, when it was last reached, what is wrong")
    .addHelpText("after", example("notify status --json"))
    .action(async (options) => finish(await (await import("./notify_command.ts")).notifyStatus(options)));
  withPlace(notify.command("test"))
    .description("send a test to a target, or to all, and say whether it has arrived")
    .argument("[target]", "its id")
    .addHelpText("after", example("notify test ops"))
    .action(async (target, options) =>
      finish(await (await import("./notify_command.ts")).notifyTest(target, options))
    );
  for (const command of notify.commands) command.exitOverride();
}

/** Adds the commands about the archive. */
export function addArchiveCommands(program: Command, finish: (code: number) => void): void {
  const archive = program.command("archive").description("closed days in a store elsewhere")
    .addHelpText("after", example("archive status", "archive restore 2026-03-01 --to /tmp/march"));
  withPlace(archive.command("status"))
    .description("how far it has come, and why it does not go on")
    .addHelpText("after", example("archive status --json"))
    .action(async (options) => finish(await (await import("./archive_command.ts")).archiveStatus(options)));
  withPlace(archive.command("list"))
    .description("the days that the store holds")
    .addHelpText("after", example("archive list"))
    .action(async (options) => finish(await (await import("./archive_command.ts")).archiveList(options)));
  withPlace(archive.command("restore"))
    .description("get a day back into a new folder, each part checked")
    .argument("<day>", "YYYY-MM-DD, by UTC")
    .requiredOption("--to <folder>", "a folder that is not there yet")
    .addHelpText("after", example("archive restore 2026-03-01 --to /tmp/march"))
    .action(async (day, options) =>
      finish(await (await import("./archive_command.ts")).archiveRestore(day, options))
    );
  for (const command of archive.commands) command.exitOverride();
}

const SAFETY = `
A changed configuration is on trial for some minutes. A sensor that is lost, a
role that goes down, alarms or troubles out of the ordinary roll it back by
themselves. Alarms that stand are not touched by any change.`;

function commands() {
  return import("./config_command.ts");
}

function version(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("a version is a whole number; 'embereye config history' lists them.");
}
