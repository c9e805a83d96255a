/**
 * The models that came with the program, as files.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  findModel,
  type Manifest,
  MANIFEST_BYTES_MAX,
  type ModelManifest,
  parseManifest,
} from "../detect/manifest.ts";
import { type Model, openModel } from "../detect/model.ts";
import { describeModelFault } from "../detect/model_fault.ts";
import { describeRuntimeFault } from "../detect/runtime_port.ts";
import { fail, ok, type Result } from "../reading/result.ts";

/** Where the models lie. */
export const MODELS_FOLDER = fileURLToPath(new URL("../../models/", import.meta.url));

/** Why there is no model, as a trouble. */
export interface ModelRefusal {
  readonly code: "model-refused" | "detector-blind";
  readonly detail: string;
}

/** Reads the manifest of all models. */
export async function readManifest(): Promise<Result<Manifest, ModelRefusal>> {
  const text = await Deno.readTextFile(join(MODELS_FOLDER, "manifest.json"));
  if (text.length > MANIFEST_BYTES_MAX) {
    return refusal(`the manifest has ${text.length} characters, at most ${MANIFEST_BYTES_MAX} are allowed`);
  }
  const manifest = parseManifest(text);
  return manifest.ok ? manifest : refusal(`the manifest: ${manifest.fault.faults.join("; ")}`);
}

/** The entry of the model `name`; of the first where no name is given. */
export async function modelEntry(name: string | undefined): Promise<Result<ModelManifest, ModelRefusal>> {
  const manifest = await readManifest();
  if (!manifest.ok) return manifest;
  const entry = findModel(manifest.value, name);
  return entry === undefined ? refusal(`the manifest names no model '${name ?? ""}'`) : ok(entry);
}

/**
 * Opens the model of `entry`, which proves itself by its hash, its shapes and its golden picture.
 *
 * @param cacheFolder A private folder for the runtime's library; made where it is not there.
 */
export async function openModelFile(
  entry: ModelManifest,
  cacheFolder: string,
  threads: number,
): Promise<Result<Model, ModelRefusal>> {
  // Only who really has cameras loads the runtime: it is by far the largest part of the program.
  const { loadRuntime } = await import("../detect/runtime.ts");
  await Deno.mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const runtime = await loadRuntime(cacheFolder);
  if (!runtime.ok) return fail({ code: "detector-blind", detail: describeRuntimeFault(runtime.fault) });
  const bytes = await Deno.readFile(join(MODELS_FOLDER, entry.file));
  const opened = await openModel(runtime.value, entry, bytes, { threads, batchMax: 1 });
  return opened.ok ? opened : refusal(describeModelFault(opened.fault));
}

function refusal(detail: string): { readonly ok: false; readonly fault: ModelRefusal } {
  return fail({ code: "model-refused", detail });
}
