/**
 * The commands for the appliance's updates.
 */
import type { Command } from "commander";
import { example, positive } from "./cli_parts.ts";
import { withPlace } from "./cli_technician.ts";

/** Adds them to `program`; each tells `finish` its exit code. */
export function addUpdateCommands(program: Command, finish: (code: number) => void): void {
  const update = program.command("update")
    .description("signed updates of the appliance: two slots, and the way back")
    .addHelpText("after", example("update install embereye-amd64.raucb --reboot", "update status"))
    .addHelpText("after", EXPLANATION);
  withPlace(update.command("install"))
    .description("put a signed update into the slot that does not run (as root)")
    .argument("<bundle>", "the update (.raucb)")
    .option("--reboot", "start it at once, or when no alarm stands any more")
    .option("--once", "do nothing where this very file was installed last")
    .addHelpText("after", example("update install embereye-amd64.raucb", "update install new.raucb --reboot"))
    .action(async (file, options) => finish(await (await commands()).updateInstall(file, options)));
  withPlace(update.command("status"))
    .description("the two slots, and what has become of the last update (as root)")
    .addHelpText("after", example("update status --json"))
    .action(async (options) => finish(await (await commands()).updateStatus(options)));
  withPlace(update.command("confirm"))
    .description(
      "prove the fire path for a minute, and let the running slot stay (as root; done at each start)",
    )
    .option("--patience <seconds>", "how long it may take in all", positive, PATIENCE_S)
    .option(
      "--reboot",
      "restart where a new version has not proved itself: after three attempts the other slot starts",
    )
    .addHelpText("after", example("update confirm --patience 600"))
    .action(async (options) => finish(await (await commands()).updateConfirm(options)));
  for (const command of update.commands) command.exitOverride();
}

/** Sensors that were fresh before the update need their time to come back. */
const PATIENCE_S = 600;

const EXPLANATION = `
A new version has three attempts to start. It stays only once it has, for a
minute without a gap, had all its roles ready, the sensors fresh that were fresh
before, and a clock that can be right; and once a fire drill on a private second
service (one simulated sensor, an output that drives nothing) has set its siren.
Otherwise the box comes back to the version before. Bundles with another
signature than the image's keyring are refused.`;

function commands() {
  return import("./update/update_command.ts");
}
