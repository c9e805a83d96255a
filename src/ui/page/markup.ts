/**
 * Writes the page's tree as HTML text.
 */
import { KEY_ATTRIBUTE, type PageNode } from "./node.ts";

/** Elements that have no end tag (HTML standard, 13.1.2 "void elements"). */
const VOID = new Set(["br", "hr", "img", "input", "link", "meta"]);

/** The HTML of `node`. Every text and attribute value is escaped. */
export function markup(node: PageNode): string {
  if (typeof node === "string") return escapeHtml(node);
  let text = `<${node.tag}`;
  if (node.key !== undefined) text += ` ${KEY_ATTRIBUTE}="${escapeHtml(node.key)}"`;
  for (const [name, value] of Object.entries(node.attributes)) {
    if (value === undefined || value === false) continue;
    text += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
  }
  text += ">";
  if (VOID.has(node.tag)) return text;
  for (const child of node.children) text += markup(child);
  return `${text}</${node.tag}>`;
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
