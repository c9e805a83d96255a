/**
 * One connection between two roles: whole messages in both directions, a bounded queue outwards.
 *
 * A peer that does not read must not hold up the sender: what the bound refuses is counted and, by the sender's choice of
 * message, either superseded by the next one or taken again from where it came.
 */
import {
  describeFramingFault,
  encodeJson,
  FrameReader,
  HEADER_BYTES,
  MESSAGE_JSON,
  MESSAGE_PICTURE,
  MESSAGE_READINGS,
  writeHeader,
} from "./framing.ts";
import { decodePicture, type Picture } from "./picture_message.ts";
import type { ReadingQueue } from "./reading_queue.ts";
import { RECORD_BYTES, RecordBlock } from "./reading_record.ts";

/** The part of a `Deno.Conn` that a channel needs. */
export interface Duplex {
  read(target: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** What the owner of a channel does with what arrives. Handlers must not throw for bad input. */
export interface ChannelHandlers {
  /** A JSON message, not yet checked against a schema. */
  message?(message: unknown): void;
  /** Records, to be read with {@linkcode RecordBlock.read} during the call only. */
  readings?(block: RecordBlock, count: number): void;
  picture?(picture: Picture): void;
  /** The connection has ended, for the reason given. Called once. */
  closed?(reason: string): void;
}

/** Options for {@linkcode Channel}. */
export interface ChannelOptions {
  /**
   * Bytes that may wait to be written. Larger: a stuck peer costs more memory. Smaller: a burst of events is refused
   * though the peer is only a moment behind.
   *
   * @default {8_388_608}
   */
  queueBytesMax?: number;
}

/** Records sent at once: large enough to keep the number of system calls low at full rate. */
const BATCH_RECORDS = 512;
const READ_BYTES = 128 * 1024;

const decoder = new TextDecoder();

/** One end of a connection. */
export class Channel {
  /** Messages refused because too much waited. */
  refusedCount = 0;
  readonly #conn: Duplex;
  readonly #handlers: ChannelHandlers;
  readonly #queueBytesMax: number;
  readonly #incoming = new RecordBlock(BATCH_RECORDS);
  readonly #batch = new Uint8Array(HEADER_BYTES + BATCH_RECORDS * RECORD_BYTES);
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #readings: ReadingQueue | undefined;
  #writing = false;
  #open = true;

  constructor(conn: Duplex, handlers: ChannelHandlers, options: ChannelOptions = {}) {
    this.#conn = conn;
    this.#handlers = handlers;
    this.#queueBytesMax = options.queueBytesMax ?? 8 * 1024 * 1024;
  }

  /** Whether anything can still be sent. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Bytes that wait to be written. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Sends one JSON message. Returns false where the bound or the end of the connection refuses it. */
  send(message: unknown): boolean {
    return this.sendBytes(encodeJson(message));
  }

  /** Sends one message that is encoded already, header included. The bytes must not be changed afterwards. */
  sendBytes(bytes: Uint8Array): boolean {
    if (!this.#open) return false;
    if (this.#waitingBytes + bytes.length > this.#queueBytesMax) {
      this.refusedCount++;
      return false;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#startWriting();
    return true;
  }

  /**
   * Sends whatever `queue` holds, now and whenever {@linkcode flush} is called. Readings leave the queue only as fast as
   * the peer takes them, so the queue's own rule decides what is lost.
   */
  attach(queue: ReadingQueue): void {
    this.#readings = queue;
    this.#startWriting();
  }

  /** Says that the attached queue has something. */
  flush(): void {
    this.#startWriting();
  }

  /** Reads until the connection ends. */
  async run(): Promise<void> {
    const reader = new FrameReader();
    const chunk = new Uint8Array(READ_BYTES);
    for (;;) {
      let count: number | null;
      try {
        count = await this.#conn.read(chunk);
      } catch (error) {
        if (!isConnectionError(error)) throw error;
        return this.#end(this.#open ? error.message : "closed");
      }
      if (count === null) return this.#end("closed by the peer");
      // What a handler throws is no fault of the connection, whatever it looks like.
      const fault = reader.push(chunk.subarray(0, count), this.#dispatch);
      if (fault !== undefined) return this.#end(describeFramingFault(fault));
    }
  }

  close(): void {
    this.#end("closed");
  }

  #dispatch = (type: number, payload: Uint8Array): void => {
    switch (type) {
      case MESSAGE_JSON: {
        let message: unknown;
        try {
          message = JSON.parse(decoder.decode(payload));
        } catch (error) {
          return this.#end(`message refused: ${(error as Error).message}`);
        }
        this.#handlers.message?.(message);
        return;
      }
      case MESSAGE_READINGS: {
        const count = payload.length / RECORD_BYTES;
        if (!Number.isInteger(count) || count > BATCH_RECORDS) {
          return this.#end(`message refused: ${payload.length} bytes are not whole reading records`);
        }
        this.#incoming.bytes.set(payload);
        this.#handlers.readings?.(this.#incoming, count);
        return;
      }
      case MESSAGE_PICTURE: {
        const picture = decodePicture(payload);
        if (picture === undefined) return this.#end("message refused: a picture of wrong length");
        this.#handlers.picture?.(picture);
      }
    }
  };

  #startWriting(): void {
    if (this.#writing || !this.#open) return;
    this.#writing = true;
    // A microtask later, what the current turn still sends goes into the same write.
    queueMicrotask(() => this.#write());
  }

  async #write(): Promise<void> {
    try {
      while (this.#open) {
        const bytes = this.#next();
        if (bytes === undefined) break;
        let offset = 0;
        while (offset < bytes.length) offset += await this.#conn.write(bytes.subarray(offset));
      }
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      this.#end(error.message);
    } finally {
      this.#writing = false;
    }
  }

  /** The next bytes to write: messages first, since they are few and say what the readings after them mean. */
  #next(): Uint8Array | undefined {
    if (this.#waiting.length > 0) {
      const bytes = this.#waiting.length === 1 ? this.#waiting[0] : join(this.#waiting, this.#waitingBytes);
      this.#waiting = [];
      this.#waitingBytes = 0;
      return bytes;
    }
    if (this.#readings === undefined || this.#readings.depth === 0) return undefined;
    const count = this.#readings.take(BATCH_RECORDS, this.#batch, HEADER_BYTES);
    writeHeader(new DataView(this.#batch.buffer), 0, MESSAGE_READINGS, count * RECORD_BYTES);
    return this.#batch.subarray(0, HEADER_BYTES + count * RECORD_BYTES);
  }

  #end(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#conn.close();
    this.#handlers.closed?.(reason);
  }
}

/**
 * Errors that mean that the other side, the way to it or the connection is gone, or that this machine has no room for one at the moment:
 * ordinary in operation, and no reason for a role to end.
 */
export function isConnectionError(error: unknown): error is Error {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.NotConnected || error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted || error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.UnexpectedEof || error instanceof Deno.errors.TimedOut ||
    // What came is no TLS, or the other side believes no certificate of ours.
    error instanceof Deno.errors.InvalidData || isKernelFault(error);
}

/** What the kernel answers to a call that is wrong in itself: a bug of ours, which must come to light. */
const BUGS: ReadonlySet<string> = new Set(["EBADF", "EFAULT", "EINVAL", "ENOTSOCK", "ENOSYS"]);

/**
 * Whether the kernel refused for a reason of its own: EHOSTUNREACH where a cable was pulled, EMFILE, ENOMEM and the like. The runtime has
 * a class of errors for few of them.
 */
export function isKernelFault(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" &&
    /^E[A-Z0-9]+$/.test(error.code) && !BUGS.has(error.code);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
