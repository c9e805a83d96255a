/**
 * The licences of everything inside the executable, as one text that travels with it.
 */
import { join } from "node:path";
import { z } from "zod";
import type { LockedPackage } from "./packages.ts";

/** A package with what it says of its licence. */
export interface LicensedPackage extends LockedPackage {
  /** SPDX expression as the package declares it. */
  readonly licence: string;
  /** Its licence texts, the contents of its LICENSE, COPYING and NOTICE files. */
  readonly texts: readonly string[];
}

const manifestSchema = z.object({
  license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]),
});

/**
 * Packages that bring no licence text of their own, with the files of `image/licences` that hold it: as their makers publish it elsewhere,
 * for that version.
 */
const TEXTS_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-common": ["onnxruntime.txt"],
  "onnxruntime-node": ["onnxruntime.txt", "onnxruntime-third-party.txt"],
};
/** What the runtime itself is made of, as far as one file can say it. */
const RUNTIME_TEXTS: readonly string[] = ["deno.txt", "v8.txt"];

const LICENCE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices)([.-].*)?$/i;

/**
 * Reads what the package unpacked in `folder` says of its licence.
 *
 * @param elsewhere Folder of the texts that packages do not bring.
 * @throws where it declares none, or no text is to be had: nobody may be handed an executable with a part that nobody may pass on, and
 * nearly all licences ask for their text to go with it.
 */
export function readLicence(folder: string, locked: LockedPackage, elsewhere: string): LicensedPackage {
  const manifest = manifestSchema.safeParse(
    JSON.parse(Deno.readTextFileSync(join(folder, "package.json"))),
  );
  if (!manifest.success) {
    throw new Error(`package ${locked.name}@${locked.version} declares no licence in its package.json`);
  }
  const names = [...Deno.readDirSync(folder)].filter(({ isFile, name }) => isFile && LICENCE_FILE.test(name))
    .map(({ name }) => name).sort();
  const texts = [
    ...names.map((name) => join(folder, name)),
    ...(TEXTS_ELSEWHERE[locked.name] ?? []).map((name) => join(elsewhere, name)),
  ].map((path) => Deno.readTextFileSync(path).trim());
  if (texts.length === 0) {
    throw new Error(
      `package ${locked.name}@${locked.version} brings no licence text: put the one of ${manifest.data.license} that its makers publish ` +
        `into ${elsewhere}, and name it in image/executable/licences.ts`,
    );
  }
  return { ...locked, licence: manifest.data.license, texts };
}

/**
 * The whole text: the product's own licence first, then each package with its own, and the runtime at the end.
 *
 * @param elsewhere Folder of the texts that nothing brings with it.
 */
export function licencesText(own: string, packages: readonly LicensedPackage[], elsewhere: string): string {
  const parts = [`EmberEye\n\n${own.trim()}`];
  for (const { name, version, licence, texts } of packages) {
    parts.push(`${name} ${version}\nLicence: ${licence}\n\n${texts.join("\n\n")}`);
  }
  parts.push(
    "The program stands on the Deno runtime (MIT), which holds V8 (BSD-3-Clause) and further parts under licences of the same kind; " +
      "what these are is in the file Cargo.lock of that version at https://github.com/denoland/deno.",
    ...RUNTIME_TEXTS.map((name) => Deno.readTextFileSync(join(elsewhere, name)).trim()),
  );
  return parts.join(`\n\n${"-".repeat(78)}\n\n`) + "\n";
}
