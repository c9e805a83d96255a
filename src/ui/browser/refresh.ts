/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Keeps a page that the box alone writes up to date: asks for it again, and changes what has changed. What a person has typed, opened
 * or focused stays.
 */
import type { PageNode } from "../page/node.ts";
import { CONTENT_TYPE } from "../page/view.ts";
import { patchChildren } from "./patch.ts";

/** A box that takes longer has other things to do: it is asked again when the next turn comes. */
const ANSWER_MS = 10_000;

/** Asks every `seconds` while somebody looks. `lost` tells whether the box is known to be away. */
export function keepFresh(seconds: number, lost: () => boolean): void {
  let busy = false;
  const refresh = async () => {
    // What a dialog shows, a new secret above all, must not vanish under its reader.
    if (busy || document.hidden || lost() || document.querySelector("dialog[open]") !== null) return;
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
  let nodes: PageNode[];
  try {
    const answer = await fetch(location.href, {
      headers: { accept: CONTENT_TYPE },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    // A session that has ended leads to the sign-in: this page must not go on showing what its reader may no longer see.
    if (answer.redirected || answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) return;
    nodes = await answer.json();
  } catch {
    // The stream notices that the box is gone, and covers the page.
    return;
  }
  const shown = document.querySelector("main");
  if (shown !== null) patchChildren(shown, nodes);
}
