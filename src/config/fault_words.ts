/**
 * What a schema refuses, in an installer's words: which rule, which value was found, and what to write in its place.
 */
import type { z } from "zod";
import { withoutSecretValues } from "./diff.ts";
import type { ConfigFault } from "./load.ts";
import { nearest } from "./nearest.ts";

/** A found value is shown so far: enough to find it again. */
const FOUND_CHARS_MAX = 60;
/** More keys than this are not read. */
const KEYS_SHOWN = 12;

/** Every fault that `issues` of `root` tell of. Of several at one place the first counts: the others follow from it. */
export function faultsOf(root: z.core.$ZodType, issues: readonly z.core.$ZodIssue[]): ConfigFault[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => {
    const place = pathText(issue.path);
    if (issue.code !== "unrecognized_keys" && seen.has(place)) return [];
    seen.add(place);
    return faultsOfIssue(root, issue);
  });
}

function faultsOfIssue(root: z.core.$ZodType, issue: z.core.$ZodIssue): ConfigFault[] {
  const path = pathText(issue.path);
  const at = schemasAt(root, issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = at.flatMap((schema) => Object.keys((schema as z.ZodObject).shape ?? {}));
      return issue.keys.map((key) => ({
        path,
        key,
        message: `unknown key '${key}'${meant(key, known) || knownKeys(known)}`,
      }));
    }
    case "invalid_union":
      return faultsOfUnion(root, issue, at);
    case "invalid_value":
      return [{ path, message: `${choice(issue.values)} is expected${found(issue, issue.values)}` }];
    default:
      return [{
        path,
        message: `${ruleOf(issue)}${found(issue)}${advice(issue)}${meaningOf(root, issue.path)}`,
      }];
  }
}

/** Of a choice between shapes, the faults of the shape that was meant; where none was, what there is to choose from. */
function faultsOfUnion(
  root: z.core.$ZodType,
  issue: z.core.$ZodIssueInvalidUnion,
  at: readonly z.core.$ZodType[],
): ConfigFault[] {
  if (issue.discriminator !== undefined) {
    const values = at.flatMap((schema) => [...schema._zod.values ?? []]);
    const input = (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator];
    const what = { path: issue.path, input };
    return [{ path: pathText(issue.path), message: `${choice(values)} is expected${found(what, values)}` }];
  }
  // The shape of which the value has something already, the one with the fewest faults first.
  const begun = issue.errors
    .filter((branch) => branch.every(({ path, code }) => path.length > 0 || !IS_ANOTHER_SHAPE.has(code)))
    .sort((one, other) => one.length - other.length);
  if (begun.length > 0) {
    return faultsOf(root, begun[0].map((one) => ({ ...one, path: [...issue.path, ...one.path] })));
  }
  const rules = issue.errors.flatMap(([first]) =>
    first?.code === "invalid_value" ? first.values.map(String) : [nameOf(first)]
  );
  const rule = `${listed([...new Set(rules)])} is expected${found(issue)}`;
  return [{ path: pathText(issue.path), message: `${rule}${meaningOf(root, issue.path)}` }];
}

/** A value of which these say that it is wrong as a whole was not meant for that shape. */
const IS_ANOTHER_SHAPE: ReadonlySet<string> = new Set(["invalid_type", "invalid_value"]);

