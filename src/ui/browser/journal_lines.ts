/**
 * The newest lines of the journal as this browser knows them: from the stream, and from what it has asked for.
 */
import type { StoredEvent } from "../../bus/messages.ts";

/** Keeps them. */
export class JournalLines {
  readonly #max: number;
  #lines: readonly StoredEvent[] = [];
  #streamedSeq = 0;

  /** @param max Lines that are kept; older ones go. */
  constructor(max: number) {
    this.#max = max;
  }

  /** The newest first. */
  get newest(): readonly StoredEvent[] {
    return this.#lines;
  }

  /**
   * Takes a line of the stream, which has them in the order of their numbers, over all connections. One that counts less is of a journal
   * that was begun anew, after damage: below the lines of the old one nobody would ever see those of the new.
   *
   * @param isShown Whether the page shows lines like this one.
   */
  streamed(line: StoredEvent, isShown: boolean): void {
    if (line.seq < this.#streamedSeq) this.#lines = [];
    this.#streamedSeq = line.seq;
    if (isShown) this.add([line]);
  }

  /** Takes lines that were asked for, in whatever order, also such as are there already. */
  add(lines: readonly StoredEvent[]): void {
    const bySeq = new Map([...this.#lines, ...lines].map((line) => [line.seq, line]));
    this.#lines = [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, this.#max);
  }
}
