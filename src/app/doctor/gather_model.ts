/**
 * Looks whether the model's file is the one that the manifest names. Opening it is `embereye model verify`'s business.
 */
import { join } from "node:path";
import { hashModel } from "../../detect/manifest.ts";
import type { ModelFacts } from "../../ops/doctor/model.ts";
import { findEntry } from "../model_files.ts";

/** Looks at the model `name`; at the first there is where none is named. @param siteFolder Where the site's own models lie. */
export async function gatherModel(
  name: string | undefined,
  siteFolder: string,
): Promise<ModelFacts["found"]> {
  const entry = await findEntry(name, siteFolder);
  if (!entry.ok) return { fault: entry.fault.detail };
  const { folder, manifest } = entry.value;
  const { name: model, file, sha256, version, licence } = manifest;
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(join(folder, file));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { fault: `${file} cannot be read: ${error.message}` };
  }
  if (hashModel(bytes) !== sha256) return { fault: `${file} is not the file that the manifest names` };
  return { model: `${model} ${version}`, licenceSettled: licence.settled };
}
