/**
 * A disk for tests, in memory, that is full, slow or broken when it is told to be.
 */
import type { LogDisk } from "./log_disk.ts";

/** A {@linkcode LogDisk} in memory. Files are kept as text under their paths; `.gz` ones too, uncompressed. */
export class FakeDisk implements LogDisk {
  readonly files = new Map<string, string>();
  /** Bytes that still fit. */
  room = Infinity;
  /** Every operation fails with it while it is set. */
  fault: Error | undefined;
  /** Writes wait for this. */
  held: Promise<void> | undefined;
  compressFault: Error | undefined;
  writes = 0;
  opened = 0;

  // deno-lint-ignore require-await
  async open(path: string) {
    this.#check();
    this.opened++;
    const before = this.files.get(path) ?? "";
    this.files.set(path, before);
    // A file that is open keeps its content under whatever name it has now.
    let name = path;
    this.#renamed.set(path, (to) => name = to);
    return {
      bytes: before.length,
      write: async (bytes: Uint8Array<ArrayBuffer>) => {
        this.writes++;
        if (this.held !== undefined) await this.held;
        this.#check();
        if (this.room === 0) throw new Error("No space left on device (os error 28)");
        const part = bytes.subarray(0, Math.min(bytes.length, this.room));
        this.room -= part.length;
        this.files.set(name, (this.files.get(name) ?? "") + new TextDecoder().decode(part));
        return part.length;
      },
      close: () => {
        this.opened--;
      },
    };
  }

  readonly #renamed = new Map<string, (to: string) => void>();

  // deno-lint-ignore require-await
  async list(dir: string) {
    this.#check();
    return [...this.files.keys()].filter((path) => path.startsWith(`${dir}/`)).map((path) =>
      path.slice(dir.length + 1)
    );
  }

  // deno-lint-ignore require-await
  async rename(from: string, to: string) {
    this.#check();
    this.files.set(to, this.#content(from));
    this.files.delete(from);
    this.#renamed.get(from)?.(to);
  }

  // deno-lint-ignore require-await
  async remove(path: string) {
    this.#check();
    this.#content(path);
    this.files.delete(path);
  }

  // deno-lint-ignore require-await
  async compress(from: string, to: string) {
    this.#check();
    if (this.compressFault !== undefined) throw this.compressFault;
    this.files.set(to, this.#content(from));
  }

  // deno-lint-ignore require-await
  async read(path: string) {
    this.#check();
    const text = this.files.get(path);
    return text === undefined ? undefined : ReadableStream.from([new TextEncoder().encode(text)]);
  }

  /** The lines of one file. */
  lines(path: string): string[] {
    return this.#content(path).split("\n").filter((line) => line !== "");
  }

  #content(path: string): string {
    const text = this.files.get(path);
    if (text === undefined) throw new Deno.errors.NotFound(`no such file: ${path}`);
    return text;
  }

  #check(): void {
    if (this.fault !== undefined) throw this.fault;
  }
}
