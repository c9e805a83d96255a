/**
 * A sentence by its name and its values, kept beside the English text: so that it can be said in other languages.
 */
import type { SAYINGS } from "./sayings.ts";

/** The names of the sentences. */
export type SayingKey = keyof typeof SAYINGS;

/** The names of the holes in a text: `{zone} is not protected` has the hole `zone`. */
export type Holes<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Holes<Rest>
  : never;

/** A sentence, or a part of one. What comes from a disk or another version may have a name that is not known here. */
export interface Saying {
  readonly key: string;
  readonly parts?: Readonly<Record<string, Part>>;
}

/** What fills a hole: a name as people wrote it, a number, or something that each language writes in its own way. */
export type Part = string | number | Figure | Span | Saying;

/** A number with a fixed count of decimals. */
export interface Figure {
  readonly value: number;
  readonly digits: number;
}

/** How long something lasts, milliseconds. */
export interface Span {
  readonly ms: number;
}

/** More is no sentence, and only a broken peer sends it. */
export const SAYING_DEPTH_MAX = 12;

/** The saying called `key`, its holes filled. */
export function saying<Key extends SayingKey>(
  key: Key,
  ...[parts]: [Holes<typeof SAYINGS[Key]>] extends [never] ? []
    : [Readonly<Record<Holes<typeof SAYINGS[Key]>, Part>>]
): Saying {
  return parts === undefined ? { key } : { key, parts };
}

/** A name or a text of parts; longer comes only from a broken peer. */
const TEXT_CHARS_MAX = 2_000;
const KEY_CHARS_MAX = 60;
/** As many holes as the longest sentence has, and some. */
const PARTS_MAX = 16;

/** `value` as a saying, where it has the shape of one; its name need not be known. */
export function asSaying(value: unknown): Saying | undefined {
  return sayingAt(value, 0);
}

function sayingAt(value: unknown, level: number): Saying | undefined {
  if (typeof value !== "object" || value === null || level > SAYING_DEPTH_MAX) return undefined;
  const { key, parts } = value as Record<string, unknown>;
  if (typeof key !== "string" || key.length > KEY_CHARS_MAX) return undefined;
  if (parts === undefined) return { key };
  if (typeof parts !== "object" || parts === null) return undefined;
  const entries = Object.entries(parts);
  const known = entries.map(([name, part]): [string, Part | undefined] => [name, asPart(part, level)]);
  if (entries.length > PARTS_MAX || known.some(([, part]) => part === undefined)) return undefined;
  return { key, parts: Object.fromEntries(known) as Record<string, Part> };
}

function asPart(value: unknown, level: number): Part | undefined {
  if (typeof value === "string") return value.length > TEXT_CHARS_MAX ? undefined : value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const { ms, value: figure, digits } = value as Record<string, unknown>;
  if (typeof ms === "number") return { ms };
  if (typeof figure !== "number") return sayingAt(value, level + 1);
  const decimals = typeof digits === "number" && Number.isInteger(digits) && digits >= 0 && digits <= 6;
  return decimals ? { value: figure, digits } : undefined;
}

/** How a language writes what fills a hole. */
export interface Writing {
  /** The text of a saying, its holes open; undefined where there is none. */
  text(key: string): string | undefined;
  number(value: number): string;
  figure(figure: Figure): string;
  span(ms: number): string;
}

/** `said` as `writing` writes it; undefined where it has no text for it or for a part of it, or a hole is empty. */
export function write(said: Saying, writing: Writing, depth = 0): string | undefined {
  const text = writing.text(said.key);
  if (text === undefined || depth > SAYING_DEPTH_MAX) return undefined;
  let whole = true;
  const filled = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parts = said.parts ?? {};
    const part = Object.hasOwn(parts, name) ? writePart(parts[name], writing, depth) : undefined;
    if (part === undefined) whole = false;
    return part ?? "";
  });
  return whole ? filled : undefined;
}

/** The text of a part. */
export function writePart(part: Part, writing: Writing, depth = 0): string | undefined {
  if (typeof part === "string") return part;
  if (typeof part === "number") return writing.number(part);
  if ("key" in part) return write(part, writing, depth + 1);
  return "ms" in part ? writing.span(part.ms) : writing.figure(part);
}

/** `parts` joined by the saying `key`: of three, `a and b and c`. There is at least one. */
export function joined(key: "said.and" | "said.comma" | "said.then", parts: readonly Part[]): Part {
  return parts.reduce((before, next) =>
    key === "said.and" ? saying(key, { before, last: next }) : saying(key, { before, next })
  );
}
