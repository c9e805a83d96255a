/**
 * The bill of materials: what is inside the executable, in CycloneDX 1.5 (ECMA-424), for whoever looks for known weaknesses.
 */
import type { BuildInfo } from "../../src/app/build_info.ts";
import type { LicensedPackage } from "./licences.ts";

/** A model that is part of the executable. */
export interface ModelPart {
  readonly name: string;
  readonly version: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly licence: string;
}

/** One part, with the members of CycloneDX that are used here. */
interface Component {
  readonly "bom-ref": string;
  readonly type: "platform" | "library" | "machine-learning-model";
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?:
    readonly ({ readonly expression: string } | { readonly license: { readonly name: string } })[];
}

/** The document as an object to be written as JSON. The same input gives the same document: it carries no random number. */
export function billOfMaterials(
  info: BuildInfo,
  denoVersion: string,
  packages: readonly LicensedPackage[],
  models: readonly ModelPart[],
) {
  const product = `pkg:generic/embereye@${info.version}`;
  const runtime = `pkg:generic/deno@${denoVersion}`;
  const components: Component[] = [
    { "bom-ref": runtime, type: "platform", name: "deno", version: denoVersion, purl: runtime },
    ...packages.map(({ name, version, integrity, licence }): Component => {
      const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
      return {
        "bom-ref": purl,
        type: "library",
        name,
        version,
        purl,
        hashes: [hashOf(integrity)],
        licenses: [{ expression: licence }],
      };
    }),
    ...models.map(({ name, version, sha256, licence }): Component => ({
      "bom-ref": `model:${name}@${version}`,
      type: "machine-learning-model",
      name,
      version,
      hashes: [{ alg: "SHA-256", content: sha256 }],
      licenses: [{ license: { name: licence } }],
    })),
  ];
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      ...(info.builtAt === undefined ? {} : { timestamp: info.builtAt }),
      component: {
        "bom-ref": product,
        type: "application",
        name: "embereye",
        version: info.version,
        purl: product,
        licenses: [{ license: { id: "MIT" } }],
        ...(info.commit === undefined
          ? {}
          : { properties: [{ name: "embereye:commit", value: info.commit }] }),
      },
    },
    components,
    dependencies: [{ ref: product, dependsOn: components.map((component) => component["bom-ref"]) }],
  };
}

/** `sha512-` and base64, as CycloneDX writes a hash. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm, base64] = integrity.split("-", 2);
  const bytes = Uint8Array.fromBase64(base64);
  return { alg: algorithm.replace("sha", "SHA-"), content: bytes.toHex() };
}
