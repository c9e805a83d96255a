/**
 * The table of every key of the configuration, made from the schema that refuses wrong ones: the second half of docs/configuration.md.
 */
import { configJsonSchema } from "../config/json_schema.ts";

/** The line after which the document is made by this module; what stands before it is written by hand. */
export const GUIDE_MARK = "<!-- From here on made by `./denow task guide`. -->";

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Row {
  readonly path: string;
  readonly what: string;
  readonly absent: string;
  readonly meaning: string;
}

/** The whole document, given what stands in it now: the hand-written part stays. */
export function configGuide(written: string): string {
  const end = written.indexOf(GUIDE_MARK);
  const byHand = end < 0 ? `${written.trimEnd()}\n\n` : written.slice(0, end);
  const rows = rowsOf("", configJsonSchema() as Schema, true);
  return [
    `${byHand}${GUIDE_MARK}`,
    "",
    "## Every key",
    "",
    "`[]` is an entry of a list. *Where absent*: the default, or **needed**.",
    "",
    "| key | value | where absent | meaning |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ path, what, absent, meaning }) => `| \`${path}\` | ${what} | ${absent} | ${meaning} |`),
    "",
  ].join("\n");
}

function rowsOf(path: string, schema: Schema, isNeeded: boolean): Row[] {
  const variants = schema.anyOf ?? schema.oneOf ?? [];
  const objects = [schema, ...variants].filter(({ properties }) => properties !== undefined);
  const rows: Row[] = [];
  if (path !== "" && (objects.length === 0 || schema.description !== undefined)) {
    rows.push({
      path,
      what: valueOf(schema),
      absent: absentOf(schema, isNeeded, objects.length > 0),
      meaning: text(schema.description),
    });
  }
  const seen = new Set<string>();
  for (const { properties = {}, required = [] } of objects) {
    for (const [key, value] of Object.entries(properties)) {
      const at = path === "" ? key : `${path}.${key}`;
      // Variants share most keys; the word that chooses one is shown for each.
      const isChoice = value.const !== undefined;
      if (!isChoice && seen.has(key)) continue;
      seen.add(key);
      rows.push(...rowsOf(at, value, required.includes(key)));
    }
  }
  if (schema.items !== undefined) rows.push(...rowsOf(`${path}[]`, schema.items, false));
  return rows.filter(({ path, what }) => !(path.endsWith("[]") && what === "text"));
}

function valueOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return [...new Set(variants.map(valueOf))].join(" or ");
  const { minimum, maximum } = schema;
  // Without a bound of its own a whole number has that of the language.
  const bounds = [minimum, maximum].map((value) =>
    value === undefined || Math.abs(value) > 1e12 ? undefined : value
  );
  switch (schema.type) {
    case "number":
    case "integer": {
      const kind = schema.type === "integer" ? "whole number" : "number";
      if (bounds[0] !== undefined && bounds[1] !== undefined) return `${kind}, ${bounds[0]} to ${bounds[1]}`;
      return bounds[0] === undefined ? kind : `${kind} from ${bounds[0]}`;
    }
    case "boolean":
      return "`true` or `false`";
    case "array":
      return "list";
    case "object":
      return "section";
    default:
      return "text";
  }
}

function absentOf(schema: Schema, isNeeded: boolean, isSection: boolean): string {
  if (isSection) return "";
  if (schema.default !== undefined) return `\`${JSON.stringify(schema.default)}\``;
  if (schema.const !== undefined) return "";
  return isNeeded ? "**needed**" : "nothing";
}

function text(description: string | undefined): string {
  return (description ?? "").replaceAll("|", "\\|").replaceAll("\n", " ");
}
