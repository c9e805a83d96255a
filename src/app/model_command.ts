/**
 * `embereye model`: which models there are, whether they are whole, and how good they are on a folder of pictures.
 */
import { evaluationTable } from "../detect/evaluation.ts";
import type { Model } from "../detect/model.ts";
import { askForChange } from "./config_command.ts";
import { evaluateFolder, readLabels, withModel } from "./evaluate_folder.ts";
import { readModels } from "./model_files.ts";
import { UsageError } from "./usage_error.ts";
import { place, type WhereOptions } from "./where.ts";

/** What every one of them is told. The state folder is where a site's own models lie; it need not be there. */
interface ModelOptions extends WhereOptions {
  readonly json?: boolean;
}

/** Lists the models there are. */
export async function listModels(options: ModelOptions): Promise<number> {
  const entries = await readModels((await place(options)).models);
  if (!entries.ok) return failed(entries.fault.detail);
  const models = entries.value.map(({ manifest }) => manifest);
  if (options.json) {
    console.log(JSON.stringify(models, null, 2));
    return 0;
  }
  for (const { name, version, decoder, input, thresholds, licence } of models) {
    console.log(`${name} ${version}: ${decoder.kind} model, ${input.width} x ${input.height} pixels`);
    for (const [label, threshold] of Object.entries(thresholds)) console.log(`  ${label} from ${threshold}`);
    console.log(`  ${licence.settled ? "licence" : "licence NOT SETTLED"}: ${licence.text}`);
  }
  return 0;
}

/** Opens a model as the service would. Exit code 1 where it is refused. */
export async function verifyModel(name: string | undefined, options: ModelOptions): Promise<number> {
  return await useOpened(name, options, (model) => {
    const { name, version } = model.manifest;
    if (options.json) console.log(JSON.stringify({ ok: true, model: name, version }));
    else {console.log(
        `${name} ${version} is whole: hash, shapes and golden picture are as the manifest says.`,
      );}
    return Promise.resolve(0);
  });
}

/** Judges every picture of `folder` that its `labels.csv` names. */
export async function evaluateModel(
  folder: string,
  options: ModelOptions & { readonly model?: string },
): Promise<number> {
  const pictures = await readLabels(folder);
  if (!pictures.ok) throw new UsageError(pictures.fault);
  return await useOpened(options.model, options, async (model) => {
    const evaluation = await evaluateFolder(model, folder, pictures.value, "model eval");
    console.log(options.json ? JSON.stringify(evaluation, null, 2) : evaluationTable(evaluation));
    return evaluation.pictures > 0 ? 0 : 1;
  });
}

/**
 * Has the running service look at pictures with another model: it is put to the test here first, then by the detector, and on trial
 * like every change of the configuration.
 */
export async function useModel(
  name: string,
  options: ModelOptions & { readonly reason?: string },
): Promise<number> {
  const verified = await useOpened(name, options, () => Promise.resolve(0));
  if (verified !== 0) return verified;
  return await askForChange(options, {
    act: "apply",
    patch: { detect: { model: name } },
    reason: options.reason ?? `model ${name}`,
    mustConfirm: false,
    dryRun: false,
  });
}

/** Exit code 1 where the model is refused. */
async function useOpened(
  name: string | undefined,
  options: ModelOptions,
  use: (model: Model) => Promise<number>,
): Promise<number> {
  const used = await withModel(name, (await place(options)).models, use);
  return used.ok ? used.value : failed(used.fault);
}

function failed(detail: string): number {
  console.error(`embereye: ${detail}`);
  return 1;
}
