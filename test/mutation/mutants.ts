/**
 * Small faults that a programmer could make, put into source text one at a time: a test suite that protects lives must notice each.
 *
 * Works on formatted text: a binary operator stands between single spaces, which tells `a < b` from a type's `Array<B>`.
 */

/** One fault in one place. */
export interface Mutant {
  /** Counted from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** The whole text with the fault in it. */
  readonly text: string;
}

/** What is replaced, and by what. A comparison is moved by one step or turned round, a condition inverted, a sign flipped. */
const SWAPS: readonly (readonly [before: string, after: string])[] = [
  [" < ", " <= "],
  [" <= ", " < "],
  [" > ", " >= "],
  [" >= ", " > "],
  [" < ", " > "],
  [" > ", " < "],
  [" === ", " !== "],
  [" !== ", " === "],
  [" && ", " || "],
  [" || ", " && "],
  [" ?? ", " && "],
  [" + ", " - "],
  [" - ", " + "],
  [" * ", " / "],
  [" / ", " * "],
  ["true", "false"],
  ["false", "true"],
  ["Math.min(", "Math.max("],
  ["Math.max(", "Math.min("],
  // Seconds taken for milliseconds.
  ["1_000", "1"],
  ["60_000", "60"],
];

/** A whole statement that may be lost: a latch that is not set, an effect that is not sent, a table that is not cleaned. */
const STATEMENT =
  /^( +)((?:[\w.#]+(?:\.(?:push|set|delete|add|clear)\(.*\)|\[.+\] = .+| = .+|\+\+| \+= .+));)$/;

/** All faults of `text`, in its order. */
export function mutantsOf(text: string): Mutant[] {
  const code = withoutProse(text);
  const mutants: Mutant[] = [];
  const add = (at: number, before: string, after: string) => {
    mutants.push({
      line: text.slice(0, at).split("\n").length,
      before: before.trim(),
      after: after.trim(),
      text: text.slice(0, at) + after + text.slice(at + before.length),
    });
  };
  for (const [before, after] of SWAPS) {
    const isWord = /^\w/.test(before) && !before.endsWith("(");
    for (let at = code.indexOf(before); at >= 0; at = code.indexOf(before, at + 1)) {
      if (isWord && /\w/.test(code[at - 1] + code[at + before.length])) continue;
      add(at, before, after);
    }
  }
  let at = 0;
  for (const line of code.split("\n")) {
    const [, indent, statement] = STATEMENT.exec(line) ?? [];
    if (statement !== undefined) {
      add(at + indent.length, text.slice(at + indent.length, at + line.length), "");
    }
    at += line.length + 1;
  }
  return mutants.sort((one, other) => one.line - other.line);
}

/** The text with comments, strings, imports and types blanked, everything else in its place. */
function withoutProse(text: string): string {
  const blank = (found: string) => found.replaceAll(/[^\n]/g, " ");
  return text
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, blank)
    .replaceAll(/^import [\s\S]*?;$/gm, blank)
    .replaceAll(/^export (?:interface|type) [\s\S]*?^}?;?$/gm, blank)
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, blank)
    .replaceAll(/`(?:[^`\\]|\\.)*`/g, blank);
}
