/**
 * The manifest that goes with model files: what each model is, how it is fed, how it is read and how good it was.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { fail, ok, type Result } from "../reading/result.ts";
import { GOLDEN_IMAGES } from "./golden.ts";

const score = z.number().min(0).max(1);
const count = z.number().int().min(0);
const tensorName = z.string().min(1).max(200);
const perChannel = z.array(z.number()).length(3);

const input = z.strictObject({
  name: tensorName.describe("Name of the input tensor"),
  /** Larger inputs take seconds a picture on the boxes this runs on. */
  width: z.number().int().min(32).max(1_280),
  height: z.number().int().min(32).max(1_280),
  layout: z.enum(["NHWC", "NCHW"]),
  type: z.enum(["uint8", "float32"]),
  colour: z.enum(["RGB", "BGR"]),
  fit: z.enum(["stretch", "letterbox"]).describe(
    "Whether the picture is stretched, or keeps its shape between bars",
  ),
  mean: perChannel.optional().describe(
    "Taken from each channel (red, green, blue; 0..255) before the scale; 0 where absent",
  ),
  scale: perChannel.optional().describe(
    "Each channel (red, green, blue) is multiplied by this; 1 where absent",
  ),
}).refine(
  (value) => value.type === "float32" || (value.mean === undefined && value.scale === undefined),
  "mean and scale need an input of type float32",
);

const overlap = score.default(0.45).describe("Boxes of one class that overlap more than this are one");
const decoder = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("grid"),
    grid: tensorName.describe("Output N x classes x rows x columns, scores 0..1"),
    score: tensorName.optional().describe(
      "Output N x classes; the strongest cell of the grid where absent",
    ),
  }),
  z.strictObject({
    kind: z.literal("scores"),
    score: tensorName.describe("Output N x classes"),
    activation: z.enum(["none", "sigmoid", "softmax"]).default("none").describe("What turns it into scores"),
  }),
  z.strictObject({
    kind: z.literal("yolov5"),
    boxes: tensorName.describe("Output N x boxes x (5 + classes)"),
    overlap,
  }),
  z.strictObject({
    kind: z.literal("yolov8"),
    boxes: tensorName.describe("Output N x (4 + classes) x boxes"),
    overlap,
  }),
]);

const confusion = z.strictObject({
  truePositives: count,
  falsePositives: count,
  falseNegatives: count,
  trueNegatives: count,
});

const figures = z.strictObject({
  set: z.string().min(1).max(200).describe("Which pictures"),
  note: z.string().max(500).optional(),
  thresholds: z.strictObject({ fire: score.optional(), smoke: score.optional() }),
  fire: confusion.optional(),
  smoke: confusion.optional(),
});

const model = z.strictObject({
  name: z.string().regex(
    /^[a-z0-9][a-z0-9._-]{0,39}$/,
    "a model's name is small letters, digits, '.', '_', '-'",
  ),
  version: z.string().min(1).max(40),
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "a file beside the manifest, without a path"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 small hexadecimal digits"),
  licence: z.strictObject({
    settled: z.boolean().describe("Whether it is certain that the weights may be passed on"),
    text: z.string().min(1).max(2_000),
  }),
  input,
  classes: z.array(z.enum(["fire", "smoke", "other"])).min(1).max(100)
    .describe("What the model's classes mean, in its order; `other` is not looked at"),
  thresholds: z.strictObject({ fire: score.optional(), smoke: score.optional() })
    .describe("The score from which a picture counts, for each class the model knows"),
  decoder,
  golden: z.strictObject({
    tolerance: z.number().min(0.001).max(0.2).describe(
      "How far a score may be off: processors round differently",
    ),
    images: z.array(z.strictObject({ image: z.enum(GOLDEN_IMAGES), fire: score, smoke: score })).min(1).max(
      8,
    ),
  }).describe("What the model must say of pictures made by code, before it is used"),
  figures: z.array(figures).max(32).default([]),
}).superRefine((value, context) => {
  for (const label of ["fire", "smoke"] as const) {
    const known = value.classes.filter((name) => name === label).length;
    if (known > 1) {
      context.addIssue(`the class ${label} is named ${known} times, once at the most is allowed`);
    }
    if (known === 1 && value.thresholds[label] === undefined) {
      context.addIssue(`the class ${label} has no threshold`);
    }
    if (known === 0 && value.thresholds[label] !== undefined) {
      context.addIssue(`a threshold is given for ${label}, which is not among the classes`);
    }
  }
  if (!value.classes.some((name) => name !== "other")) {
    context.addIssue("neither fire nor smoke is among the classes");
  }
});

const manifestSchema = z.strictObject({
  version: z.literal(1),
  /** The first is used where the configuration names none. */
  models: z.array(model).min(1).max(20),
}).superRefine((value, context) => {
  const names = value.models.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) context.addIssue(`two models are named ${twice}`);
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ModelManifest = Manifest["models"][number];
export type InputSpec = ModelManifest["input"];
export type DecoderSpec = ModelManifest["decoder"];
export type Figures = ModelManifest["figures"][number];

/** Why a manifest was refused: a sentence for each fault found. */
export interface ManifestFault {
  readonly kind: "manifest";
  readonly faults: readonly string[];
}

/** A larger file is no manifest: one of twenty models takes about 60 kB. */
export const MANIFEST_BYTES_MAX = 1_000_000;
/** The reader fixes these and tries again; a longer list is not read. */
const FAULTS_MAX = 20;

/** Parses and checks the text of a `manifest.json`. */
export function parseManifest(text: string): Result<Manifest, ManifestFault> {
  if (text.length > MANIFEST_BYTES_MAX) {
    return refuse(`the manifest has ${text.length} characters, at most ${MANIFEST_BYTES_MAX} are allowed`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`the manifest is not JSON: ${(error as Error).message}`);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return refuse(
    ...parsed.error.issues.slice(0, FAULTS_MAX).map((issue) => `${issue.path.join(".")}: ${issue.message}`),
  );
}

function refuse(...faults: string[]): Result<never, ManifestFault> {
  return fail({ kind: "manifest", faults });
}

/** The model called `name`; the first where no name is given; `undefined` where there is none of that name. */
export function findModel(manifest: Manifest, name?: string): ModelManifest | undefined {
  return name === undefined ? manifest.models[0] : manifest.models.find((each) => each.name === name);
}

/** The sha256 of a model file, as the manifest writes it. */
export function hashModel(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
