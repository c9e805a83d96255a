/**
 * A log file that rotates: `NAME.log` is written, full ones become `NAME.000001.log.gz` and so on, the oldest go.
 *
 * Everything happens in the background behind a bounded queue: a full, slow or broken disk costs lines, which are
 * counted and told, and never time.
 */
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";
import type { LogDisk, OpenLog } from "./log_disk.ts";
import { CLOSE_MS, LogWriter } from "./log_writer.ts";

/** Where a log file is kept, and how much of it. */
export interface LogFileOptions {
  readonly clock: Clock;
  readonly disk: LogDisk;
  readonly dir: string;
  /** Of the role, for example: letters, digits and `-`. */
  readonly name: string;
  readonly bytesMax?: number;
  readonly archivesMax?: number;
}

/**
 * A file is full at this length. Smaller makes many small files of a busy day; larger loses more to one torn file, and
 * takes longer to compress while packets arrive.
 */
const BYTES_MAX = 4 * 1024 * 1024;
/** Full files kept. With 4 MiB each, compressed to a tenth, seven logs take about 50 MB at most. */
const ARCHIVES_MAX = 8;

/** A log on disk. */
export interface LogFile {
  /** Takes one line without its line end, never waits. */
  push(line: string): void;
  /** Lines lost since the start. */
  lostTotal(): number;
  /** Writes what waits, for at most two seconds. */
  close(): Promise<void>;
}

/** Opens the log `name` in `dir`: on its first line, so nothing fails here. */
export function openLogFile(options: LogFileOptions): LogFile {
  const { clock } = options;
  const warning = (text: string) =>
    JSON.stringify({ at: new Date(clock.wallMs()).toISOString(), level: "warning", category: "log", text });
  const file = new RotatingFile(options, (text) => writer.push(warning(text)));
  const writer = new LogWriter({
    clock,
    write: (bytes) => file.write(bytes),
    lostLine: (count, why) => warning(`${count.toLocaleString("en-US")} records were lost ${why}`),
  });
  return {
    push: (line) => writer.push(line),
    lostTotal: () => writer.lostTotal,
    async close() {
      await writer.close();
      file.close();
      await atMost(clock, CLOSE_MS, file.tidying);
    },
  };
}

/** The archives of the log `name` among `names`, oldest first, each once. */
export function archivesOf(name: string, names: readonly string[]): string[] {
  const archives = new Map<number, string>();
  for (const candidate of names) {
    const sequence = sequenceOf(name, candidate);
    // Where the process ended between compressing and removing there are both; the compressed one is whole.
    if (sequence !== undefined && !archives.get(sequence)?.endsWith(".gz")) archives.set(sequence, candidate);
  }
  return [...archives.entries()].sort((a, b) => a[0] - b[0]).map((entry) => entry[1]);
}

function sequenceOf(name: string, candidate: string): number | undefined {
  if (!candidate.startsWith(`${name}.`)) return undefined;
  const found = /^(\d{1,12})\.log(\.gz)?$/.exec(candidate.slice(name.length + 1));
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

const LINE_END = 10;

class RotatingFile {
  readonly #options: LogFileOptions;
  readonly #path: string;
  readonly #bytesMax: number;
  /** Tells of a fault that does not keep lines from being written. */
  readonly #report: (text: string) => void;
  #open: OpenLog | undefined;
  #bytes = 0;
  /** The file ends with a whole line. Not known of what an earlier process wrote. */
  #atLineEnd: boolean | undefined;
  #tidying: Promise<void> | undefined;

  constructor(options: LogFileOptions, report: (text: string) => void) {
    this.#options = options;
    this.#path = `${options.dir}/${options.name}.log`;
    this.#bytesMax = options.bytesMax ?? BYTES_MAX;
    this.#report = report;
  }

  /** Writes some of `bytes`. After a failure the file is opened anew: its directory may have been mounted elsewhere. */
  async write(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    try {
      if (this.#open !== undefined && this.#atLineEnd && this.#bytes + bytes.length > this.#bytesMax) {
        await this.#rotate(this.#open);
      }
      if (this.#open === undefined) {
        this.#open = await this.#options.disk.open(this.#path);
        this.#bytes = this.#open.bytes;
        // A power cut may have left half a line, which must not swallow the next one.
        if (this.#atLineEnd === undefined && this.#bytes > 0) {
          this.#bytes += await this.#open.write(Uint8Array.of(LINE_END));
        }
        this.#atLineEnd ??= true;
      }
      const written = await this.#open.write(bytes);
      this.#bytes += written;
      this.#atLineEnd = bytes[written - 1] === LINE_END;
      return written;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The tidying that runs now. */
  get tidying(): Promise<void> | undefined {
    return this.#tidying;
  }

  close(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  async #rotate(full: OpenLog): Promise<void> {
    const { disk, dir, name } = this.#options;
    const names = await disk.list(dir);
    const last = Math.max(0, ...names.map((candidate) => sequenceOf(name, candidate) ?? 0));
    await disk.rename(this.#path, `${dir}/${name}.${String(last + 1).padStart(6, "0")}.log`);
    full.close();
    this.#open = undefined;
    // One that still runs is left to finish: what it does not see, the next rotation tidies.
    this.#tidying ??= this.#tidy().finally(() => this.#tidying = undefined);
  }

  /** Removes the oldest archives and compresses the others. What fails is left for the next rotation. */
  async #tidy(): Promise<void> {
    const { disk, dir, name, archivesMax = ARCHIVES_MAX } = this.#options;
    try {
      const names = await disk.list(dir);
      const archives = archivesOf(name, names);
      const kept = new Set(archives.slice(-archivesMax));
      for (const candidate of names) {
        const left = candidate.startsWith(`${name}.`) && candidate.endsWith(".gz.part");
        const ours = sequenceOf(name, candidate) !== undefined;
        if (left || (ours && !kept.has(candidate))) await disk.remove(`${dir}/${candidate}`);
      }
      for (const archive of kept) {
        if (archive.endsWith(".gz")) continue;
        await disk.compress(`${dir}/${archive}`, `${dir}/${archive}.gz`);
        await disk.remove(`${dir}/${archive}`);
      }
    } catch (error) {
      this.#report(`tidying the log ${name} failed, next attempt at its next rotation: ${error}`);
    }
  }
}
