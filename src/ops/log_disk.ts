/**
 * The files of a log directory, as the log writes and reads them.
 */

/** A file that is open for appending. */
export interface OpenLog {
  /** Its length when it was opened. */
  readonly bytes: number;
  /** Writes some or all of `bytes` and answers how many. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
  close(): void;
}

/** What the log needs of a disk. Everything may reject, and may take long. */
export interface LogDisk {
  /** Opens `path` for appending; makes it and its directory where they are missing. */
  open(path: string): Promise<OpenLog>;
  /** Names of the files in `dir`; none where there is no such directory. */
  list(dir: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes a gzip file `to` of `from`, or leaves nothing of it where that fails. */
  compress(from: string, to: string): Promise<void>;
  /** The content of `path`, decompressed where it ends in `.gz`; undefined where there is no such file (any more). */
  read(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined>;
}

/** Logs name people and addresses: they are for the service's user and group. */
const FILE_MODE = 0o640;

/** The real disk. */
export const realDisk: LogDisk = {
  async open(path) {
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    const file = await Deno.open(path, { append: true, create: true, mode: FILE_MODE });
    const { size } = await file.stat();
    return { bytes: size, write: (bytes) => file.write(bytes), close: () => file.close() };
  },

  async list(dir) {
    const names: string[] = [];
    try {
      for await (const entry of Deno.readDir(dir)) names.push(entry.name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return names;
  },

  rename: (from, to) => Deno.rename(from, to),
  remove: (path) => Deno.remove(path),

  async compress(from, to) {
    const part = `${to}.part`;
    try {
      const target = await Deno.open(part, { write: true, create: true, truncate: true, mode: FILE_MODE });
      const source = await Deno.open(from).catch((error) => {
        target.close();
        throw error;
      });
      // From here both files are closed by their streams, also where one of them fails.
      await source.readable.pipeThrough(new CompressionStream("gzip")).pipeTo(target.writable);
      await Deno.rename(part, to);
    } catch (error) {
      await Deno.remove(part).catch((second) => {
        if (!(second instanceof Deno.errors.NotFound)) throw second;
      });
      throw error;
    }
  },

  async read(path) {
    try {
      const { readable } = await Deno.open(path);
      return path.endsWith(".gz") ? readable.pipeThrough(new DecompressionStream("gzip")) : readable;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  },
};
