/**
 * Messages on a byte stream: a length, a type, and that many bytes.
 *
 * Layout, little-endian: u32 length of the payload, u8 type, payload. Used between the roles of one box only.
 */

/** The types of messages. A JSON message says its kind inside; the others are laid out by hand because they are many. */
export const MESSAGE_JSON = 1;
/** Reading records; see `reading_record.ts`. */
export const MESSAGE_READINGS = 2;
/** One thermal picture; see `picture_message.ts`. */
export const MESSAGE_PICTURE = 3;

/** Bytes before the payload. */
export const HEADER_BYTES = 5;

/**
 * Larger messages are refused. A snapshot of 1,000 sensors is about 500 kB; a larger limit would only let a broken
 * peer take more memory.
 */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

/** A stream that is not ours: the connection must be closed. */
export type FramingFault =
  | { readonly kind: "message-too-long"; readonly bytes: number }
  | { readonly kind: "unknown-type"; readonly type: number };

/** Says what is wrong with a stream. */
export function describeFramingFault(fault: FramingFault): string {
  switch (fault.kind) {
    case "message-too-long":
      return `message refused: ${fault.bytes} bytes, at most ${MESSAGE_BYTES_MAX} are allowed`;
    case "unknown-type":
      return `message refused: type ${fault.type} is not known`;
  }
}

/** Writes a header for `payloadBytes` bytes of `type` at `offset` of `target`. */
export function writeHeader(target: DataView, offset: number, type: number, payloadBytes: number): void {
  target.setUint32(offset, payloadBytes, true);
  target.setUint8(offset + 4, type);
}

const encoder = new TextEncoder();

/** One JSON message with its header. */
export function encodeJson(message: unknown): Uint8Array<ArrayBuffer> {
  const payload = encoder.encode(JSON.stringify(message));
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  writeHeader(new DataView(bytes.buffer), 0, MESSAGE_JSON, payload.length);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/**
 * Takes a stream apart into messages. The payload handed on is a view that is valid during the call only.
 */
export class FrameReader {
  #buffer: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param initialBytes The buffer grows up to the largest message when it must, and never shrinks. */
  constructor(initialBytes = 64 * 1024) {
    this.#buffer = new Uint8Array(initialBytes);
  }

  /**
   * Takes `chunk` in and hands each whole message to `onMessage`.
   *
   * @returns the fault that makes the rest of the stream unreadable, or undefined.
   */
  push(
    chunk: Uint8Array,
    onMessage: (type: number, payload: Uint8Array) => void,
  ): FramingFault | undefined {
    // Whole messages are read straight from the chunk when nothing is left over from the one before.
    if (this.#length === 0) {
      const taken = this.#take(chunk, onMessage);
      if (typeof taken !== "number") return taken;
      if (taken < chunk.length) this.#append(chunk.subarray(taken));
      return undefined;
    }
    this.#append(chunk);
    const taken = this.#take(this.#buffer.subarray(0, this.#length), onMessage);
    if (typeof taken !== "number") return taken;
    this.#buffer.copyWithin(0, taken, this.#length);
    this.#length -= taken;
    return undefined;
  }

  #take(
    bytes: Uint8Array,
    onMessage: (type: number, payload: Uint8Array) => void,
  ): number | FramingFault {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    while (bytes.length - offset >= HEADER_BYTES) {
      const length = view.getUint32(offset, true);
      if (length > MESSAGE_BYTES_MAX) return { kind: "message-too-long", bytes: length };
      const type = view.getUint8(offset + 4);
      if (type < MESSAGE_JSON || type > MESSAGE_PICTURE) return { kind: "unknown-type", type };
      const end = offset + HEADER_BYTES + length;
      if (end > bytes.length) break;
      onMessage(type, bytes.subarray(offset + HEADER_BYTES, end));
      offset = end;
    }
    return offset;
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      let size = this.#buffer.length;
      while (size < needed) size *= 2;
      const larger = new Uint8Array(size);
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }
}
