import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { attachmentTrailer, findAttachment, piecesOf, sectionStart } from "./attachment.ts";

/** A file in memory. */
class Bytes {
  private at = 0;
  constructor(private readonly bytes: Uint8Array, private readonly readMax = Infinity) {}
  seekSync(offset: number, whence: Deno.SeekMode): number {
    return this.at = whence === Deno.SeekMode.End ? this.bytes.length + offset : offset;
  }
  readSync(into: Uint8Array): number | null {
    const piece = this.bytes.subarray(this.at, this.at + Math.min(into.length, this.readMax));
    if (piece.length === 0) return null;
    into.set(piece);
    this.at += piece.length;
    return piece.length;
  }
}

const RUNTIME = new TextEncoder().encode("the runtime");
const LIBRARY = new Uint8Array(2_500_000).map((_, i) => i * 31);
const SHA256 = createHash("sha256").update(LIBRARY).digest();
const SECTION = new TextEncoder().encode("what is embedded");

Deno.test("findAttachment finds a file between the runtime and what is embedded, and piecesOf gives it whole", () => {
  const bytes = join(
    RUNTIME,
    LIBRARY,
    attachmentTrailer(LIBRARY.length, SHA256),
    SECTION,
    closing(SECTION.length),
  );
  const file = new Bytes(bytes);
  const found = findAttachment(file);
  assert.deepEqual(found, {
    at: RUNTIME.length,
    lengthBytes: LIBRARY.length,
    sha256: SHA256.toString("hex"),
  });
  const pieces = [...piecesOf(file, found)].map((piece) => piece.slice());
  assert.equal(pieces.length, 3);
  assert.deepEqual(join(...pieces), LIBRARY);
});

Deno.test("piecesOf goes on where the system reads less than was asked for", () => {
  const file = new Bytes(join(LIBRARY, attachmentTrailer(LIBRARY.length, SHA256), closing(0)), 100_003);
  const hash = createHash("sha256");
  for (const piece of piecesOf(file, findAttachment(file))) hash.update(piece);
  assert.deepEqual(hash.digest(), SHA256);
});

Deno.test("findAttachment refuses what is no such executable, or has nothing attached", () => {
  const trailer = attachmentTrailer(LIBRARY.length, SHA256);
  const refused: [Uint8Array[], RegExp][] = [
    [[], /has 0 bytes, too few/],
    [[SECTION], /ends with 0x.* where 'deno compile' writes 0x501e/],
    [[closing(17)], /longer than its 16 bytes/],
    [[closing(0)], /nothing is attached/],
    [[RUNTIME, SECTION, closing(SECTION.length)], /nothing is attached/],
    [[new Uint8Array(200), SECTION, closing(SECTION.length)], /nothing is attached/],
    [[RUNTIME, trailer, SECTION, closing(SECTION.length)], /would have 2500000 bytes/],
  ];
  for (const [parts, why] of refused) assert.throws(() => findAttachment(new Bytes(join(...parts))), why);
});

Deno.test("sectionStart is where an executable without an attachment has its section", () => {
  assert.equal(sectionStart(new Bytes(join(RUNTIME, SECTION, closing(SECTION.length)))), RUNTIME.length);
});

/** What closes a section of `deno compile`. */
function closing(lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x501e, true);
  view.setBigUint64(8, BigInt(lengthBytes), true);
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
