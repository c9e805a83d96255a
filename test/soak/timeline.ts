/**
 * What happened in a soak, line by line, with the time since its start: what is needed to understand a broken promise, and to have it again.
 */
import type { Clock } from "../../src/clock/clock.ts";

/** A run of days must not fill the memory of the machine that judges it. */
const LINES_MAX = 20_000;

/** The timeline. */
export class Timeline {
  readonly lines: string[] = [];
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #show: (line: string) => void;

  /** @param show Takes the lines that are worth a person's attention while it runs. */
  constructor(clock: Clock, show: (line: string) => void) {
    this.#clock = clock;
    this.#startMs = clock.monotonicMs();
    this.#show = show;
  }

  /** Keeps a line. */
  note(text: string): void {
    this.lines.push(`${this.#stamp()} ${text}`);
    if (this.lines.length > LINES_MAX) this.lines.shift();
  }

  /** Keeps a line and shows it. */
  tell(text: string): void {
    this.note(text);
    this.#show(`${this.#stamp()} ${text}`);
  }

  #stamp(): string {
    const ms = this.#clock.monotonicMs() - this.#startMs;
    const minutes = Math.floor(ms / 60_000);
    return `${String(minutes).padStart(3)}:${((ms % 60_000) / 1_000).toFixed(1).padStart(4, "0")}`;
  }
}
