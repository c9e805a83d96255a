/**
 * The logs of a folder as a disk that gives each whole line once: what was there at first, later what was added.
 */
import { type LogDisk, realDisk } from "../ops/log_disk.ts";

/** A piece of a log. Larger only takes more memory. */
const PIECE_BYTES = 64 * 1024;
/** A line that has not ended by then is given as it is: no line of ours is as long. */
const REST_BYTES_MAX = 256 * 1024;
const LINE_END = 10;

interface OpenLog {
  readonly file: Deno.FsFile;
  readonly inode: number | null;
  /** The beginning of a line that is still being written. */
  rest: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a folder again and again. The first round gives everything, archives included; each later one only what has been added
 * since, across rotations.
 */
export class FollowedLogs implements Disposable {
  readonly #open = new Map<string, OpenLog>();
  #first = true;

  /** The folder for one round, to be read with `readLogs`. */
  round(): LogDisk {
    const first = this.#first;
    this.#first = false;
    return {
      ...realDisk,
      list: async (dir) => {
        const names = await realDisk.list(dir);
        return first ? names : names.filter((name) => !isArchive(name));
      },
      read: (path) =>
        isArchive(path) ? realDisk.read(path) : Promise.resolve(
          ReadableStream.from(this.#added(path)) as ReadableStream<Uint8Array<ArrayBuffer>>,
        ),
    };
  }

  [Symbol.dispose](): void {
    for (const { file } of this.#open.values()) file.close();
    this.#open.clear();
  }

  /** The whole lines that have come to `path` since it was read last. */
  async *#added(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const known = this.#open.get(path);
    // Looked at before reading: what comes into the old file after that is read in the next round.
    const inode = await inodeOf(path);
    if (known !== undefined) {
      yield* newLines(known);
      if (inode === undefined || inode === known.inode) return;
      // It was rotated: whatever it still got has been read, its successor begins.
      this.#open.delete(path);
      known.file.close();
    }
    const opened = await open(path);
    if (opened === undefined) return;
    this.#open.set(path, opened);
    yield* newLines(opened);
  }
}

function isArchive(name: string): boolean {
  return /\.\d+\.log(\.gz)?$/.test(name);
}

async function inodeOf(path: string): Promise<number | null | undefined> {
  try {
    return (await Deno.stat(path)).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function open(path: string): Promise<OpenLog | undefined> {
  try {
    const file = await Deno.open(path);
    return { file, inode: (await file.stat()).ino, rest: new Uint8Array() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function* newLines(log: OpenLog): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const piece = new Uint8Array(PIECE_BYTES);
    const length = await log.file.read(piece);
    if (length === null) return;
    const bytes = new Uint8Array(log.rest.length + length);
    bytes.set(log.rest);
    bytes.set(piece.subarray(0, length), log.rest.length);
    const end = bytes.length > REST_BYTES_MAX ? bytes.length : bytes.lastIndexOf(LINE_END) + 1;
    log.rest = bytes.slice(end);
    if (end > 0) yield bytes.subarray(0, end);
  }
}
