/**
 * From the text of a configuration file to a checked configuration, or to all that is wrong with it.
 */
import { parseDocument } from "yaml";
import type { z } from "zod";
import { fail, ok, type Result } from "../reading/result.ts";
import { crossCheck } from "./cross_check.ts";
import { toPresentLayout } from "./layout.ts";
import { nearest } from "./nearest.ts";
import { type Config, configSchema } from "./schema.ts";

/** One thing that is wrong: where, which rule, and the value found. */
export interface ConfigFault {
  /** Path of keys, e.g. `zones[0].limits.criticalC`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** The file may name at most this many faults; more would not be read by anybody. */
export const FAULTS_MAX = 50;
/** A larger file is no configuration: 1,000 sensors with all keys take about 400 kB. */
export const CONFIG_BYTES_MAX = 2_000_000;

/** Parses and checks `text` (YAML). */
export function parseConfig(text: string): Result<Config, readonly ConfigFault[]> {
  const read = readYaml(text);
  return read.ok ? checkConfig(read.value) : read;
}

/** The value that `text` (YAML) writes, not checked yet. */
export function readYaml(text: string): Result<unknown, readonly ConfigFault[]> {
  if (text.length > CONFIG_BYTES_MAX) {
    return fail([{
      path: "",
      message: `the file has ${text.length} characters, at most ${CONFIG_BYTES_MAX} are allowed`,
    }]);
  }
  const document = parseDocument(text, { uniqueKeys: true, stringKeys: true });
  if (document.errors.length > 0) {
    return fail(
      document.errors.slice(0, FAULTS_MAX).map((error) => ({ path: "", message: firstLine(error.message) })),
    );
  }
  try {
    // Aliases that multiply are refused by the library beyond its default of 100.
    return ok(document.toJS());
  } catch (error) {
    return fail([{ path: "", message: firstLine((error as Error).message) }]);
  }
}

/** Checks a value that has the shape of a configuration file. */
export function checkConfig(value: unknown): Result<Config, readonly ConfigFault[]> {
  const present = toPresentLayout(value);
  if (!present.ok) return fail([{ path: "version", message: present.fault }]);
  return checkAs(configSchema, present.value, crossCheck);
}

/** Checks a value against a schema, and what that cannot see with `crossCheck`. */
export function checkAs<S extends z.ZodType>(
  schema: S,
  value: unknown,
  crossCheck: (checked: z.output<S>) => readonly ConfigFault[],
): Result<z.output<S>, readonly ConfigFault[]> {
  const parsed = schema.safeParse(value ?? {}, { reportInput: true });
  if (!parsed.success) {
    return fail(parsed.error.issues.flatMap((issue) => describe(schema, issue)).slice(0, FAULTS_MAX));
  }
  const faults = crossCheck(parsed.data);
  return faults.length > 0 ? fail(faults.slice(0, FAULTS_MAX)) : ok(parsed.data);
}

/** All faults, one a line, as `embereye check` prints them. */
export function describeFaults(faults: readonly ConfigFault[]): string {
  return faults.map(({ path, message }) => path === "" ? message : `${path}: ${message}`).join("\n");
}

function describe(root: z.core.$ZodType, issue: z.core.$ZodIssue): ConfigFault[] {
  const path = issue.path.map(pathPart).join("").replace(/^\./, "");
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(root, issue.path);
    return issue.keys.map((key) => {
      const close = nearest(key, known);
      const hint = close === undefined ? "" : `; did you mean '${close}'?`;
      return { path, message: `unknown key '${key}'${hint}` };
    });
  }
  const found = issue.input === undefined
    ? "it is missing"
    : `found ${JSON.stringify(issue.input)?.slice(0, 60)}`;
  return [{ path, message: `${issue.message}; ${found}` }];
}

function pathPart(part: PropertyKey): string {
  return typeof part === "number" ? `[${part}]` : `.${String(part)}`;
}

/** The keys that the schema has at `path`, walked through lists, defaults and refinements. */
function knownKeys(root: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let schema = root;
  for (const part of path) {
    const inner = unwrap(schema);
    const next = typeof part === "number"
      ? (inner as z.ZodArray).element
      : (inner as z.ZodObject).shape?.[part as string];
    if (next === undefined) return [];
    schema = next;
  }
  const inner = unwrap(schema);
  const variants = "options" in inner._zod.def
    ? inner._zod.def.options as z.ZodObject[]
    : [inner as z.ZodObject];
  return variants.flatMap((variant) => Object.keys(variant.shape ?? {}));
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while ("innerType" in inner._zod.def) inner = inner._zod.def.innerType as z.core.$ZodType;
  return inner;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0];
}
