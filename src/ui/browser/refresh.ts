/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Keeps a page that the box alone writes up to date: asks for it again, and changes what has changed. What a person has typed, opened
 * or focused stays.
 */
import { h, KEY_ATTRIBUTE, type PageElement, type PageNode } from "../page/node.ts";
import { patchChildren } from "./patch.ts";

/** A box that takes longer has other things to do: it is asked again when the next turn comes. */
const ANSWER_MS = 10_000;
/** The part of a document that such a page is. */
const CONTENT = "main";

/** Asks every `seconds` while somebody looks. `lost` tells whether the box is known to be away. */
export function keepFresh(seconds: number, lost: () => boolean): void {
  let busy = false;
  const refresh = async () => {
    if (busy || document.hidden || lost()) return;
    busy = true;
    await readAgain().finally(() => busy = false);
  };
  setInterval(() => void refresh(), seconds * 1000);
  // Who comes back to the page wants to see what is, not what was.
  document.addEventListener("visibilitychange", () => void refresh());
  // Whoever has just ordered something wants to see what came of it.
  document.addEventListener("submit", () => setTimeout(() => void refresh(), AFTER_ORDER_MS));
}

/** Most orders are done by then; a later one shows with the next turn. */
const AFTER_ORDER_MS = 700;

async function readAgain(): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(location.href, {
      headers: { accept: "text/html" },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    // The stream notices that the box is gone, and covers the page.
    return;
  }
  // A session that has ended leads to the sign-in: this page must not go on showing what its reader may no longer see.
  if (answer.redirected || answer.status === 401 || answer.status === 403) return location.reload();
  if (!answer.ok) return;
  const written = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(CONTENT);
  const shown = document.querySelector(CONTENT);
  if (written !== null && shown !== null) patchChildren(shown, treeOf(written).children);
}

/** An element as the tree that pages are made of. */
function treeOf(element: Element): PageElement {
  const attributes = Object.fromEntries(
    [...element.attributes].map(({ name, value }) => [name === KEY_ATTRIBUTE ? "key" : name, value]),
  );
  return h(element.localName, attributes, [...element.childNodes].flatMap(nodeOf));
}

function nodeOf(node: ChildNode): PageNode[] {
  if (node instanceof Element) return [treeOf(node)];
  return node instanceof Text && node.data !== "" ? [node.data] : [];
}
