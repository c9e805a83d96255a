/**
 * The commands about the models that look at camera pictures.
 */
import type { Command } from "commander";
import { example } from "./cli_parts.ts";
import { withPlace } from "./cli_technician.ts";

/** Adds the commands to `program`; each tells `finish` its exit code. */
export function addModelCommands(program: Command, finish: (code: number) => void): void {
  const model = program.command("model").description("the models that look at camera pictures")
    .addHelpText("after", example("model list", "model use site-yolo", "model eval /media/usb/pictures"))
    .addHelpText("after", OWN_MODELS);
  withPlace(model.command("list"))
    .description("list them")
    .addHelpText("after", example("model list"))
    .action(async (options) => finish(await (await commands()).listModels(options)));
  withPlace(model.command("verify"))
    .description("open one as the service would: hash, shapes, golden picture")
    .argument("[name]", "which one; the first where absent")
    .addHelpText("after", example("model verify firegrid"))
    .action(async (name, options) => finish(await (await commands()).verifyModel(name, options)));
  withPlace(model.command("use"))
    .description(
      "have the running service use one, on trial; the one before stays until it has proved itself",
    )
    .argument("<name>", "which one; see 'model list'")
    .option("--reason <text>", "why, for whoever comes after you")
    .addHelpText("after", example("model use firegrid", "model use site-yolo --reason 'fewer false alarms'"))
    .action(async (name, options) => finish(await (await commands()).useModel(name, options)));
  withPlace(model.command("eval"))
    .description("precision, recall, F1 and false positives on a folder of pictures with a labels.csv")
    .argument("<folder>", "pictures and labels.csv (file,fire,smoke; 1 yes, 0 no, -1 not labelled)")
    .option("--model <name>", "which one; the first where absent")
    .addHelpText("after", example("model eval /media/usb/pictures"))
    .action(async (folder, options) => finish(await (await commands()).evaluateModel(folder, options)));
  for (const command of model.commands) command.exitOverride();
}

const OWN_MODELS = `
A site's own models lie in the folder 'models' of the state folder, with a
manifest.json beside them; docs/cameras.md says what belongs into it.`;

function commands() {
  return import("./model_command.ts");
}
