/**
 * The last lines of one role's output and log, for the status page.
 */

/** Longer lines are cut: a person reads the beginning, and one line must not push out all others. */
export const LINE_CHARS_MAX = 400;

/** Lines kept per role: a stack trace and what came before it. All roles' lines travel in every status message. */
export const LINES_MAX = 50;

/** Keeps the newest lines. */
export class LineRing {
  readonly #lines: string[] = [];

  /** Keeps a line, cut to its greatest length. */
  push(line: string): void {
    if (this.#lines.length === LINES_MAX) this.#lines.shift();
    this.#lines.push(line.length > LINE_CHARS_MAX ? line.slice(0, LINE_CHARS_MAX - 3) + "..." : line);
  }

  /** A copy, oldest first. */
  lines(): string[] {
    return [...this.#lines];
  }
}

/**
 * Takes a byte stream apart into lines of bounded length, with control characters removed.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #onLine: (line: string) => void;
  #line = "";
  /** Characters of the present line that did not fit. */
  #cut = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Takes bytes as they come, in pieces of any length. */
  push(chunk: Uint8Array): void {
    const parts = this.#decoder.decode(chunk, { stream: true }).split("\n");
    for (let index = 0; index < parts.length; index++) {
      if (index > 0) this.#end();
      const part = parts[index]!;
      const room = LINE_CHARS_MAX - this.#line.length;
      this.#line += part.slice(0, room);
      this.#cut += Math.max(0, part.length - room);
    }
  }

  /** The stream has ended: hands on what had no line end. */
  finish(): void {
    this.#line += this.#decoder.decode();
    if (this.#line !== "") this.#end();
  }

  #end(): void {
    const text = this.#line.replace(/\p{Cc}/gu, "");
    const note = this.#cut === 0 ? "" : `... (${this.#cut} more)`;
    this.#onLine(text.slice(0, LINE_CHARS_MAX - note.length) + note);
    this.#line = "";
    this.#cut = 0;
  }
}
