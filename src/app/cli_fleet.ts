/**
 * The commands about many boxes at once.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { example } from "./cli_parts.ts";
import { parseSince } from "./since.ts";

const CONFIG_DEFAULT = "/etc/embereye/site.yaml";

/** Adds the commands to `program`; each tells `finish` its exit code. */
export function addFleetCommands(program: Command, finish: (code: number) => void): void {
  const fleet = program.command("fleet")
    .description("the configuration of all boxes of a site: signed, rolled out in stages, compared")
    .addHelpText(
      "after",
      example("fleet status", "fleet rollout plant.yaml --key installer.key --reason 'warmer hall'"),
    )
    .addHelpText("after", SAFETY);
  withServersOption(fleet.command("status"))
    .description("the roll-out, and for each box what it runs and how it does with it")
    .addHelpText("after", example("fleet status", "fleet status --config site.yaml --json"))
    .action(async (options) => finish(await (await import("./fleet_command.ts")).fleetStatus(options)));
  withServersOption(fleet.command("drift"))
    .description("which boxes run what, and which were changed by hand, in what")
    .option("--check", "exit code 1 unless all boxes run the newest version as it was signed")
    .addHelpText("after", example("fleet drift", "fleet drift --check --json"))
    .action(async (options) => finish(await (await import("./fleet_command.ts")).fleetDrift(options)));
  withServersOption(fleet.command("cameras"))
    .description("which cameras boxes share, who watches each now, and who would take it over")
    .option("--check", "exit code 1 where nobody watches one, or nobody else would")
    .addHelpText("after", example("fleet cameras", "fleet cameras --check --json"))
    .action(async (options) =>
      finish(await (await import("./fleet_cameras_command.ts")).fleetCameras(options))
    );
  withServersOption(fleet.command("rollout"))
    .description("sign a site's configuration and bring it to its boxes, stage by stage")
    .argument("[file]", "the site's configuration (YAML): base, and boxes by name")
    .option("--key <file>", "the installer's private key; 'embereye fleet key new' makes one")
    .option("--reason <text>", "why, for whoever comes after you")
    .option("--canary <box...>", "boxes that prove it first (otherwise the file's first box)")
    .addOption(
      new Option("--steps <percents>", "how much of the others has it after each stage, e.g. 10,50")
        .argParser(percents).default([50], "50"),
    )
    .addOption(
      new Option("--wait <time>", "between a stage's last proof and the next stage, e.g. 90s, 24h")
        .argParser(time).default(600_000, "10m"),
    )
    .addOption(
      new Option("--patience <time>", "how long the boxes of a stage are waited for")
        .argParser(time).default(3_600_000, "1h"),
    )
    .option("--replace-edits", "also on boxes that were changed by hand: their changes are lost")
    .option("--new-epoch", "begin the version numbers anew, above all that was signed before")
    .option("--dry-run", "only check the file for every box, and show the stages")
    .option("--resume", "go on with the roll-out whose command has ended")
    .option("--stop", "take the version back on all boxes that have it")
    .addHelpText(
      "after",
      example(
        "fleet rollout plant.yaml --key installer.key --reason 'warmer'",
        "fleet rollout --resume --key installer.key",
        "fleet rollout --stop --key installer.key",
      ),
    )
    .addHelpText("after", STATE)
    .action(async (file, options) =>
      finish(await (await import("./fleet_rollout_command.ts")).fleetRollout(file, options))
    );
  const key = fleet.command("key").description(
    "the installer's key: the boxes believe what is signed with it",
  )
    .addHelpText("after", example("fleet key new installer.key", "fleet key show installer.key"));
  key.command("new")
    .description("make a key in a new file (mode 600), and print the half that boxes are given")
    .argument("<file>", "where the private half goes")
    .option("--json", "print JSON")
    .addHelpText("after", example("fleet key new installer.key"))
    .action(async (file, options) =>
      finish(await (await import("./fleet_key_command.ts")).fleetKeyNew(file, options))
    );
  key.command("show")
    .description("print the half of a key that boxes are given")
    .argument("<file>", "the private key")
    .option("--json", "print JSON")
    .addHelpText("after", example("fleet key show installer.key"))
    .action(async (file, options) =>
      finish(await (await import("./fleet_key_command.ts")).fleetKeyShow(file, options))
    );
  for (const command of [...fleet.commands, ...key.commands]) command.exitOverride();
}

const SAFETY = `
Each box proves the signature, refuses what is older than it has, waits while an
alarm stands, and has every version on trial as it has a change of its own: what
goes wrong rolls it back there, and stops the roll-out everywhere.`;

const STATE = `
Its state lies on the servers. If this command is killed, no further box gets
the version, and those that have it go on by themselves; --resume goes on with
it, on any machine that has the key.`;

function withServersOption(command: Command): Command {
  return command
    .option(
      "--config <file>",
      "how the servers are reached: the configuration of 'embereye site'",
      CONFIG_DEFAULT,
    )
    .option("--json", "print JSON");
}

function percents(text: string): number[] {
  const values = text.split(",").map(Number);
  const isRising = values.every((value, i) => value > (values[i - 1] ?? 0) && value <= 100);
  if (values.length <= 10 && isRising) return values;
  throw new InvalidArgumentError("it must be up to ten rising numbers from 1 to 100, e.g. 10,50.");
}

function time(text: string): number {
  const parsed = parseSince(text);
  if (parsed?.kind === "ago" && parsed.ms >= 1_000 && parsed.ms <= 7 * 86_400_000) {
    return Math.round(parsed.ms);
  }
  throw new InvalidArgumentError("it must be a span of a second to a week, e.g. 90s, 10m or 24h.");
}
