/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Makes the document look like the page's tree, changing as little as it can: focus, open details, scroll positions
 * and what a person has typed survive.
 */
import { KEY_ATTRIBUTE, type PageElement, type PageNode } from "../page/node.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Whether an attribute belongs to the person once the element is there: what is open, and what was typed or chosen. */
function isTheirs(element: Element, name: string): boolean {
  if (name === "open") return true;
  // Nobody types into a bar or into a hidden field: these tell what the page knows.
  return name === "value" && element.localName !== "progress" && element.getAttribute("type") !== "hidden";
}

/** An element with this attribute says what the browser's code wrote into it: the tree knows nothing of its content. */
const OWN_CONTENT = "data-own-content";

/** Makes the children of `parent` those of `wanted`. */
export function patchChildren(parent: Element, wanted: readonly PageNode[]): void {
  const keyed = new Map<string, Element>();
  for (const child of parent.children) {
    const key = child.getAttribute(KEY_ATTRIBUTE);
    if (key !== null) keyed.set(key, child);
  }
  const staying = new Set(wanted.map((node) => typeof node === "string" ? undefined : node.key));
  let cursor: ChildNode | null = parent.firstChild;
  for (const node of wanted) {
    // What is gone is taken out first: then its neighbours need not be moved, and keep their focus.
    while (cursor instanceof Element && isGone(cursor, staying)) {
      const next: ChildNode | null = cursor.nextSibling;
      cursor.remove();
      cursor = next;
    }
    const found = match(node, cursor, keyed);
    if (found === undefined) {
      parent.insertBefore(create(node, parent), cursor);
      continue;
    }
    if (found === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(found, cursor);
    update(found, node);
  }
  while (cursor !== null) {
    const next: ChildNode | null = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

function isGone(element: Element, staying: ReadonlySet<string | undefined>): boolean {
  const key = element.getAttribute(KEY_ATTRIBUTE);
  return key !== null && !staying.has(key);
}

/** The node that already stands for `node`: by its key wherever it is, without one at this very place. */
function match(
  node: PageNode,
  cursor: ChildNode | null,
  keyed: ReadonlyMap<string, Element>,
): ChildNode | undefined {
  if (typeof node === "string") return cursor instanceof Text ? cursor : undefined;
  const found = node.key === undefined ? cursor : keyed.get(node.key);
  const fits = found instanceof Element && found.localName === node.tag &&
    (found.getAttribute(KEY_ATTRIBUTE) ?? undefined) === node.key;
  return fits ? found : undefined;
}

function create(node: PageNode, parent: Element): Node {
  if (typeof node === "string") return document.createTextNode(node);
  const inSvg = node.tag === "svg" || parent.namespaceURI === SVG;
  const element = inSvg ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  if (node.key !== undefined) element.setAttribute(KEY_ATTRIBUTE, node.key);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of node.children) element.append(create(child, element));
  return element;
}

function update(found: ChildNode, node: PageNode): void {
  if (typeof node === "string") {
    if ((found as Text).data !== node) (found as Text).data = node;
    return;
  }
  const element = found as Element;
  updateAttributes(element, node);
  if (!node.attributes[OWN_CONTENT]) patchChildren(element, node.children);
}

/**
 * The node that each element was last made to look like: where nothing of it has changed, which is nearly always, the document is not asked.
 * Asking it for every attribute of a page of many zones takes a slow phone half a second.
 */
const drawn = new WeakMap<Element, PageElement>();

function updateAttributes(element: Element, node: PageElement): void {
  const before = drawn.get(element);
  drawn.set(element, node);
  if (before !== undefined && isSame(before.attributes, node.attributes)) return;
  let wanted = node.key === undefined ? 0 : 1;
  for (const [name, value] of Object.entries(node.attributes)) {
    if (value === undefined || value === false) {
      if (!isTheirs(element, name)) element.removeAttribute(name);
      continue;
    }
    wanted++;
    if (isTheirs(element, name)) continue;
    const text = value === true ? "" : String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
  // All that is wanted is there, and nothing beside it.
  if (element.attributes.length === wanted) return;
  for (const name of element.getAttributeNames()) {
    if (!(name in node.attributes) && name !== KEY_ATTRIBUTE && !isTheirs(element, name)) {
      element.removeAttribute(name);
    }
  }
}

function isSame(before: PageElement["attributes"], now: PageElement["attributes"]): boolean {
  if (before === now) return true;
  const names = Object.keys(now);
  return names.length === Object.keys(before).length && names.every((name) => before[name] === now[name]);
}
