/**
 * Text for terminals: colours, wrapped lines and tables that fit a width.
 */

const CODES = {
  bold: "1",
  dim: "90",
  red: "31",
  green: "32",
  yellow: "33",
  cyan: "36",
  alarm: "1;97;41",
} as const;

/** How a piece of text may look. Never the only sign of anything: the words say the same. */
export type Colour = keyof typeof CODES;

/** One cell of a table. */
export type Cell = string | { readonly text: string; readonly colour: Colour };

/** `text` in `colour` where `on`. */
export function paint(text: string, colour: Colour | undefined, on: boolean): string {
  return on && colour !== undefined && text !== "" ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
}

/** `text` without what could move the cursor: names and lines come from devices and files. */
export function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

/** Characters as the terminal counts them. */
export function widthOf(text: string): number {
  return [...text].length;
}

/** The lines of `text`, each at most `width` long, broken between words where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plain(text).split(" ")) {
    let rest = [...word];
    const space = line === "" ? 0 : 1;
    if (widthOf(line) + space + rest.length > width && line !== "") {
      lines.push(line);
      line = "";
    }
    // An address or a path may be longer than any line.
    while (rest.length > width) {
      lines.push(rest.slice(0, width).join(""));
      rest = rest.slice(width);
    }
    line = line === "" ? rest.join("") : `${line} ${rest.join("")}`;
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}

/** `text` wrapped, every line but the first moved in by `indent` columns. */
export function hanging(text: string, width: number, indent: number): string[] {
  const room = Math.max(width - indent, 20);
  return wrap(text, room).map((line, index) => index === 0 ? line : " ".repeat(indent) + line);
}

/** How a table is laid out. */
export interface TableOptions {
  /** Columns in all; undefined: lines as long as they are. */
  readonly width: number | undefined;
  readonly colours: boolean;
  /** Columns that stand right-aligned, by index. */
  readonly right?: readonly number[];
}

const INDENT = "  ";
const GAP = "  ";
/** A longer cell gets a line of its own: one long name must not push the whole table off the screen. */
const CELL_MAX = 24;
/** The last cell gets this much even where the others leave less: narrower, its words no longer fit. */
const LAST_MIN = 12;

/** Rows below one another in columns. The last cell of a row takes what room is left, on several lines where needed. */
export function table(rows: readonly (readonly Cell[])[], options: TableOptions): string[] {
  const { width, colours, right = [] } = options;
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, index) => {
    const cells = rows.map((row) => widthOf(textOf(row[index] ?? "")));
    return Math.max(0, ...cells.filter((cell) => cell <= CELL_MAX));
  });
  return rows.flatMap((row) => {
    const lines: string[] = [];
    let line = INDENT;
    let used = INDENT.length;
    row.forEach((cell, index) => {
      const text = textOf(cell);
      const colour = typeof cell === "string" ? undefined : cell.colour;
      if (index === row.length - 1) {
        const room = width === undefined ? Infinity : Math.max(width - used, LAST_MIN);
        const last = right.includes(index) ? text.padStart(widths[index]!) : text;
        const parts = room === Infinity || widthOf(last) <= room ? [last] : wrap(last, room);
        parts.forEach((part, part0) => {
          lines.push((part0 === 0 ? line : " ".repeat(used)) + paint(part, colour, colours));
        });
        return;
      }
      const column = widths[index]!;
      if (widthOf(text) > column) {
        lines.push(line + paint(text, colour, colours));
        line = " ".repeat(used + column) + GAP;
      } else {
        const pad = " ".repeat(column - widthOf(text));
        line += (right.includes(index) ? pad : "") + paint(text, colour, colours) +
          (right.includes(index) ? "" : pad) + GAP;
      }
      used += column + GAP.length;
    });
    return lines.map((one) => one.trimEnd());
  });
}

function textOf(cell: Cell): string {
  return plain(typeof cell === "string" ? cell : cell.text);
}
