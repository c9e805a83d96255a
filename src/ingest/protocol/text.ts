/**
 * Turns the same few bytes into the same string again and again without making a new one each time.
 */

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Remembers the last text it read: a device repeats its names in every packet. */
export class TextMemory {
  readonly #bytes: Uint8Array;
  #length = -1;
  #text: string | undefined;

  /** @param capacity longest text in bytes; the caller keeps to it */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** The text of `bytes[start..end)`, or undefined where it holds control characters or is not UTF-8. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined {
    const length = end - start;
    if (length === this.#length && this.#same(bytes, start)) return this.#text;
    for (let index = 0; index < length; index++) this.#bytes[index] = bytes[start + index];
    this.#length = length;
    this.#text = decode(this.#bytes.subarray(0, length));
    return this.#text;
  }

  #same(bytes: Uint8Array, start: number): boolean {
    const known = this.#bytes;
    for (let index = 0; index < this.#length; index++) {
      if (known[index] !== bytes[start + index]) return false;
    }
    return true;
  }
}

function decode(bytes: Uint8Array): string | undefined {
  let ascii = "";
  for (const byte of bytes) {
    if (byte < 0x20 || byte === 0x7F) return undefined;
    if (byte > 0x7F) return decodeUtf8(bytes);
    ascii += String.fromCharCode(byte);
  }
  return ascii;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    // The decoder's only way to say that the bytes are not UTF-8. The caller refuses the packet with its reason.
    return undefined;
  }
  return /\p{C}/u.test(text) ? undefined : text;
}
