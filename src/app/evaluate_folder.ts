/**
 * Judges the labelled pictures of a folder with a model, in this process: what `model eval` and the accuracy audit share.
 */
import { join } from "node:path";
import { evaluate, type Evaluation } from "../detect/evaluation.ts";
import { describeLabelsFault, type LabelledPicture, parseLabels } from "../detect/labels.ts";
import type { Model } from "../detect/model.ts";
import { decodePicture, type Picture, type PictureFault, type ProgramOutput } from "../detect/picture.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { libraryPlaces, openInPlace } from "./library_folder.ts";
import { findEntry, openModelFile } from "./model_files.ts";
import { Progress } from "./progress.ts";

/** The list of a folder, `labels.csv`. A fault is a sentence. */
export async function readLabels(folder: string): Promise<Result<readonly LabelledPicture[], string>> {
  const file = join(folder, "labels.csv");
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return fail(`there is no ${file}: the folder needs one with the columns file,fire,smoke`);
    }
    return fail(`${file} cannot be read: ${(error as Error).message}`);
  }
  const pictures = parseLabels(text);
  return pictures.ok ? pictures : fail(`${file}: ${describeLabelsFault(pictures.fault)}`);
}

/** Judges every picture that the list names; `name` stands before the progress. */
export async function evaluateFolder(
  model: Model,
  folder: string,
  pictures: readonly LabelledPicture[],
  name: string,
): Promise<Evaluation> {
  const progress = new Progress(name, pictures.length, "pictures");
  let done = 0;
  const evaluation = await evaluate(model, pictures, async (file) => {
    const picture = await readPicture(join(folder, file));
    progress.at(++done);
    return picture;
  });
  progress.end(`${evaluation.pictures} pictures judged`);
  return evaluation;
}

/**
 * Opens the model `name`, the first where there is no name, for the length of `use`. A fault is a sentence.
 *
 * @param siteFolder Where the site's own models lie.
 */
export async function withModel<T>(
  name: string | undefined,
  siteFolder: string,
  use: (model: Model) => Promise<T>,
): Promise<Result<T, string>> {
  const entry = await findEntry(name, siteFolder);
  if (!entry.ok) return fail(entry.fault.detail);
  const model = await openInPlace(
    libraryPlaces((variable) => Deno.env.get(variable)),
    (folder) => openModelFile(entry.value, folder, 1),
    ({ code }) => code === "detector-blind",
  );
  if (!model.ok) return fail(model.fault.detail);
  const { opened, folder } = model.value;
  try {
    return ok(await use(opened));
  } finally {
    await opened.close();
    await Deno.remove(folder, { recursive: true });
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
  try {
    return await decodePicture(runFfmpeg, bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return fail({ kind: "picture-read", detail: "ffmpeg is not installed (apt install ffmpeg)" });
  }
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
