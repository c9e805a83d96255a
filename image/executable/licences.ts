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

const LICENCE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices)([.-].*)?$/i;

/**
 * Reads what the package unpacked in `folder` says of its licence.
 *
 * @throws where it declares none: nobody may be handed an executable with a part that nobody may pass on.
 */
export function readLicence(folder: string, locked: LockedPackage): LicensedPackage {
  const manifest = manifestSchema.safeParse(
    JSON.parse(Deno.readTextFileSync(join(folder, "package.json"))),
  );
  if (!manifest.success) {
    throw new Error(`package ${locked.name}@${locked.version} declares no licence in its package.json`);
  }
  const names = [...Deno.readDirSync(folder)].filter(({ isFile, name }) => isFile && LICENCE_FILE.test(name))
    .map(({ name }) => name).sort();
  const texts = names.map((name) => Deno.readTextFileSync(join(folder, name)).trim());
  return { ...locked, licence: manifest.data.license, texts };
}

/** The whole text: the product's own licence first, then each package with its own. */
export function licencesText(own: string, packages: readonly LicensedPackage[]): string {
  const parts = [`EmberEye\n\n${own.trim()}`];
  for (const { name, version, licence, texts } of packages) {
    const body = texts.length > 0 ? texts.join("\n\n") : "Its package brings no licence text of its own.";
    parts.push(`${name} ${version}\nLicence: ${licence}\n\n${body}`);
  }
  parts.push(
    "The program stands on the Deno runtime (MIT, https://deno.com), which holds V8 (BSD-3-Clause) and further parts; " +
      "their licences are at https://github.com/denoland/deno.",
  );
  return parts.join(`\n\n${"-".repeat(78)}\n\n`) + "\n";
}
