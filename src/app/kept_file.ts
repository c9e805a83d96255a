/**
 * A small private file that one process keeps up to date without ever waiting for it: only the newest content counts.
 */
import { writePrivately } from "./write_privately.ts";

/** The file. */
export class KeptFile {
  readonly #path: string;
  readonly #everyMs: number;
  readonly #report: (text: string) => void;
  #content: (() => string) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  /**
   * @param everyMs It is written at most this often.
   * @param report Told when it cannot be written, and when it can again.
   */
  constructor(path: string, everyMs: number, report: (text: string) => void) {
    this.#path = path;
    this.#everyMs = everyMs;
    this.#report = report;
  }

  /** What it is to hold from now on; asked for when it is written. */
  put(content: () => string): void {
    this.#content = content;
    this.#timer ??= setTimeout(() => this.#flush(), this.#everyMs);
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    await this.#writing;
  }

  #flush(): void {
    this.#timer = undefined;
    const content = this.#content;
    this.#content = undefined;
    if (content !== undefined) this.#writing = this.#writing.then(() => this.#write(content()));
  }

  async #write(text: string): Promise<void> {
    try {
      await writePrivately(this.#path, text);
      if (this.#failed) this.#report(`${this.#path} is written again`);
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#report(`cannot write ${this.#path}: ${(error as Error).message}`);
      this.#failed = true;
    }
  }
}
