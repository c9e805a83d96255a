/**
 * The page as a tree of plain values: the box writes it as HTML, the browser patches its document with the same tree.
 */

/** Absent, `false` and `undefined` leave an attribute out; `true` writes it bare. */
export type Attribute = string | number | boolean | undefined;

/** One element. Its `key` tells it from its siblings when they change places. */
export interface PageElement {
  readonly tag: string;
  readonly key: string | undefined;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly children: readonly PageNode[];
}

/** A node of the page: an element or a text. */
export type PageNode = PageElement | string;

/** What may stand inside of an element. Absent things leave nothing behind. */
export type Child = PageNode | number | false | undefined | readonly Child[];

/** Makes an element. The attribute `key` becomes its key and is not shown as such. */
export function h(
  tag: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): PageElement {
  const { key, ...others } = attributes;
  const flat: PageNode[] = [];
  flatten(children, flat);
  return {
    tag,
    key: key === undefined ? undefined : String(key),
    attributes: key === undefined ? attributes : others,
    children: flat,
  };
}

/** Texts that touch become one, as they do when a browser reads HTML: the patch then finds as many nodes as it expects. */
function flatten(children: readonly Child[], into: PageNode[]): void {
  for (const child of children) {
    if (child === false || child === undefined || child === "") continue;
    if (Array.isArray(child)) {
      flatten(child, into);
      continue;
    }
    const last = into.at(-1);
    const node = typeof child === "object" ? child as PageElement : String(child);
    if (typeof node === "string" && typeof last === "string") into[into.length - 1] = last + node;
    else into.push(node);
  }
}

/** The name under which a key is found again in the document that the box has written. */
export const KEY_ATTRIBUTE = "data-key";
