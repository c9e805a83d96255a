/**
 * The file that the one executable carries for the detector alone: the inference library.
 *
 * What `deno compile` embeds lies behind the runtime as one section that each process reads whole into private memory, before the program's first line:
 * seven roles held seven copies of a library that one of them needs. A file between the runtime and that section is in the same
 * executable, and is read by who asks for it.
 *
 * The section is closed by sixteen bytes at the executable's end (libsui 0.x, `lib.rs`, `Elf::append`): a magic number and a hash of the section's name,
 * 32 bits each, and its length, 64 bits; all little-endian. What is attached is closed in the same manner, see `attachmentTrailer`.
 */

/** Length of what closes the section of `deno compile`, bytes. */
const SECTION_TRAILER_BYTES = 16;
const SECTION_MAGIC = 0x501e;
/** "EEattach" as bytes. */
const ATTACHMENT_MAGIC = "EEattach";
const HASH_BYTES = 32;
/** Length of what closes the attached file, bytes: its length (64 bits, little-endian), its SHA-256, the magic word. */
export const ATTACHMENT_TRAILER_BYTES = 8 + HASH_BYTES + ATTACHMENT_MAGIC.length;
/** The library is copied in pieces: as a whole it would be memory that the detector does not give back. */
const PIECE_BYTES = 1 << 20;

/** Where an attached file lies in its executable. */
export interface Attachment {
  /** Bytes from the executable's start. */
  readonly at: number;
  readonly lengthBytes: number;
  /** SHA-256 of its content, hexadecimal. */
  readonly sha256: string;
}

/** What is needed of an open file; `Deno.FsFile` has it. */
export interface SeekableFile {
  seekSync(offset: number, whence: Deno.SeekMode): number;
  readSync(into: Uint8Array): number | null;
}

/** What closes an attached file of `lengthBytes` with this hash (32 bytes). */
export function attachmentTrailer(lengthBytes: number, sha256: Uint8Array): Uint8Array<ArrayBuffer> {
  const trailer = new Uint8Array(ATTACHMENT_TRAILER_BYTES);
  new DataView(trailer.buffer).setBigUint64(0, BigInt(lengthBytes), true);
  trailer.set(sha256, 8);
  trailer.set(new TextEncoder().encode(ATTACHMENT_MAGIC), 8 + HASH_BYTES);
  return trailer;
}

/**
 * Where the section of `deno compile` begins in this executable, bytes from its start.
 *
 * @throws where the file does not end as such an executable does.
 */
export function sectionStart(executable: SeekableFile): number {
  const sizeBytes = executable.seekSync(0, Deno.SeekMode.End);
  if (sizeBytes < SECTION_TRAILER_BYTES) {
    throw new Error(`it has ${sizeBytes} bytes, too few for an executable`);
  }
  const trailer = view(readAt(executable, sizeBytes - SECTION_TRAILER_BYTES, SECTION_TRAILER_BYTES));
  const magic = trailer.getUint32(0, true);
  if (magic !== SECTION_MAGIC) {
    throw new Error(
      `it ends with 0x${magic.toString(16)} where 'deno compile' writes 0x${SECTION_MAGIC.toString(16)}`,
    );
  }
  const start = sizeBytes - SECTION_TRAILER_BYTES - Number(trailer.getBigUint64(8, true));
  if (start < 0) throw new Error(`its section would be longer than its ${sizeBytes} bytes`);
  return start;
}

/**
 * The file attached to this executable.
 *
 * @throws where there is none, or it is damaged in a way that shows here; its hash is for who copies it.
 */
export function findAttachment(executable: SeekableFile): Attachment {
  const end = sectionStart(executable) - ATTACHMENT_TRAILER_BYTES;
  if (end < 0) throw new Error("nothing is attached to it");
  const trailer = readAt(executable, end, ATTACHMENT_TRAILER_BYTES);
  const magic = new TextDecoder().decode(trailer.subarray(8 + HASH_BYTES));
  if (magic !== ATTACHMENT_MAGIC) throw new Error("nothing is attached to it");
  const lengthBytes = Number(view(trailer).getBigUint64(0, true));
  if (lengthBytes > end) {
    throw new Error(`what is attached would have ${lengthBytes} bytes, more than lie before it`);
  }
  return { at: end - lengthBytes, lengthBytes, sha256: trailer.subarray(8, 8 + HASH_BYTES).toHex() };
}

/** The attached file in pieces of at most 1 MiB, each valid until the next. */
export function* piecesOf(executable: SeekableFile, { at, lengthBytes }: Attachment): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(PIECE_BYTES, lengthBytes));
  for (let done = 0; done < lengthBytes;) {
    const piece = buffer.subarray(0, Math.min(buffer.length, lengthBytes - done));
    readInto(executable, at + done, piece);
    yield piece;
    done += piece.length;
  }
}

function readAt(file: SeekableFile, at: number, lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  readInto(file, at, bytes);
  return bytes;
}

function readInto(file: SeekableFile, at: number, bytes: Uint8Array): void {
  file.seekSync(at, Deno.SeekMode.Start);
  for (let done = 0; done < bytes.length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) throw new Error(`it ends at byte ${at + done}, where more was expected`);
    done += read;
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
