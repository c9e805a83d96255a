/**
 * From the text of a configuration file to a checked configuration, or to all that is wrong with it.
 */
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { fail, ok, type Result } from "../reading/result.ts";
import { crossCheck } from "./cross_check.ts";
import { faultsOf } from "./fault_words.ts";
import { toPresentLayout } from "./layout.ts";
import { type Config, configSchema } from "./schema.ts";
import { lineOf, yamlFault } from "./yaml_faults.ts";

/** One thing that is wrong: where, which rule, and the value found. */
export interface ConfigFault {
  /** Path of keys, e.g. `zones[0].limits.criticalC`; empty for the file as a whole. */
  readonly path: string;
  /** The key of that section that it is about, where it is one that must not be there. */
  readonly key?: string;
  /** The line of the file, from 1, where there is a file and a line of it. */
  readonly line?: number;
  readonly message: string;
}

/** The file may name at most this many faults; more would not be read by anybody. */
export const FAULTS_MAX = 50;
/** A larger file is no configuration: 1,000 sensors with all keys take about 400 kB. */
export const CONFIG_BYTES_MAX = 2_000_000;

/** Parses and checks `text` (YAML). */
export function parseConfig(text: string): Result<Config, readonly ConfigFault[]> {
  return parseAs(text, checkConfig);
}

/** The value that `text` (YAML) writes, as `check` passes it. What that finds is told with the lines of the text. */
export function parseAs<T>(
  text: string,
  check: (value: unknown) => Result<T, readonly ConfigFault[]>,
): Result<T, readonly ConfigFault[]> {
  if (text.length > CONFIG_BYTES_MAX) {
    return fail([{
      path: "",
      message: `the file has ${text.length} characters, at most ${CONFIG_BYTES_MAX} are allowed`,
    }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: true, stringKeys: true, lineCounter: lines });
  // What is reported after the first mostly follows from it.
  const [error] = document.errors;
  if (error !== undefined) return fail([{ path: "", ...yamlFault(error, text) }]);
  let value: unknown;
  try {
    // Aliases that multiply are refused by the library beyond its default of 100.
    value = document.toJS();
  } catch (error) {
    return fail([{ path: "", message: (error as Error).message.split("\n", 1)[0] }]);
  }
  const checked = check(value);
  if (checked.ok) return checked;
  return fail(checked.fault.map((fault) => {
    const line = lineOf(
      document,
      fault.key === undefined ? fault.path : `${fault.path}.${fault.key}`,
      (offset) => lines.linePos(offset).line,
    );
    return line === undefined ? fault : { ...fault, line };
  }));
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
  if (value === null || value === undefined) {
    return fail([{ path: "", message: "the file is empty: it holds no key" }]);
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    return fail([{
      path: "",
      message: "the file holds no keys: it is made of sections like `zones:`, one below the other",
    }]);
  }
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) return fail(faultsOf(schema, parsed.error.issues).slice(0, FAULTS_MAX));
  const faults = crossCheck(parsed.data);
  return faults.length > 0 ? fail(faults.slice(0, FAULTS_MAX)) : ok(parsed.data);
}

/** All faults, one a line, by the paths of their keys. */
export function describeFaults(faults: readonly ConfigFault[]): string {
  return faults.map(({ path, message }) => path === "" ? message : `${path}: ${message}`).join("\n");
}

/** The same for a file that a person has written, with the lines of it: as `embereye check` prints them. */
export function describeFileFaults(faults: readonly ConfigFault[]): string {
  return describeFaults(faults.map(({ path, line, ...fault }) => ({
    ...fault,
    path: [line === undefined ? "" : `line ${line}`, path].filter((part) => part !== "").join(", "),
  })));
}
