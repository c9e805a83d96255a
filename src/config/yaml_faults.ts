/**
 * What is wrong with a file as YAML, in an installer's words, and on which line of it a key stands.
 */
import { type Document, isMap, isNode, isPair, isSeq, type Node, type YAMLError } from "yaml";

/** What to do about what the library calls by these codes. */
const ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "tabs cannot indent: put spaces in their place",
  MULTIPLE_DOCS: "a second document begins here ('---'): keep one",
  BLOCK_AS_IMPLICIT_KEY:
    "a value with ': ' in it needs quotes around it, and the keys of one section begin in the same column",
  MULTILINE_IMPLICIT_KEY:
    "a key ends with ':', and its value follows after a space or further in on the next line",
  MISSING_CHAR: "a quote or bracket is opened on a line above and not closed",
  BAD_INDENT: "a bracket is opened on a line above and not closed, or this line begins too far to the left",
  BAD_SCALAR_START: "this value needs quotes around it",
};

/** The line, the rule and what to do, of one error. Says nothing of the line's values: it may hold a password. */
export function yamlFault(
  error: YAMLError,
  text: string,
): { readonly line?: number; readonly message: string } {
  const line = error.linePos?.[0].line;
  return { ...(line === undefined ? {} : { line }), message: messageOf(error, text) };
}

function messageOf({ code, message, pos }: YAMLError, text: string): string {
  if (code === "DUPLICATE_KEY") {
    const [key] = /^[^:\n]{0,60}/.exec(text.slice(pos[0])) ?? [""];
    return `the key '${key.trim()}' stands here a second time in one section: keep one of the two`;
  }
  if (message.startsWith("Sequence item without -")) {
    return "this line begins in another column than the keys that it belongs to: move it under them";
  }
  // The library's own words, without the place and the picture that follow them.
  return ADVICE[code] ?? message.split(/ at line \d+|\n/, 1)[0];
}

/**
 * The line, from 1, on which the key at `path` stands, e.g. `zones[0].limits.criticalC`; that of the nearest section around it where the
 * key is missing; undefined where not even that is there.
 *
 * @param lineAt The line of an offset in the text.
 */
export function lineOf(
  document: Document,
  path: string,
  lineAt: (offset: number) => number,
): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const [part, index] of path.matchAll(/\[(\d+)\]|[^.[\]]+/g)) {
    if (index !== undefined && isSeq(node)) {
      node = node.items[Number(index)];
      offset = offsetOf(node) ?? offset;
      continue;
    }
    const pair = isMap(node) ? node.items.find((one) => isPair(one) && String(one.key) === part) : undefined;
    if (pair === undefined) break;
    offset = offsetOf(pair.key) ?? offset;
    node = pair.value;
  }
  return offset === undefined ? undefined : lineAt(offset);
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
