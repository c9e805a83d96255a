/**
 * OSV's own way of handing advisories on: a zip file of an ecosystem with one JSON file for each. Read in a stream, since the list of npm
 * has hundreds of thousands.
 */
import { Unzip, UnzipInflate } from "fflate";
import { AdvisorySorting } from "../ops/audit/advisory_file.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { jsonOf } from "../store/stored_json.ts";

/** An advisory has some kilobytes; the longest lists of versions some hundred. */
const ENTRY_BYTES_MAX = 2 * 1024 * 1024;
/** More entries than OSV has for any ecosystem. */
const ENTRIES_MAX = 2_000_000;

/**
 * Reads the advisories of a zip file and keeps those that name a wanted package. A fault is a sentence.
 *
 * @param progress Is told how many bytes are read.
 */
export async function readAdvisoryZip(
  file: string,
  wanted: ReadonlySet<string>,
  progress: (bytes: number) => void,
): Promise<Result<AdvisorySorting, string>> {
  const sorting = new AdvisorySorting(wanted);
  let failure: string | undefined;
  let entries = 0;
  let whole = 0;
  const unzip = new Unzip((entry) => {
    if (!entry.name.endsWith(".json") || failure !== undefined) return;
    if (++entries > ENTRIES_MAX) {
      failure = `it has more than ${ENTRIES_MAX} entries`;
      return;
    }
    let text = "";
    let bytes = 0;
    const decoder = new TextDecoder();
    entry.ondata = (error, chunk, isLast) => {
      if (error !== null) {
        failure ??= `${entry.name} cannot be unpacked: ${error.message}`;
        return;
      }
      bytes += chunk.length;
      // What is that long is no advisory; its rest is unpacked and forgotten.
      if (bytes <= ENTRY_BYTES_MAX) text += decoder.decode(chunk, { stream: !isLast });
      if (!isLast) return;
      whole++;
      sorting.add(bytes <= ENTRY_BYTES_MAX ? jsonOf(text) : undefined);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  let read = 0;
  try {
    if (!await hasDirectory(file)) return fail("it is no zip file, or only the beginning of one");
    using source = await Deno.open(file);
    const buffer = new Uint8Array(256 * 1024);
    for (let count = await source.read(buffer); count !== null; count = await source.read(buffer)) {
      unzip.push(buffer.slice(0, count));
      progress(read += count);
      if (failure !== undefined) return fail(failure);
    }
    unzip.push(new Uint8Array(), true);
  } catch (error) {
    return fail(`it cannot be read: ${(error as Error).message}`);
  }
  if (failure !== undefined) return fail(failure);
  if (entries === 0) return fail("it is a zip file without JSON files in it");
  if (whole !== entries) return fail(`${entries - whole} of its ${entries} entries are not whole`);
  if (sorting.unreadable === entries) {
    return fail(`none of its ${entries} entries is an advisory in the OSV format`);
  }
  return ok(sorting);
}

/** The directory at the end of a zip file: its last record, then a comment of at most 65,535 bytes (APPNOTE 4.3.16). */
const END_RECORD = [0x50, 0x4b, 0x05, 0x06];
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 65_535;

/** Whether the file has its end: streams of entries look whole without it. */
async function hasDirectory(file: string): Promise<boolean> {
  using source = await Deno.open(file);
  const { size } = await source.stat();
  const from = Math.max(0, size - END_BYTES - COMMENT_BYTES_MAX);
  await source.seek(from, Deno.SeekMode.Start);
  const tail = new Uint8Array(size - from);
  let filled = 0;
  for (let count = 0; filled < tail.length; filled += count) {
    const read = await source.read(tail.subarray(filled));
    if (read === null) break;
    count = read;
  }
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (END_RECORD.every((byte, i) => tail[at + i] === byte)) return true;
  }
  return false;
}
