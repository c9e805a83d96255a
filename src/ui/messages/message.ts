/**
 * What a message of the page is, and which values its holes take: both are read from the English text by the type checker.
 */

import type { Holes } from "../../reading/saying.ts";

/** Forms of one message by number, named as `Intl.PluralRules` names them; the number is the hole `{count}`. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** A text with holes: `{zone} is not protected`. */
export type Message = string | Plural;

/** Messages by name. */
export type Catalog = Readonly<Record<string, Message>>;

/** The same names in another language, each a text or a plural as in English. A test compares the holes. */
export type Translation<English extends Catalog> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Plural;
};

/** The names of the holes in a message. */
export type HolesOf<One extends Message> = One extends string ? Holes<One>
  : One extends { readonly one: infer A extends string; readonly other: infer B extends string }
    ? Holes<A> | Holes<B> | "count"
  : never;

/** What a call must hand over beside the message's name: nothing where it has no holes. */
export type ValuesOf<One extends Message> = [HolesOf<One>] extends [never] ? []
  : [values: Readonly<Record<HolesOf<One>, string | number>>];

/** The names of the holes in a text. */
export function holesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
}
