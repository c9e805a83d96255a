/**
 * Where a command's answer goes: how wide it is, whether it shows colours, and what happens when nobody reads any more.
 */
import { plain } from "./text_layout.ts";

/** What a report is laid out for. */
export interface Screen {
  /** Columns of the terminal; undefined where the answer goes into a pipe or a file and lines need no end. */
  readonly columns: number | undefined;
  readonly colours: boolean;
}

/** Whoever read the answer has seen enough and closed the pipe: no fault, but nothing more is to be done. */
export class ReaderGone extends Error {
  override name = "ReaderGone";
}

/** A terminal that does not know its width has this one, and so has a report in a file. */
export const COLUMNS_DEFAULT = 80;
/** In a narrower one nothing can be laid out: longer lines are then broken by the terminal. */
const COLUMNS_MIN = 40;

/**
 * The standard output as a screen. `COLUMNS` in the environment goes before what the terminal says; `NO_COLOR` and
 * `TERM=dumb` switch colours off.
 */
export function standardScreen(): Screen {
  const terminal = Deno.stdout.isTerminal();
  const asked = Number(Deno.env.get("COLUMNS"));
  const columns = Number.isInteger(asked) && asked > 0 ? asked : terminal ? terminalColumns() : undefined;
  return {
    columns: columns === undefined ? undefined : Math.max(columns, COLUMNS_MIN),
    colours: terminal && !Deno.noColor && Deno.env.get("TERM") !== "dumb",
  };
}

function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || COLUMNS_DEFAULT;
  } catch {
    // A serial console has no size to tell.
    return COLUMNS_DEFAULT;
  }
}

const encoder = new TextEncoder();

/** Writes lines to the standard output. Throws {@linkcode ReaderGone} where nobody reads them. */
export function print(lines: readonly string[]): void {
  if (lines.length === 0) return;
  write(lines.join("\n") + "\n");
}

/** Writes a value as JSON to the standard output: indented for people who look, or in one line. */
export function printJson(value: unknown, indent = 2): void {
  write(JSON.stringify(value, null, indent) + "\n");
}

/** Writes `text` as it is. */
export function write(text: string): void {
  const bytes = encoder.encode(text);
  try {
    let written = 0;
    while (written < bytes.length) written += Deno.stdout.writeSync(bytes.subarray(written));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new ReaderGone();
    throw error;
  }
}

/** Tells something beside the answer, on the standard error. */
export function remark(text: string): void {
  console.error(`embereye: ${plain(text)}`);
}

/** A longer line is no secret of a person. */
const SECRET_CHARS_MAX = 200;

/**
 * Asks for a secret: on a terminal without showing what is typed, otherwise the first line of the standard input. Never an
 * argument, which everybody who lists processes would see.
 */
export async function askSecret(question: string): Promise<string> {
  const terminal = Deno.stdin.isTerminal();
  if (terminal) {
    Deno.stderr.writeSync(encoder.encode(question));
    Deno.stdin.setRaw(true, { cbreak: true });
  }
  try {
    return await firstLine();
  } finally {
    if (terminal) {
      Deno.stdin.setRaw(false);
      console.error();
    }
  }
}

async function firstLine(): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(256);
  let text = "";
  while (text.length <= SECRET_CHARS_MAX && !/[\r\n]/.test(text)) {
    const count = await Deno.stdin.read(buffer);
    if (count === null) break;
    // Without an echo a person corrects by the backspace key all the same.
    for (const character of decoder.decode(buffer.subarray(0, count), { stream: true })) {
      text = character === "\x7f" || character === "\b" ? text.slice(0, -1) : text + character;
    }
  }
  return text.split(/[\r\n]/, 1)[0]!;
}
