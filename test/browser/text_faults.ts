/**
 * What a machine can see of texts that do not fit: words broken inside, texts that are cut or stick out, and texts on top of each other.
 */
import type { Page } from "playwright-core";

/**
 * Run in the page. Texts that are not prose (logs, addresses, hashes: `code`, `pre`, `.hash`) may break anywhere, and what scrolls sideways by itself is not cut.
 */
const LOOK = `(() => {
  const found = new Set();
  const named = (element) => {
    const own = element.tagName.toLowerCase() + [...element.classList].map((name) => "." + name).join("");
    const above = element.parentElement?.closest("[class]");
    return (above ? above.tagName.toLowerCase() + "." + above.classList[0] + " " : "") + own;
  };
  const seen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) &&
    element.closest("svg, canvas, [hidden], .skip") === null;
  const scrolls = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at !== document.documentElement && at !== document.body) return true;
    }
    return false;
  };
  const modal = document.querySelector("dialog[open]") ?? document.body;
  const lines = [];
  const texts = document.createTreeWalker(modal, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const element = node.parentElement;
    if (node.data.trim() === "" || !seen(element) || element.closest("script, style, option") !== null) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 1 && box.height > 1) lines.push({ node, element, box });
    }
    if (element.closest("code, pre, .hash") !== null) continue;
    for (const { index, 0: word } of node.data.matchAll(/[\\p{L}\\p{M}\\p{Nd}]{2,}/gu)) {
      // After a hyphen that is shown where the line ends, the first letter counts to both lines.
      range.setStart(node, index + (node.data[index - 1] === "\\u00ad" ? 1 : 0));
      range.setEnd(node, index + word.length);
      const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => top);
      if (Math.max(...tops) - Math.min(...tops) > 6) found.add("broken: " + word + " in " + named(element));
    }
  }
  for (const element of modal.querySelectorAll("*")) {
    if (!(element instanceof HTMLElement) || !seen(element) || element.clientWidth === 0) continue;
    if (element.matches("input, select, option, canvas") || element.textContent.trim() === "" || scrolls(element)) continue;
    const over = element.scrollWidth - element.clientWidth;
    if (over > 1) found.add("wider by " + over + ": " + named(element) + ": " + element.textContent.trim().slice(0, 40));
    if (getComputedStyle(element).overflowY !== "visible" && element.scrollHeight - element.clientHeight > 3) {
      found.add("cut below: " + named(element) + ": " + element.textContent.trim().slice(0, 40));
    }
  }
  for (const { node, element, box } of lines) {
    if (box.right > innerWidth + 1 && !scrolls(element)) found.add("outside: " + named(element) + ": " + node.data.trim().slice(0, 40));
  }
  // What floats above all else may lie over texts: people scroll.
  const floats = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (/fixed|sticky/.test(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  const still = lines.filter(({ element }) => !floats(element));
  for (let i = 0; i < still.length; i++) {
    for (let j = i + 1; j < still.length; j++) {
      const [a, b] = [still[i], still[j]];
      if (a.node === b.node) continue;
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      // Boxes of lines are higher than their letters.
      if (across > 2 && down > Math.min(a.box.height, b.box.height) / 2) {
        found.add("overlaps: " + a.node.data.trim().slice(0, 30) + " / " + b.node.data.trim().slice(0, 30) + " in " + named(a.element));
      }
    }
  }
  return [...found];
})()`;

/** Each text of the page, or of the dialog that is open, that does not fit where it stands. */
export async function textFaults(page: Page): Promise<string[]> {
  return await page.evaluate(LOOK) as string[];
}
