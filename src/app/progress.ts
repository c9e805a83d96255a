/**
 * Progress of long work: a bar on a terminal, a plain line now and then otherwise.
 */

const BAR_WIDTH = 30;
/** Without a terminal, a line for each tenth is enough to see that it goes on. */
const PLAIN_STEPS = 10;

/** Shows how far a piece of work is. */
export class Progress {
  readonly #name: string;
  readonly #total: number;
  readonly #unit: string;
  readonly #terminal = Deno.stderr.isTerminal();
  #shown = -1;

  constructor(name: string, total: number, unit: string) {
    this.#name = name;
    this.#total = total;
    this.#unit = unit;
  }

  /** Says that `done` of the total is done. */
  at(done: number): void {
    const part = this.#total > 0 ? Math.min(1, done / this.#total) : 1;
    const steps = Math.floor(part * (this.#terminal ? 200 : PLAIN_STEPS));
    if (steps === this.#shown) return;
    this.#shown = steps;
    const text = `${this.#name}: ${done} of ${this.#total} ${this.#unit}`;
    if (!this.#terminal) return console.error(text);
    const filled = Math.round(part * BAR_WIDTH);
    write(`\r${"#".repeat(filled)}${".".repeat(BAR_WIDTH - filled)} ${text}\x1b[K`);
  }

  /** Ends with `text` in place of the bar. */
  end(text: string): void {
    if (this.#terminal) write("\r\x1b[K");
    console.error(text);
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
