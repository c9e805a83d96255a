/**
 * Keeps what goes wrong in one part of a process's work away from the others: a disk that fails must not keep a watchdog from being
 * petted, nor a page that cannot be drawn keep a fire from its sirens.
 *
 * It hides nothing: each part's kind of fault is told once.
 */

/** Each part fails in a few ways. More of them would say nothing new, and the log is not to be filled. */
const KINDS_MAX = 64;

/** Runs the parts. */
export class Guard {
  readonly #told = new Set<string>();
  readonly #note: (text: string) => void;

  /** @param note Takes a sentence for the log. */
  constructor(note: (text: string) => void) {
    this.#note = note;
  }

  /**
   * Does the part of the work called `what`. Never throws; what goes wrong in a promise that it gives is told as well.
   *
   * @returns what it gives; undefined where it failed at once.
   */
  run<T>(what: string, act: () => T): T | undefined {
    try {
      const given = act();
      if (given instanceof Promise) given.catch((error) => this.#failed(what, error));
      return given;
    } catch (error) {
      this.#failed(what, error);
      return undefined;
    }
  }

  #failed(what: string, error: unknown): void {
    const { name, message } = error instanceof Error ? error : { name: "thrown", message: String(error) };
    const code = error instanceof Error && "code" in error ? error.code : "";
    const kind = `${what} ${name} ${code}`;
    if (this.#told.has(kind) || this.#told.size >= KINDS_MAX) return;
    this.#told.add(kind);
    this.#note(`${what} failed, and the rest goes on: ${name}: ${message}`);
  }
}
