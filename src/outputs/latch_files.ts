/**
 * Two latch files in one folder, written in turn: a write that goes wrong, or a file that rots, leaves the one before it.
 *
 * Each write goes to a temporary file, is forced to the disk, and takes the older file's name. On a full disk there is no room for another
 * file: the older one is written over in the room that it has, so that an alarm of such an hour outlives the processes that know of it. What a lost latch means: the
 * sirens stay silent until fusion orders them again, which it does within moments of its start from its own store; a lost file
 * sounds nothing by itself. Both lost is reported as trouble.
 */
import { join } from "node:path";
import { overwriteFile } from "../hal/disk/overwrite_file.ts";
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
  /** Whether both files are there, as far as this process has seen. */
  #hasBoth = false;

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
      const bytes = new TextEncoder().encode(encodeLatch({ sequence, savedAtWallMs: wallMs, content }));
      await this.#put(path, bytes);
      if (!this.#hasBoth) await this.#makeRoom(join(this.#folder, FILES[1 - this.#next]!), bytes);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return fail(`latch file ${path} cannot be written: ${error.message}`);
    }
    this.#sequence = sequence;
    this.#next = 1 - this.#next;
    return ok(undefined);
  }

  async #put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await replaceFile(path, bytes, { part: `${path}.tmp`, sync: true });
    } catch (error) {
      // The file that can be read is the other one, of the write before: this one may be torn.
      if (!isFull(error) || !await overwriteFile(path, bytes)) throw error;
    }
  }

  /** The other file gets its room with the same state, before a disk is full: a new box has only written one when its first fire comes. */
  async #makeRoom(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      if (!await isThere(path)) await this.#put(path, bytes);
      this.#hasBoth = true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // The state itself is on the disk. The next write tries this again.
    }
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

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** ENOSPC and EDQUOT of errno(3), which Deno gives as `code`. */
function isFull(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ENOSPC" || code === "EDQUOT";
}
