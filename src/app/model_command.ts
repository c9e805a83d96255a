/**
 * `embereye model`: which models there are, whether they are whole, and how good they are on a folder of pictures.
 */
import { join } from "node:path";
import { evaluate, evaluationTable } from "../detect/evaluation.ts";
import { describeLabelsFault, parseLabels } from "../detect/labels.ts";
import type { Model } from "../detect/model.ts";
import { decodePicture, type Picture, type PictureFault, type ProgramOutput } from "../detect/picture.ts";
import { fail, type Result } from "../reading/result.ts";
import { libraryPlaces, openInPlace } from "./library_folder.ts";
import { askForChange } from "./config_command.ts";
import { findEntry, openModelFile, readModels } from "./model_files.ts";
import { Progress } from "./progress.ts";
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
  return await withModel(name, options, (model) => {
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
  const pictures = parseLabels(await readLabels(join(folder, "labels.csv")));
  if (!pictures.ok) {
    throw new UsageError(`${join(folder, "labels.csv")}: ${describeLabelsFault(pictures.fault)}`);
  }
  return await withModel(options.model, options, async (model) => {
    const progress = new Progress("model eval", pictures.value.length, "pictures");
    let done = 0;
    const evaluation = await evaluate(model, pictures.value, async (file) => {
      const picture = await readPicture(join(folder, file));
      progress.at(++done);
      return picture;
    });
    progress.end(`${evaluation.pictures} pictures judged`);
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
  const verified = await withModel(name, options, () => Promise.resolve(0));
  if (verified !== 0) return verified;
  return await askForChange(options, {
    act: "apply",
    patch: { detect: { model: name } },
    reason: options.reason ?? `model ${name}`,
    mustConfirm: false,
    dryRun: false,
  });
}

async function withModel(
  name: string | undefined,
  options: ModelOptions,
  use: (model: Model) => Promise<number>,
): Promise<number> {
  const entry = await findEntry(name, (await place(options)).models);
  if (!entry.ok) return failed(entry.fault.detail);
  const model = await openInPlace(
    libraryPlaces((name) => Deno.env.get(name)),
    (folder) => openModelFile(entry.value, folder, 1),
    ({ code }) => code === "detector-blind",
  );
  if (!model.ok) return failed(model.fault.detail);
  const { opened, folder } = model.value;
  try {
    return await use(opened);
  } finally {
    await opened.close();
    await Deno.remove(folder, { recursive: true });
  }
}

function failed(detail: string): number {
  console.error(`embereye: ${detail}`);
  return 1;
}

async function readLabels(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`there is no ${file}: the folder needs one with the columns file,fire,smoke`);
    }
    throw error;
  }
}

async function readPicture(file: string): Promise<Result<Picture, PictureFault>> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail({ kind: "picture-read", detail: error.message });
  }
  return await decodePicture(runFfmpeg, bytes);
}

async function runFfmpeg(args: readonly string[], input: Uint8Array): Promise<ProgramOutput> {
  const child = new Deno.Command("ffmpeg", {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writing = (async () => {
    const writer = child.stdin.getWriter();
    try {
      await writer.write(input);
      await writer.close();
    } catch (error) {
      // It has seen enough, or has ended: its output says what came of it.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  })();
  const { success, stdout, stderr } = await child.output();
  await writing;
  return { success, stdout, stderr: new TextDecoder().decode(stderr) };
}
