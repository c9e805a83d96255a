/**
 * Puts a file into an executable of `deno compile` without a copy of it in the memory of each process; see `src/detect/attachment.ts`.
 */
import { createHash } from "node:crypto";
import { exists } from "../../src/store/exists.ts";
import { attachmentTrailer, sectionStart } from "../../src/detect/attachment.ts";

/** Bytes that are copied at once. */
const PIECE_BYTES = 1 << 20;

/**
 * Attaches `file` to `executable`, which is replaced as a whole or not at all.
 *
 * @throws where `executable` is none that `deno compile` has made, or a file cannot be read or written.
 */
export function attach(executable: string, file: string): void {
  const content = Deno.readFileSync(file);
  const sha256 = createHash("sha256").update(content).digest();
  const part = `${executable}.part`;
  try {
    using from = Deno.openSync(executable);
    using to = Deno.openSync(part, { write: true, create: true, truncate: true, mode: 0o755 });
    const start = sectionStart(from);
    from.seekSync(0, Deno.SeekMode.Start);
    copy(from, to, start);
    writeAll(to, content);
    writeAll(to, attachmentTrailer(content.length, sha256));
    copy(from, to, Infinity);
    Deno.renameSync(part, executable);
  } catch (error) {
    if (exists(part)) Deno.removeSync(part);
    throw new Error(`${file} cannot be attached to ${executable}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Copies up to `mostBytes` from where `from` stands. */
function copy(from: Deno.FsFile, to: Deno.FsFile, mostBytes: number): void {
  const buffer = new Uint8Array(PIECE_BYTES);
  for (let left = mostBytes; left > 0;) {
    const read = from.readSync(buffer.subarray(0, Math.min(buffer.length, left)));
    if (read === null) return;
    writeAll(to, buffer.subarray(0, read));
    left -= read;
  }
}

function writeAll(to: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += to.writeSync(bytes.subarray(done));
}
