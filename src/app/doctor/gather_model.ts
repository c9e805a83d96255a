/**
 * Looks whether the model's file is the one that the manifest names. Opening it is `embereye model verify`'s business.
 */
import { join } from "node:path";
import { hashModel } from "../../detect/manifest.ts";
import type { ModelFacts } from "../../ops/doctor/model.ts";
import { modelEntry, MODELS_FOLDER } from "../model_files.ts";

/** Looks at the model `name`; at the first of the manifest where none is named. */
export async function gatherModel(name: string | undefined): Promise<ModelFacts["found"]> {
  const entry = await modelEntry(name);
  if (!entry.ok) return { fault: entry.fault.detail };
  const { file, sha256, version, licence } = entry.value;
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(join(MODELS_FOLDER, file));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { fault: `${file} cannot be read: ${error.message}` };
  }
  if (hashModel(bytes) !== sha256) return { fault: `${file} is not the file that the manifest names` };
  return { model: `${entry.value.name} ${version}`, licenceSettled: licence.settled };
}
