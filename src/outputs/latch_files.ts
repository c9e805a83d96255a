/**
 * Two latch files in one folder, written in turn: a write that goes wrong, or a file that rots, leaves the one before it.
 *
 * Each write goes to a temporary file, is forced to the disk, and takes the older file's name. What a lost latch means: the
 * sirens stay silent until fusion orders them again, which it does within moments of its start from its own store; a lost file
 * sounds nothing by itself. Both lost is reported as trouble.
 */
import { join } from "node:path";
import { replaceFile } from "../hal/disk/replace_file.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { decodeLatch, describeLatchFault, encodeLatch, LATCH_BYTES_MAX } from "./latch.ts";
import type { LatchContent, LatchRecord } from "./latch.ts";

/** Where the outputs keep their latched state. */
export interface LatchStore {
  /** The newest state that can be believed, and a sentence for each file that cannot. */
  load(): { readonly content?: LatchContent; readonly faults: readonly string[] };
  /** Writes a state and forces it to the disk. Never called again before it has answered. A fault is a sentence. */
  save(content: LatchContent, wallMs: number): Promise<Result<void, string>>;
}

const FILES = ["latch-0", "latch-1"] as const;

/** The {@linkcode LatchStore} in a folder, which must exist. */
export class LatchFiles implements LatchStore {
  readonly #folder: string;
  #sequence = 0;
  /** Of {@linkcode FILES}: the one to write next. */
  #next = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads both files at once: they are small, and nothing else can be done before. */
  load(): { readonly content?: LatchContent; readonly faults: readonly string[] } {
    const faults: string[] = [];
    let newest: LatchRecord | undefined;
    for (const [index, file] of FILES.entries()) {
      const read = this.#read(file);
      if (!read.ok) faults.push(`latch file ${file} is not usable: ${read.fault}`);
      else if (read.value !== undefined && read.value.sequence >= (newest?.sequence ?? 0)) {
        newest = read.value;
        this.#sequence = newest.sequence;
        this.#next = 1 - index;
      }
    }
    return newest === undefined ? { faults } : { content: newest.content, faults };
  }

  /**
   * Writes the other of the two files, so that one of them is whole at any moment.
   *
   * @returns once it is on the disk; the fault in words where it is not.
   */
  async save(content: LatchContent, wallMs: number): Promise<Result<void, string>> {
    const path = join(this.#folder, FILES[this.#next]!);
    const sequence = this.#sequence + 1;
    try {
      const text = encodeLatch({ sequence, savedAtWallMs: wallMs, content });
      await replaceFile(path, new TextEncoder().encode(text), { part: `${path}.tmp`, sync: true });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return fail(`latch file ${path} cannot be written: ${error.message}`);
    }
    this.#sequence = sequence;
    this.#next = 1 - this.#next;
    return ok(undefined);
  }

  /** The record in `file`; undefined where there is none yet. */
  #read(file: string): Result<LatchRecord | undefined, string> {
    const path = join(this.#folder, file);
    try {
      const { size } = Deno.statSync(path);
      if (size > LATCH_BYTES_MAX) return fail(describeLatchFault({ kind: "too-long", bytes: size }));
      const decoded = decodeLatch(Deno.readFileSync(path));
      return decoded.ok ? decoded : fail(describeLatchFault(decoded.fault));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return ok(undefined);
      if (!(error instanceof Error)) throw error;
      return fail(error.message);
    }
  }
}
