/**
 * Finds packets in a stream of bytes that may be cut anywhere, and hands them on one by one.
 */
import { FRAME_LENGTHS, PacketDecoder } from "./decode.ts";
import { PACKET_LIMITS, type PacketLimits, type PacketSink } from "./packet.ts";
import type { Refusal } from "./refusal.ts";

export { decodeHex } from "./hex.ts";
export type { PacketLimits, PacketSink } from "./packet.ts";

const HASH = 0x23;
const BANG = 0x21;
const COLON = 0x3A;

/** `#frame`, whose packets are worth a short cut. */
const FRAME_START = new TextEncoder().encode("#frame");

/**
 * The parser of one connection, device to appliance.
 *
 * A packet within one chunk is decoded where it lies; only a packet cut in two is copied, into one buffer of the
 * packet limit. A `#` always begins a packet and a `!` always ends one, as neither can stand inside: so a damaged packet
 * costs itself alone. The protocol has no checksum: a character damaged into another valid one goes unseen.
 */
export class PacketParser {
  readonly #limits: PacketLimits;
  readonly #decoder: PacketDecoder;
  /** The beginning of a packet whose end has not come yet. Made when first needed: most strangers never need it. */
  #buffer: Uint8Array | undefined;
  #held = 0;
  /** Within a packet. Its first bytes are held. */
  #inside = false;
  /** Bytes of the present run of garbage. */
  #garbageRun = 0;
  /** Refused and skipped bytes since the last good packet. */
  #garbage = 0;
  #stopped = false;

  constructor(limits: PacketLimits = PACKET_LIMITS) {
    this.#limits = limits;
    this.#decoder = new PacketDecoder(limits);
  }

  /** Whether a packet has begun whose end has not come yet. */
  get pending(): boolean {
    return this.#inside;
  }

  /** From now on everything is ignored. A fatal refusal stops the parser by itself. */
  stop(): void {
    this.#stopped = true;
  }

  /** Takes the next bytes of the stream. Keeps no reference to `chunk`. What `sink` throws passes through. */
  push(chunk: Uint8Array, sink: PacketSink): void {
    const end = chunk.length;
    // The next "#" and "!" at or after `at`, `end` where there is none. Kept, so that each byte is looked at once.
    let hash = -1;
    let bang = -1;
    let at = 0;
    while (at < end && !this.#stopped) {
      const from = at;
      if (!this.#inside) {
        if (chunk[at] !== HASH) {
          at = this.#skip(chunk, at, sink);
          continue;
        }
        this.#endGarbageRun(sink);
        const frameEnd = this.#pushWholeFrame(chunk, at, sink);
        if (frameEnd > 0) {
          at = frameEnd;
          continue;
        }
        this.#inside = true;
        this.#held = 0;
        at++;
      }
      if (bang < at) bang = indexOf(chunk, BANG, at);
      if (hash < at) hash = indexOf(chunk, HASH, at);
      const packetEnd = Math.min(bang, hash);
      const length = this.#held + packetEnd - from;
      at = packetEnd;
      if (length >= this.#limits.packetBytes) {
        const limit = this.#limits.packetBytes;
        this.#refusePacket({ kind: "packet-too-long", bytes: length, limit }, length, sink);
        if (bang < hash) at = bang + 1;
      } else if (packetEnd === end) {
        this.#hold(chunk, from, end);
      } else if (hash < bang) {
        this.#refusePacket({ kind: "packet-interrupted", bytes: length }, length, sink);
      } else {
        this.#finishPacket(chunk, from, bang, length, sink);
        at = bang + 1;
      }
    }
  }

  /** Tells what was left unfinished when the connection ended. */
  end(sink: PacketSink): void {
    if (this.#stopped) return;
    this.#endGarbageRun(sink);
    if (this.#inside) this.#refusePacket({ kind: "packet-interrupted", bytes: this.#held }, this.#held, sink);
    this.#stopped = true;
  }

  /**
   * The short cut for a frame that lies whole in the chunk: its end is where its length says, so no byte is searched.
   * Returns the index after it, or 0 to go the long way.
   */
  #pushWholeFrame(chunk: Uint8Array, start: number, sink: PacketSink): number {
    let at = start;
    for (let index = 0; index < FRAME_START.length; index++) {
      if (chunk[at++] !== FRAME_START[index]) return 0;
    }
    const headerEnd = Math.min(chunk.length, at + this.#limits.textBytes + 2);
    for (const nameEnd = at; at < headerEnd; at++) {
      const byte = chunk[at];
      if (byte === HASH || byte === BANG) return 0;
      if (byte !== COLON) continue;
      for (const length of FRAME_LENGTHS) {
        const end = at + 1 + length;
        if (chunk[end] !== BANG) continue;
        if (this.#decoder.decodeFrame(chunk, nameEnd, end, sink) !== undefined) continue;
        this.#garbage = 0;
        return end + 1;
      }
    }
    return 0;
  }

  /** Decodes the packet that is held, if anything is, and goes on in `chunk[from..bang)`. */
  #finishPacket(chunk: Uint8Array, from: number, bang: number, length: number, sink: PacketSink): void {
    this.#inside = false;
    let refusal: Refusal | undefined;
    if (this.#held === 0) {
      refusal = this.#decoder.decode(chunk, from + 1, bang, sink);
    } else {
      const buffer = this.#hold(chunk, from, bang);
      refusal = this.#decoder.decode(buffer, 1, length, sink);
    }
    if (refusal === undefined) this.#garbage = 0;
    else this.#refusePacket(refusal, length + 1, sink);
  }

  #refusePacket(refusal: Refusal, bytes: number, sink: PacketSink): void {
    this.#inside = false;
    sink.refused(refusal);
    this.#addGarbage(bytes, sink);
  }

  #hold(chunk: Uint8Array, from: number, to: number): Uint8Array {
    const buffer = this.#buffer ??= new Uint8Array(this.#limits.packetBytes);
    // A view of the chunk costs more than copying few bytes, as they come from a peer that sends byte by byte.
    if (to - from < 64) { for (let at = from; at < to; at++) buffer[this.#held + at - from] = chunk[at]; }
    else buffer.set(chunk.subarray(from, to), this.#held);
    this.#held += to - from;
    return buffer;
  }

  /** Skips what stands between packets. Returns the index of the next `#`, or the end. */
  #skip(chunk: Uint8Array, start: number, sink: PacketSink): number {
    let run = 0;
    let at = start;
    for (; at < chunk.length && chunk[at] !== HASH; at++) {
      if (!isWhiteSpace(chunk[at])) run++;
    }
    this.#garbageRun += run;
    if (run > 0) this.#addGarbage(run, sink);
    return at;
  }

  #endGarbageRun(sink: PacketSink): void {
    if (this.#garbageRun > 0) sink.refused({ kind: "garbage", bytes: this.#garbageRun });
    this.#garbageRun = 0;
  }

  #addGarbage(bytes: number, sink: PacketSink): void {
    this.#garbage += bytes;
    const limit = this.#limits.garbageBytes;
    if (this.#garbage <= limit || this.#stopped) return;
    this.#stopped = true;
    sink.refused({ kind: "too-much-garbage", bytes: this.#garbage, limit });
  }
}

/** The index of `byte` in `chunk` from `start` on, its length where there is none. */
function indexOf(chunk: Uint8Array, byte: number, start: number): number {
  const index = chunk.indexOf(byte, start);
  return index < 0 ? chunk.length : index;
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0D);
}
