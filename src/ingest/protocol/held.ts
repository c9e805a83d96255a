/**
 * Keeps the few packets whose location is not known yet.
 */
import { EEPROM_WORDS, type FramePacket, type InputValues } from "./packet.ts";

/** A packet kept with a copy of its content. */
export type HeldPacket =
  | { readonly kind: "frame"; readonly words: Uint16Array; readonly wordCount: number; readonly atMs: number }
  | { readonly kind: "inputs"; readonly values: InputValues; readonly atMs: number }
  | { readonly kind: "eeprom"; readonly words: Uint16Array; readonly atMs: number };

/**
 * Packets kept at the most. Two frames with their inputs and an EEPROM are what a device sends before its tag has
 * proved stable; more would only delay what is known already.
 */
export const HELD_MAX = 8;

/** Packets of one connection that wait for their location, in order of arrival. */
export class HeldPackets {
  #packets: HeldPacket[] = [];

  /** Whether nothing more can be kept. */
  get full(): boolean {
    return this.#packets.length >= HELD_MAX;
  }

  /** When the oldest arrived, undefined where none is held. */
  get sinceMs(): number | undefined {
    return this.#packets[0]?.atMs;
  }

  /** Keeps a copy; `atMs` is when it arrived, monotonic. */
  keepFrame(packet: FramePacket, atMs: number): void {
    const { wordCount } = packet;
    this.#packets.push({ kind: "frame", words: packet.words.slice(0, wordCount), wordCount, atMs });
  }

  /** Keeps a copy; `atMs` is when it arrived, monotonic. */
  keepInputs(values: InputValues, atMs: number): void {
    this.#packets.push({ kind: "inputs", values: values.copy(), atMs });
  }

  /** Keeps a copy; `atMs` is when it arrived, monotonic. */
  keepEeprom(words: Uint16Array, atMs: number): void {
    this.#packets.push({ kind: "eeprom", words: words.slice(0, EEPROM_WORDS), atMs });
  }

  /** Gives them all away. */
  take(): readonly HeldPacket[] {
    const packets = this.#packets;
    if (packets.length > 0) this.#packets = [];
    return packets;
  }
}