/** The rule that a value breaks. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `${nameOf(issue)} is expected`;
    case "too_big":
      return `at most ${issue.maximum}${unitOf(issue.origin)} ${verbOf(issue.origin)} allowed`;
    case "too_small":
      return `at least ${issue.minimum}${unitOf(issue.origin)} ${verbOf(issue.origin)} needed`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor} is expected`;
    case "invalid_format":
      if (issue.format === "email") return "an e-mail address is expected";
      if (issue.format === "url") return "an address with its scheme, like https://host/path, is expected";
      return issue.message;
    default:
      return issue.message;
  }
}

function nameOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code !== "invalid_type") return "something else";
  switch (issue.expected as string) {
    case "number":
      return "a number";
    case "int":
      return "a whole number";
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "array":
    case "tuple":
      return "a list";
    case "object":
    case "record":
      return "a section of keys";
    default:
      return String(issue.expected);
  }
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}

function verbOf(origin: string): string {
  return unitOf(origin) === "" ? "is" : "are";
}

/** The value that was found, but for secrets. */
function found(
  { input, path }: { readonly input?: unknown; readonly path: readonly PropertyKey[] },
  values: readonly unknown[] = [],
): string {
  if (input === undefined) return "; it is missing";
  if (input === null) return "; nothing stands behind the key";
  const safe = withoutSecretValues(input, String(path.at(-1) ?? ""));
  const shown = typeof safe === "number" ? String(safe) : JSON.stringify(safe);
  return `; found ${shown.slice(0, FOUND_CHARS_MAX)}${meant(input, values.map(String))}`;
}

/** What to write instead, where that can be told. */
function advice(issue: z.core.$ZodIssue): string {
  const { input } = issue;
  if (issue.code !== "invalid_type") return "";
  const expected = issue.expected as string;
  if (input === null) return ": give it a value, or take the key out";
  if ((expected === "number" || expected === "int") && typeof input === "string") {
    const number = /^\s*(-?\d+)(?:[.,](\d+))?/.exec(input);
    if (number === null) return "";
    const [, whole, part] = number;
    return `: write ${part === undefined ? whole : `${whole}.${part}`}, without a unit and without quotes`;
  }
  if (expected === "string" && (typeof input === "number" || typeof input === "boolean")) {
    return ": put it in quotes";
  }
  if (expected === "array" && typeof input === "string") {
    return ": write each entry in a line of its own, behind '- '";
  }
  return "";
}

function meant(word: unknown, known: readonly string[]): string {
  const close = typeof word === "string" ? nearest(word, known) : undefined;
  return close === undefined ? "" : `; did you mean '${close}'?`;
}

/** For a key that resembles none. */
function knownKeys(known: readonly string[]): string {
  const names = [...new Set(known)];
  if (names.length === 0) return "";
  return `; known here: ${names.slice(0, KEYS_SHOWN).join(", ")}${
    names.length > KEYS_SHOWN ? " and others" : ""
  }`;
}

function choice(values: readonly unknown[]): string {
  return listed(values.map(String));
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** A path as people read it: `zones[0].limits.criticalC`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`).join("").replace(
    /^\./,
    "",
  );
}

/** What the value at `path` means, as the schema says it; empty where it says nothing. */
function meaningOf(root: z.core.$ZodType, path: readonly PropertyKey[]): string {
  const text = schemasAt(root, path, false).map(descriptionOf).find((one) => one !== undefined);
  return text === undefined ? "" : `. It means: ${text}`;
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  for (let inner = schema;;) {
    const { description } = inner as z.ZodType;
    if (description !== undefined) return description;
    if (!("innerType" in inner._zod.def)) return undefined;
    inner = inner._zod.def.innerType as z.core.$ZodType;
  }
}

/** The schemas that may stand at `path`, walked through lists, choices, defaults and refinements. */
function schemasAt(
  root: z.core.$ZodType,
  path: readonly PropertyKey[],
  isUnwrapped = true,
): z.core.$ZodType[] {
  let schemas: z.core.$ZodType[] = [root];
  for (const part of path) {
    schemas = schemas.flatMap(variantsOf).flatMap((schema): z.core.$ZodType[] => {
      const { shape, element, def } = schema as z.ZodObject & z.ZodArray;
      const next = typeof part === "number" ? element : shape?.[String(part)];
      const { valueType } = def as { readonly valueType?: z.core.$ZodType };
      return [next ?? valueType].filter((one) => one !== undefined);
    });
  }
  return isUnwrapped ? schemas.flatMap(variantsOf) : schemas;
}

function variantsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  let inner = schema;
  while ("innerType" in inner._zod.def) inner = inner._zod.def.innerType as z.core.$ZodType;
  return "options" in inner._zod.def
    ? (inner._zod.def.options as z.core.$ZodType[]).flatMap(variantsOf)
    : [inner];
}
