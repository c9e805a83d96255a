/**
 * What has been archived, as it outlives a restart: the day in one small file, and beside it a line for each part of the day that is in the store.
 * Lines are only added, so that a day of ten thousand pictures costs the flash card ten thousand lines and not ten thousand lists.
 */
import { z } from "zod";
import type { ArchivedPart, ArchiveProgress } from "../outputs/archive/archivist.ts";
import type { ObjectStoreFault } from "../outputs/archive/object_store.ts";
import { jsonOf } from "../store/stored_json.ts";
import { writePrivately } from "./write_privately.ts";

const partSchema = z.object({ bytes: z.number().int(), sha256: z.string() });
const progressSchema = z.object({
  through: z.iso.date().optional(),
  day: z.iso.date().optional(),
  /** The versions before the lines kept all parts here, and go on from it. */
  done: z.record(z.string(), partSchema).default({}),
  /** Why it does not go on; for `embereye archive status`. */
  fault: z.object({ kind: z.enum(["away", "refused", "full", "damaged"]), detail: z.string() }).optional(),
});
const lineSchema = partSchema.extend({ day: z.iso.date(), name: z.string() });

export type ArchiveFile = z.infer<typeof progressSchema>;

/** The record of one box, which only its owner writes. */
export class ArchiveRecord {
  readonly #path: string;
  #file: ArchiveFile;

  /** @param note See {@linkcode readArchivedDays}. */
  constructor(path: string, note: (text: string) => void) {
    this.#path = path;
    this.#file = readArchivedDays(path, note);
  }

  /** What was done by the last time. */
  get progress(): ArchiveProgress {
    return withLines(this.#path, this.#file);
  }

  /** Why it did not go on, as was last kept. */
  get fault(): ArchiveFile["fault"] {
    return this.#file.fault;
  }

  /** A day begins or is over: what is kept of it takes the place of all before. */
  async keep(progress: ArchiveProgress): Promise<void> {
    await this.#write({ ...progress, done: { ...progress.done } });
    try {
      await Deno.remove(linesOf(this.#path));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** One part more of the day under way is in the store. */
  async keepPart(name: string, part: ArchivedPart): Promise<void> {
    const line = JSON.stringify({ day: this.#file.day, name, ...part });
    // What a power cut left of a line before ends here.
    await Deno.writeTextFile(linesOf(this.#path), `\n${line}`, { append: true, mode: 0o600 });
  }

  /** Why it does not go on; undefined: it does. */
  async keepFault(fault: ObjectStoreFault | undefined): Promise<void> {
    const { fault: _, ...file } = this.#file;
    await this.#write({ ...file, ...(fault === undefined ? {} : { fault }) });
  }

  async #write(file: ArchiveFile): Promise<void> {
    this.#file = file;
    await writePrivately(this.#path, JSON.stringify(file, null, 1));
  }
}

/**
 * What has been done, part by part of the day under way; nothing where that is not known: the store is asked before a day is done again.
 *
 * @param note See {@linkcode readArchivedDays}.
 */
export function readArchiveRecord(path: string, note: (text: string) => void): ArchiveFile {
  const file = readArchivedDays(path, note);
  return { ...file, done: { ...withLines(path, file).done } };
}

/**
 * Up to which day all has been done, without a look at the parts of the day under way.
 *
 * @param note Takes a sentence where there is a file that cannot be read: nobody may go without word of a fire for that.
 */
export function readArchivedDays(path: string, note: (text: string) => void): ArchiveFile {
  try {
    const { data, error } = progressSchema.safeParse(JSON.parse(Deno.readTextFileSync(path)));
    if (data !== undefined) return data;
    note(`${path} does not say how far the archive is: ${error.issues[0].message}`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof Deno.errors.NotFound)) {
      note(`${path} does not say how far the archive is: ${error.message}`);
    }
  }
  return { done: {} };
}

/** With the lines of its day. A line that cannot be understood is left out: its part is put into the store once more. */
function withLines(path: string, file: ArchiveFile): ArchiveProgress {
  const { through, day } = file;
  const done = new Map(Object.entries(file.done));
  for (const text of day === undefined ? [] : linesIn(linesOf(path))) {
    const line = lineSchema.safeParse(jsonOf(text)).data;
    if (line !== undefined && line.day === day) {
      done.set(line.name, { bytes: line.bytes, sha256: line.sha256 });
    }
  }
  return {
    ...(through === undefined ? {} : { through }),
    ...(day === undefined ? {} : { day }),
    done: Object.fromEntries(done),
  };
}

function linesIn(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n");
  } catch (error) {
    // A file that cannot be read costs the parts that it names a second time; that the disk fails is told where it is written.
    if (error instanceof Error) return [];
    throw error;
  }
}

/** The file of lines beside the one at `path`. */
function linesOf(path: string): string {
  return `${path.replace(/\.json$/, "")}-parts.ndjson`;
}
