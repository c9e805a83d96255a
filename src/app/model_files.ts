/**
 * The models there are, as files: those that came with the program, and those that a site has brought.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MANIFEST_BYTES_MAX, type ModelManifest, parseManifest } from "../detect/manifest.ts";
import { type Model, openModel } from "../detect/model.ts";
import { describeModelFault } from "../detect/model_fault.ts";
import { describeRuntimeFault } from "../detect/runtime_port.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { shipped } from "../reading/shipped.ts";

/** Where the models that came with the program lie. */
export const SHIPPED_MODELS = fileURLToPath(shipped("models/"));

/** Why there is no model, as a trouble. */
export interface ModelRefusal {
  readonly code: "model-refused" | "detector-blind";
  readonly detail: string;
}

/** One model, and the folder of its file. */
export interface ModelEntry {
  readonly manifest: ModelManifest;
  readonly folder: string;
}

/**
 * All models: the shipped ones first, so that the first of them is what a box uses that is told nothing.
 *
 * @param siteFolder The site's own, with a `manifest.json` of its own; it need not be there.
 */
export async function readModels(
  siteFolder: string | undefined,
): Promise<Result<ModelEntry[], ModelRefusal>> {
  const entries: ModelEntry[] = [];
  for (const folder of siteFolder === undefined ? [SHIPPED_MODELS] : [SHIPPED_MODELS, siteFolder]) {
    const read = await manifestText(folder, folder === siteFolder);
    if (!read.ok) return read;
    const text = read.value;
    if (text === undefined) continue;
    if (text.length > MANIFEST_BYTES_MAX) {
      return refusal(
        `${folder} holds a manifest of ${text.length} characters, more than ${MANIFEST_BYTES_MAX}`,
      );
    }
    const parsed = parseManifest(text);
    if (!parsed.ok) return refusal(`the manifest in ${folder}: ${parsed.fault.faults.join("; ")}`);
    for (const manifest of parsed.value.models) {
      const twice = entries.some((entry) => entry.manifest.name === manifest.name);
      if (twice) {
        return refusal(`the model '${manifest.name}' in ${folder} has the name of one that is known already`);
      }
      entries.push({ manifest, folder });
    }
  }
  return ok(entries);
}

/** Undefined where a site has brought none. */
async function manifestText(
  folder: string,
  isTheSites: boolean,
): Promise<Result<string | undefined, ModelRefusal>> {
  const path = join(folder, "manifest.json");
  try {
    return ok(await Deno.readTextFile(path));
  } catch (error) {
    // Without those that came with it the program is not whole.
    if (!isTheSites || !(error instanceof Error) || error instanceof Deno.errors.NotCapable) throw error;
    return error instanceof Deno.errors.NotFound
      ? ok(undefined)
      : refusal(`${path} cannot be read: ${error.message}`);
  }
}

/** The model `name`; the first where no name is given. */
export async function findEntry(
  name: string | undefined,
  siteFolder: string | undefined,
): Promise<Result<ModelEntry, ModelRefusal>> {
  const shipped = await readModels(undefined);
  if (!shipped.ok) return shipped;
  const named = ({ manifest }: ModelEntry) => name === undefined || manifest.name === name;
  // A fault in what a site has written must not take away what came with the program: cameras would be blind for it.
  const own = shipped.value.find(named);
  if (own !== undefined) return ok(own);
  const entries = await readModels(siteFolder);
  if (!entries.ok) return entries;
  const entry = entries.value.find(named);
  if (entry !== undefined) return ok(entry);
  const known = entries.value.map(({ manifest }) => manifest.name).join(", ");
  return refusal(`there is no model '${name}'; known: ${known}`);
}

/**
 * Opens the model of `entry`, which proves itself by its hash, its shapes and its golden picture.
 *
 * @param cacheFolder A private folder for the runtime's library; made where it is not there.
 */
export async function openModelFile(
  { manifest, folder }: ModelEntry,
  cacheFolder: string,
  threads: number,
): Promise<Result<Model, ModelRefusal>> {
  // Only who really has cameras loads the runtime: it is by far the largest part of the program.
  const { loadRuntime } = await import("../detect/runtime.ts");
  await Deno.mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const runtime = await loadRuntime(cacheFolder);
  if (!runtime.ok) return fail({ code: "detector-blind", detail: describeRuntimeFault(runtime.fault) });
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(join(folder, manifest.file));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) && !(error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
    return refusal(`${join(folder, manifest.file)} cannot be read: ${error.message}`);
  }
  const batchMax = Math.min(threads, BATCH_MAX);
  const opened = await openModel(runtime.value, manifest, bytes, { threads, batchMax });
  return opened.ok ? opened : refusal(describeModelFault(opened.fault));
}

/**
 * Pictures in one run at the most, where the model takes several: as many as it has cores. On one core a batch takes as long as its
 * pictures one after the other, and each would wait for the whole of it. Only what waits already goes into one.
 */
const BATCH_MAX = 4;

function refusal(detail: string): { readonly ok: false; readonly fault: ModelRefusal } {
  return fail({ code: "model-refused", detail });
}
